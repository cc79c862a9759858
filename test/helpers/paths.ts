/** Where the project lies, found from the built tests, wherever they were built to. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

function ancestorWith(file: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, file))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no folder above ${import.meta.url} has a ${file}`);
    folder = parent;
  }
  return folder;
}

/** The folder of package.json. */
export const root: string = ancestorWith("package.json");

/** The folder that holds the built `test/`, `runtime/` and `compiler/`. */
export const built: string = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
