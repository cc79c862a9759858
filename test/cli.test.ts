/** The command as a user has it: what it prints, what it writes, how it ends. `gtsc run` has a file of its own, cli-run.test.ts. */
import { spawnSync } from "node:child_process";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { GTSC, type Folder, inFolder } from "./cli/gtsc.ts";

const CONFIG = JSON.stringify({
  compilerOptions: { target: "es2022", module: "nodenext", rootDir: "src", outDir: "out", strict: true, declaration: true, sourceMap: true, lib: ["es5"], types: [] },
  include: ["src"],
});
const GOOD = {
  "package.json": `{"type":"module"}`,
  "tsconfig.json": CONFIG,
  "src/main.ts": `import { Level, type Item } from "./item.js";\nimport { unused } from "./item.js";\nexport function make(n: number): Item {\n  return { n: n + Level.High };\n}\n`,
  "src/item.ts": `export const enum Level { High = 10 }\nexport interface Item { n: number }\nexport const unused = 1;\n`,
};
const BAD = { ...GOOD, "src/main.ts": `export const a: string = 1;\n`, "src/item.ts": `export const b: number =\n  "x";\nnew Missing();\n` };

test("a build writes JavaScript, maps and declarations as the tsconfig says", () => {
  inFolder(GOOD, (folder) => {
    assert.equal(folder.gtsc([]), { code: 0, signal: null, stdout: "", stderr: "" });
    assert.equal(folder.list().filter((file) => file.startsWith("out")), ["item.d.ts", "item.js", "item.js.map", "main.d.ts", "main.js", "main.js.map"].map((file) => `out/${file}`));
    assert.is(folder.read("out/main.js"), `export function make(n) {\n    return { n: n + 10 /* Level.High */ };\n}\n//# sourceMappingURL=main.js.map`);
    assert.is(folder.read("out/main.d.ts"), `import { type Item } from "./item.js";\nexport declare function make(n: number): Item;\n`);
    const map = JSON.parse(folder.read("out/main.js.map")) as { sources: string[]; file: string };
    assert.equal([map.file, map.sources], ["main.js", ["../src/main.ts"]]);
  });
});

test("type errors: tsc's list, exit code 2, and output all the same", () => {
  inFolder(BAD, (folder) => {
    const { code, stdout } = folder.gtsc([]);
    assert.is(code, 2);
    assert.is(
      stdout,
      [
        `src/item.ts(1,14): error TS2322: Type 'string' is not assignable to type 'number'.`,
        `src/item.ts(3,5): error TS2304: Cannot find name 'Missing'.`,
        `src/main.ts(1,14): error TS2322: Type 'number' is not assignable to type 'string'.\n`,
      ].join("\n"),
    );
    assert.ok(folder.has("out/main.js"));
  });
});

test("with noEmitOnError or noEmit nothing is written, exit code 1", () => {
  inFolder(BAD, (folder) => {
    assert.is(folder.gtsc(["--noEmitOnError"]).code, 1);
    assert.is(folder.gtsc(["--noEmit"]).code, 1);
    assert.not(folder.has("out"));
  });
});

test("the pretty shape is tsc's, byte for byte", () => {
  const tall = `${BAD["src/item.ts"]}export const c: number = {\n  a: 1,\n\tb: 2,\n  c: 3,\n  d: 4,\n};\ninterface P { q: 1 }\nconst p: P = {};\n`;
  inFolder({ ...BAD, "src/item.ts": tall }, (folder) => {
    const tsc = new URL(import.meta.resolve("typescript/package.json")).pathname.replace("package.json", "bin/tsc");
    const theirs = folder.node([decodeURIComponent(tsc), "--pretty"]);
    const ours = folder.gtsc(["--pretty"]);
    assert.is(ours.stdout, theirs.stdout);
    assert.match(ours.stdout, "Found 5 errors in 2 files.");
    assert.is(ours.code, theirs.code);
  });
});

test("files on the command line, without the tsconfig; --outDir is relative to here", () => {
  inFolder({ ...GOOD, "tsconfig.json": "not json" }, (folder) => {
    const { code, stdout } = folder.gtsc(["src/item.ts", "--ignoreConfig", "--outDir", "elsewhere", "--listEmittedFiles", "--module", "nodenext", "--lib", "es5"]);
    assert.is(stdout, `TSFILE: ${folder.path}/elsewhere/item.js\n`);
    assert.is(code, 0);
    assert.is(folder.read("elsewhere/item.js"), `export const unused = 1;\n`);
  });
});

test("allowJs: JavaScript is checked and emitted too", () => {
  const config = JSON.stringify({ compilerOptions: { ...JSON.parse(CONFIG).compilerOptions, allowJs: true }, include: ["src"] });
  inFolder({ ...GOOD, "tsconfig.json": config, "src/old.cjs": `exports.x = 1;\n` }, (folder) => {
    assert.is(folder.gtsc(["-p", "."]).code, 0);
    assert.match(folder.read("out/old.cjs"), "exports.x = 1;");
    assert.match(folder.read("out/old.d.cts"), "export const x: 1;");
  });
});

/** Each is one clear error, exit code 1, and nothing written. */
function refuses(name: string, args: readonly string[], message: string, prepare: (folder: Folder) => void = () => {}): void {
  test(`refuses ${name}`, () => {
    inFolder(GOOD, (folder) => {
      prepare(folder);
      const before = folder.list();
      const { code, stdout } = folder.gtsc(args);
      assert.is(stdout.replaceAll(`${folder.path}/`, ""), `${message}\n`);
      assert.is(code, 1);
      assert.equal(folder.list(), before);
    });
  });
}

const config = (text: string) => (folder: Folder) => folder.write("tsconfig.json", text);

refuses("an unknown option", ["--bogus"], "error TS5023: Unknown compiler option '--bogus'.");
refuses("an option of tsc that it does not have", ["--generateTrace", "traces"], "error GL8006: option '--generateTrace' of tsc is not supported by gtsc.");
refuses("a file that is missing", ["src/missing.ts", "--ignoreConfig"], "error TS6053: File 'src/missing.ts' not found.");
refuses("a project that is missing", ["-p", "nowhere"], "error TS5058: The specified path does not exist: 'nowhere'.");
refuses("a folder without a tsconfig", ["-p", "src"], "error TS5057: Cannot find a tsconfig.json file at the specified directory: 'src'.");
refuses("a project together with files", ["-p", ".", "src/item.ts"], "error TS5042: Option 'project' cannot be mixed with source files on a command line.");
refuses("a tsconfig that is no JSON", [], "tsconfig.json(3,1): error TS5014: Failed to parse file 'tsconfig.json': expected a value, not '}'.", config(`{ // why\n  "a":\n}`));
refuses("a tsconfig that extends what is missing", [], "error TS6053: File './base.json' not found, which 'tsconfig.json' extends.", config(`{ "extends": "./base.json" }`));
refuses("an unknown compiler option", [], "tsconfig.json(1,24): error TS5023: Unknown compiler option 'bogus'.", config(`{ "compilerOptions": { "bogus": 1 } }`));
refuses("an unknown key of ours", [], "error GL8001: unknown key 'includes' in 'greenlets' of 'tsconfig.json'; known are include, packages, frames, deepStacks, types. Did you mean 'include'?", config(`{ "greenlets": { "includes": [] } }`));
refuses("a wrong value of deepStacks", [], "error GL8002: 'greenlets.deepStacks' in 'tsconfig.json' must be true or false.", config(`{ "greenlets": { "deepStacks": "yes" } }`));
refuses("a wrong value of ours", [], "error GL8002: 'greenlets.packages' in 'tsconfig.json' must be a list of strings.", config(`{ "greenlets": { "packages": "sax" } }`));
refuses("a chain of configs that ends in itself", [], "error TS18000: Circularity detected while resolving configuration: tsconfig.json -> base.json -> tsconfig.json", (folder) => {
  folder.write("tsconfig.json", `{ "extends": "./base" }`);
  folder.write("base.json", `{ "extends": "./tsconfig.json" }`);
});
refuses("a wrong value of frames", [], "error GL8002: 'greenlets.frames' in 'tsconfig.json' must be \"full\", \"positions\" or \"none\".", config(`{ "greenlets": { "frames": "all" } }`));
for (const command of [["--ignoreConfig"], ["--print=output"]]) refuses(`a wrong value of --frames: ${command.join()}`, [...command, "--frames=all", "src/item.ts"], "error TS6046: Argument for '--frames' option must be: 'full', 'positions', 'none'.");
refuses("an unknown thing to print", ["--print=tokens", "src/item.ts"], "error GL8004: cannot print 'tokens'; known are select, blocks, live, frames, output, dot.");
for (const command of ["--explain", "--print=blocks"]) {
  refuses(`a function that is missing: ${command}`, [command, "src/marked.ts:pares"], "error GL8008: there is no function 'pares' in 'src/marked.ts'. Did you mean 'parse'?", (folder) => {
    folder.write("src/marked.ts", `"use greenlet";\nexport function parse() {}\n`);
  });
}
refuses("a key that is nearly ours", [], "error GL8001: unknown key 'greenlet' in 'tsconfig.json'. Did you mean 'greenlets'?", config(`{ "greenlet": {} }`));
refuses("to explain a file that is missing", ["--explain", "src/missing.ts:f"], "error TS6053: File 'src/missing.ts' not found.");

test("outputs that cannot be written leave no temporary files and the old ones alone", () => {
  inFolder({ ...GOOD, "out/item.js/in-the-way": "", "out/main.js": "old" }, (folder) => {
    const before = folder.list();
    const { code, stdout } = folder.gtsc([]);
    assert.match(stdout, /^error TS5033: Could not write file '.*item\.js': /);
    assert.is(code, 1);
    assert.equal(folder.list(), before);
    assert.is(folder.read("out/main.js"), "old");
  });
});

test("--help and --version", () => {
  inFolder({}, (folder) => {
    assert.match(folder.gtsc(["--help"]).stdout, "gtsc run [run options] file [args…]");
    assert.match(folder.gtsc(["-v"]).stdout, /^Version \d+\.\d+\.\d+\n$/);
  });
});

test("a reader that has had enough is no error", () => {
  inFolder(BAD, (folder) => {
    const { status, stderr } = spawnSync("sh", ["-c", `{ "$0" "$1" --all; echo "code $?" >&2; } | :`, process.execPath, GTSC], { cwd: folder.path, encoding: "utf8" });
    assert.equal([status, stderr], [0, "code 0\n"]);
  });
});

test.run();
