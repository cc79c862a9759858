/**
 * The last step of the build: compiles runtime/builtins with the compiler that was just built, over what `tsc` made of it. Types were checked and
 * declarations written by then.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "../compiler/index.ts";
import { composeMaps } from "../compiler/maps.ts";
import { transpile } from "../compiler/typehost.ts";

const root = join(import.meta.dirname, "../..");
const FOLDER = "runtime/builtins";

/** JavaScript, which takes its handle from where the runtime makes it, and its map back to the TypeScript, which `tsc`'s own map names rightly. */
function build(name: string): void {
  const text = readFileSync(join(root, FOLDER, name), "utf8");
  const { code, map, diagnostics } = compile(text, { filename: `greenlets/${FOLDER}/${name}`, format: "module", intrinsics: "./operations.ts" });
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ line, message }) => `${FOLDER}/${name}(${line}): ${message}`).join("\n"));
  if (map === null) return;
  const target = join(root, "dist", FOLDER, name.replace(/\.ts$/, ".js"));
  const emitted = transpile(code.replace(/\{ runtime as (\$+runtime) \} from "greenlets"/, '{ $ as $1 } from "../core/realm.ts"'), name, "module");
  const { file, sources } = JSON.parse(readFileSync(`${target}.map`, "utf8")) as { file: string; sources: string[] };
  const composed = { ...composeMaps(emitted.map, map), file, sources, sourcesContent: undefined };
  writeFileSync(target, `${emitted.code.replaceAll(/(from ")(\.[^"]*)\.ts(")/g, "$1$2.js$3").trimEnd()}\n//# sourceMappingURL=${file}.map\n`);
  writeFileSync(`${target}.map`, JSON.stringify(composed));
}

readdirSync(join(root, FOLDER)).filter((name) => name.endsWith(".ts")).forEach(build);
