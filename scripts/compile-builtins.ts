/**
 * The last step of the build: compiles the capable folders of the runtime with the compiler that was just built, over what `tsc` made of them. Types were
 * checked and declarations written by then.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "../compiler/index.ts";
import { composeMaps } from "../compiler/maps.ts";
import { transpile } from "../compiler/typehost/index.ts";

const root = join(import.meta.dirname, "../..");

interface Folder {
  /** The plain module whose `call` and `apply` are calls that may suspend. */
  intrinsics: string;
  /** What is imported for the handle on the runtime. */
  handle: string;
}

const PART_OF_RUNTIME = '{ $ as $1 } from "../core/realm.ts"';
/** Whoever is not imported by the runtime's index imports that: a bundler may run a module before those that its importer mentions first. */
const WHOLE_RUNTIME = '{ runtime as $1 } from "../index.ts"';

const FOLDERS: Readonly<Record<string, Folder>> = {
  "runtime/builtins": { intrinsics: "./operations.ts", handle: PART_OF_RUNTIME },
  "runtime/generators": { intrinsics: "../builtins/operations.ts", handle: PART_OF_RUNTIME },
  "runtime/hub": { intrinsics: "./waiter.ts", handle: WHOLE_RUNTIME },
};

/** JavaScript, which takes its handle from inside the package, and its map back to the TypeScript, which `tsc`'s own map names rightly. */
function build(folder: string, name: string, { intrinsics, handle }: Folder): void {
  const text = readFileSync(join(root, folder, name), "utf8");
  const { code, map, diagnostics } = compile(text, { filename: `greenlets/${folder}/${name}`, format: "module", intrinsics });
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ line, message }) => `${folder}/${name}(${line}): ${message}`).join("\n"));
  if (map === null) return;
  const target = join(root, "dist", folder, name.replace(/\.ts$/, ".js"));
  const emitted = transpile(code.replace(/\{ runtime as (\$+runtime) \} from "greenlets"/, handle), name, "module");
  const { file, sources } = JSON.parse(readFileSync(`${target}.map`, "utf8")) as { file: string; sources: string[] };
  const composed = { ...composeMaps(emitted.map, map), file, sources, sourcesContent: [text] };
  writeFileSync(target, `${emitted.code.replaceAll(/(from ")(\.[^"]*)\.ts(")/g, "$1$2.js$3").trimEnd()}\n//# sourceMappingURL=${file}.map\n`);
  writeFileSync(`${target}.map`, JSON.stringify(composed));
}

for (const [folder, item] of Object.entries(FOLDERS)) {
  for (const name of readdirSync(join(root, folder))) if (name.endsWith(".ts")) build(folder, name, item);
}
