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
/** With the plain module of each, whose `call` and `apply` are calls that may suspend. */
const FOLDERS = { "runtime/builtins": "./operations.ts", "runtime/generators": "../builtins/operations.ts", "runtime/hub": "./waiter.ts" };

/** JavaScript, which takes its handle from where the runtime makes it, and its map back to the TypeScript, which `tsc`'s own map names rightly. */
function build(folder: string, name: string, intrinsics: string): void {
  const text = readFileSync(join(root, folder, name), "utf8");
  const { code, map, diagnostics } = compile(text, { filename: `greenlets/${folder}/${name}`, format: "module", intrinsics });
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ line, message }) => `${folder}/${name}(${line}): ${message}`).join("\n"));
  if (map === null) return;
  const target = join(root, "dist", folder, name.replace(/\.ts$/, ".js"));
  const emitted = transpile(code.replace(/\{ runtime as (\$+runtime) \} from "greenlets"/, '{ $ as $1 } from "../core/realm.ts"'), name, "module");
  const { file, sources } = JSON.parse(readFileSync(`${target}.map`, "utf8")) as { file: string; sources: string[] };
  const composed = { ...composeMaps(emitted.map, map), file, sources, sourcesContent: [text] };
  writeFileSync(target, `${emitted.code.replaceAll(/(from ")(\.[^"]*)\.ts(")/g, "$1$2.js$3").trimEnd()}\n//# sourceMappingURL=${file}.map\n`);
  writeFileSync(`${target}.map`, JSON.stringify(composed));
}

for (const [folder, intrinsics] of Object.entries(FOLDERS)) {
  for (const name of readdirSync(join(root, folder))) if (name.endsWith(".ts")) build(folder, name, intrinsics);
}
