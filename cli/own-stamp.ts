/** What the output of this compiler depends on besides its input: its own files, those of the packages that it uses, the engine. */
import { readFileSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { version } from "../runtime/version.ts";

const FOLDERS = ["compiler", "cli", "runtime/core"];
const PACKAGES = ["typescript", "@babel/parser", "@babel/generator", "@babel/types", "@jridgewell/remapping", "@jridgewell/trace-mapping"];

/** Size and time of each file, not its content: hundreds of files cost 3 ms, and a compiler that was built again has other times. */
export function ownStamp(): readonly unknown[] {
  const root = fileURLToPath(new URL("../", import.meta.url));
  const files = FOLDERS.flatMap((folder) => (readdirSync(join(root, folder), { recursive: true }) as string[]).map((name) => join(root, folder, name)));
  return [version, process.versions.node.split(".")[0], ...files.filter((file) => file.endsWith(".js")).sort().map(stampOf), ...PACKAGES.map(packageStamp)];
}

/** Installers may give all files of all versions one date. */
function packageStamp(name: string): string {
  try {
    const file = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const manifest = JSON.parse(readFileSync(file, "utf8")) as { version?: unknown };
    return `${file} ${String(manifest.version)}`;
  } catch {
    return name;
  }
}

function stampOf(file: string): string {
  const { size, mtimeMs } = statSync(file);
  return `${file} ${size} ${mtimeMs}`;
}
