/** gtsc and the real tsc on the same command lines: for projects without marks they print, return and write the same. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Folder, type Outcome, inFolder } from "./cli/gtsc.ts";

const TSC = createRequire(fileURLToPath(import.meta.url)).resolve("typescript/lib/tsc.js");
const OPTIONS = { target: "es2022", module: "nodenext", rootDir: "src", outDir: "out", strict: true, lib: ["es5"], types: [] };
const FILES = {
  "package.json": `{"type":"module"}`,
  "tsconfig.json": JSON.stringify({ compilerOptions: { ...OPTIONS, declaration: true, sourceMap: true }, include: ["src"] }),
  "bare.json": JSON.stringify({ compilerOptions: OPTIONS, include: ["src"], exclude: ["src/broken.ts"] }),
  "src/main.ts": `import { Level, type Item } from "./item.js";\nexport function make(n: number): Item {\n  return { n: n + Level.High };\n}\n`,
  "src/item.ts": `export const enum Level { High = 10 }\nexport interface Item { n: number }\nexport const unused = 1;\n`,
};
const ERRORS = { ...FILES, "src/main.ts": `export const a: string = 1;\nexport function f(x) { return x; }\n`, "src/item.ts": `export const b: number =\n  "x";\nnew Missing();\n` };
const BROKEN = { ...FILES, "src/broken.ts": `export const a = ;\n` };

interface Result extends Outcome {
  files: Record<string, string>;
}

function run(files: Readonly<Record<string, string>>, use: (folder: Folder) => Outcome): Result {
  let result: Result | undefined;
  inFolder(files, (folder) => {
    const outcome = use(folder);
    const written = folder.list().filter((file) => !(file in files));
    const here = (text: string): string => text.replaceAll(folder.path, "");
    result = { ...outcome, stdout: here(outcome.stdout), stderr: here(outcome.stderr), files: Object.fromEntries(written.map((file) => [file, here(folder.read(file))])) };
  });
  return result!;
}

/** One comparison; the command line is the name. */
function same(files: Readonly<Record<string, string>>, line: string): void {
  const args = line.split(" ").filter((arg) => arg !== "");
  test(`tsc ${line}`, () => {
    const theirs = run(files, (folder) => folder.node([TSC, ...args]));
    const ours = run(files, (folder) => folder.gtsc(args));
    assert.equal(ours, theirs);
  });
}

for (const line of ["", "--listFiles --listEmittedFiles", "--noEmitOnError --pretty"]) for (const files of [FILES, ERRORS]) same(files, line);
for (const line of [
  "--OUTDIR elsewhere -sourcemap false --declaration false --pretty false",
  "--noEmit",
  "--noEmit false --explainFiles",
  "--listFilesOnly",
  "--showConfig",
  "--inlineSourceMap --sourceMap false --inlineSources --declarationMap",
  "--inlineSources --sourceMap false",
  "-p bare.json --emitDeclarationOnly",
  "--module amd",
  "--target es2099 --nonsense",
  "--outDir",
  "-p nowhere",
  "-p src",
  "-p . src/item.ts",
  "src/item.ts",
  "src/item.ts --ignoreConfig --outDir o --target es2022",
  "--locale de --target es3",
]) same(FILES, line);
for (const line of ["", "-p bare.json"]) same(BROKEN, line);

test("what differs from tsc 6 on purpose: docs/gtsc.md lists it", () => {
  const noEmit = run(ERRORS, (folder) => folder.gtsc(["--noEmit"]));
  assert.equal([noEmit.code, noEmit.stdout], [1, run(ERRORS, (folder) => folder.node([TSC, "--noEmit"])).stdout], "as tsc 7: nothing was written");
  const removed = run(FILES, (folder) => folder.gtsc(["--outFile", "all.js"]));
  assert.equal([removed.code, removed.stdout], [1, run(FILES, (folder) => folder.node([TSC, "--outFile", "all.js"])).stdout], "nothing was written");
  const unknown = { ...FILES, "tsconfig.json": `{ "compilerOptions": { "bogus": 1 } }` };
  assert.equal(run(unknown, (folder) => folder.gtsc([])), { code: 1, signal: null, stdout: "tsconfig.json(1,24): error TS5023: Unknown compiler option 'bogus'.\n", stderr: "", files: {} });
  inFolder({}, (folder) => assert.match(folder.gtsc([]).stdout, /^error TS5081: Cannot find a tsconfig\.json file at the current directory: /));
});

test("--all lists ours and tsc's", () => {
  inFolder({}, (folder) => {
    const { code, stdout } = folder.gtsc(["--all"]);
    assert.is(code, 0);
    for (const part of ["gtsc run", "--fail-on-warnings", "--verbatimModuleSyntax"]) assert.match(stdout, part);
  });
});

test("paths in what is printed are as tsc has them: from here, not from the config", () => {
  inFolder({ ...ERRORS, "deep/x.txt": "" }, (folder) => {
    const from = (args: string[]): string => folder.node(["-e", `process.chdir("deep"); process.argv.splice(1, 0, ""); require("node:child_process").spawnSync(process.execPath, ${JSON.stringify(args)}, { stdio: "inherit" })`]).stdout;
    const gtsc = fileURLToPath(new URL("../cli/gtsc.js", import.meta.url));
    assert.is(from([gtsc, "-p", ".."]), from([TSC, "-p", join("..", "tsconfig.json")]));
  });
});

test.run();
