/** What one broken file does to a build and to `gtsc run`: its own problem is told, and the other files are as if it were not there. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Folder, GTSC, environment, inFolder } from "./cli/gtsc.ts";

const GOOD = `"use greenlet";\nexport function twice(f: () => number): number { return f() + f(); }\nif (twice(() => 21) === 42) console.log("good");\n`;
const FILES = {
  "package.json": `{"type":"module"}`,
  "tsconfig.json": JSON.stringify({ compilerOptions: { target: "es2022", module: "nodenext", rootDir: "src", outDir: "out", lib: ["es5", "dom"], types: [] }, include: ["src"] }),
  "src/good.ts": GOOD,
};
const nested = (count: number, open: string, close: string): string => `"use greenlet";\nexport function f(g: any): any { return ${open.repeat(count)}g()${close.repeat(count)}; }\n`;

test("a syntax error: told at its place, and the other file's type errors as well", () => {
  inFolder({ ...FILES, "src/bad.ts": `"use greenlet";\nexport function f( {\n`, "src/wrong.ts": "export let a = ;" }, (folder) => {
    const { code, stdout, stderr } = folder.gtsc([]);
    assert.equal([code, stderr], [2, ""]);
    assert.match(stdout, "src/bad.ts(3,1): error TS1005");
    assert.match(stdout, "src/wrong.ts(1,16): error TS1109");
    assert.match(folder.read("out/good.js"), "$.save(");
  });
});

test("contradictory marks: nothing is written, all of them are told", () => {
  inFolder({ ...FILES, "src/a.ts": `"use greenlet"; "use plain";\nexport function f(g: () => void) { g(); }\n`, "src/b.ts": `export function f(g: () => void) { "use greenlet"; "use plain"; g(); }\n` }, (folder) => {
    const { code, stdout } = folder.gtsc([]);
    assert.is(code, 1);
    assert.is(stdout, "src/a.ts(1,1): error GL3001: the file carries both 'use greenlet' and 'use plain'\nsrc/b.ts(1,8): error GL3001: 'f' carries both 'use greenlet' and 'use plain'\n");
    assert.not(folder.has("out"));
  });
});

test("what is too deep for TypeScript is a problem of its file; the others are built", () => {
  inFolder({ ...FILES, "src/deep.ts": nested(10_000, "(", ")"), "src/blocks.ts": nested(10_000, "[", "]") }, (folder) => {
    const { code, stdout, stderr } = folder.gtsc([]);
    assert.equal([code, stderr], [2, ""]);
    assert.is(stdout, "src/blocks.ts(1,1): error GL8007: the file is nested too deeply for TypeScript.\nsrc/deep.ts(1,1): error GL8007: the file is nested too deeply for TypeScript.\n");
    assert.equal(folder.list().filter((file) => file.startsWith("out")), ["out/good.js"]);
    assert.match(folder.gtsc(["run", "src/deep.ts"]).stderr, "src/deep.ts(1,1): error GL8007");
    assert.is(folder.gtsc(["run", "src/good.ts"]).stdout, "good\n");
  });
});

test("what is too deep for TypeScript's binder is a problem of its file, too", () => {
  const chain = `"use greenlet";\nexport function deep(a: any): any { return a${".m()".repeat(2_000)}; }\n`;
  inFolder({ ...FILES, "src/chain.ts": chain }, (folder) => {
    const { code, stdout, stderr } = folder.gtsc([]);
    assert.equal([code, stderr], [2, ""]);
    assert.is(stdout, "src/chain.ts(1,1): error GL8007: the file is nested too deeply for TypeScript.\n");
    assert.match(folder.read("out/good.js"), "$.save(");
  });
});

test("the same with --build: one error, nothing written", () => {
  for (const deep of [nested(10_000, "(", ")"), `export const c = (a: any): any => a${".m()".repeat(2_000)};\n`]) {
    inFolder({ ...FILES, "src/deep.ts": deep }, (folder) => {
      const { code, stdout, stderr } = folder.gtsc(["-b"]);
      assert.equal([code !== 0, stderr, folder.has("out/deep.js")], [true, "", false]);
      assert.match(stdout, /^(?:src\/deep\.ts\(1,1\): )?error GL8007: .*\n$/);
    });
  }
});

test("bytes that are no UTF-8, a byte order mark, CRLF, lines of megabytes, an empty file", () => {
  inFolder({ ...FILES, "src/empty.ts": "", "src/bom.ts": `\uFEFF${GOOD.replaceAll("\n", "\r\n")}`, "src/long.ts": `"use greenlet";\nexport function f(g: (x: string) => number): number { return g("${"x".repeat(2e6)}"); }\n`, "src/bytes.ts": "" }, (folder) => {
    writeFileSync(join(folder.path, "src/bytes.ts"), Buffer.concat([Buffer.from(`${GOOD}console.log("`), Buffer.from([0xff, 0xc3, 0x28, 0x80]), Buffer.from(`".length); // \xff\n`, "latin1")]));
    const { code, stdout } = folder.gtsc([]);
    assert.equal([code, stdout], [0, ""]);
    for (const name of ["bom", "long", "bytes", "good"]) assert.match(readFileSync(join(folder.path, `out/${name}.js`), "utf8"), "const $ = ");
    assert.is(folder.gtsc(["run", "src/bytes.ts"]).stdout, "good\n4\n");
    assert.is(folder.gtsc(["run", "src/bom.ts"]).stdout, "good\n");
  });
});

test("a file that breaks while it is loaded stops only its own import", () => {
  const main = `import { twice } from "./good.js";\ntry { await import("./bad.js"); } catch (error) { console.log((error as Error).name, twice(() => 1)); }\n`;
  for (const [bad, name] of [[`"use greenlet";\nfunction f( {`, "GL1001"], [`"use greenlet"; "use plain"; export {};`, "GL3001"], [nested(10_000, "(", ")"), "GL8007"]] as const) {
    inFolder({ ...FILES, "src/main.ts": main, "src/bad.ts": bad }, (folder) => {
      const { code, stdout } = folder.gtsc(["run", "src/main.ts"]);
      assert.equal([code, stdout], [0, "good\nProblemsError 2\n"], name);
    });
  }
});

/** One error of this code, exit code 1, nothing written. */
function stops(folder: Folder, args: readonly string[], message: RegExp): void {
  const before = folder.list();
  const { code, stdout, stderr } = folder.gtsc(args);
  assert.match(stdout + stderr, message, args.join(" "));
  assert.equal([(stdout + stderr).match(/error (?:TS|GL)\d+/g)!.length, code], [1, 1], stdout + stderr);
  assert.equal(folder.list(), before);
}

test("a folder, a dangling link, a broken link in place of a file", () => {
  inFolder({ ...FILES, "src/folder.ts/x.txt": "", "as-folder.json": `{ "files": ["src/folder.ts"] }`, "as-link.json": `{ "files": ["src/link.ts"] }`, "tsconfig.d/tsconfig.json/x.txt": "" }, (folder) => {
    folder.link("src/link.ts", join(folder.path, "nowhere.ts"));
    assert.equal([folder.gtsc([]).code, folder.gtsc([]).stdout], [0, ""], "include does not match them");
    for (const config of ["as-folder.json", "as-link.json"]) assert.match(folder.gtsc(["-p", config]).stdout, /^(?:as-\w+\.json\(1,13\): )?error TS6053: File '.*' not found\./);
    stops(folder, ["-p", "tsconfig.d"], /^error TS5057: /);
    stops(folder, ["run", "src/folder.ts"], /^error TS6053: File 'src\/folder\.ts' not found\.\n$/);
    stops(folder, ["run", "src/link.ts"], /^error TS6053: File 'src\/link\.ts' not found\.\n$/);
  });
});

test("UTF-16 with its mark, NUL bytes", () => {
  inFolder({ ...FILES, "src/little.ts": "", "src/big.ts": "", "src/nul.ts": "" }, (folder) => {
    const little = Buffer.from(`\uFEFF${GOOD}console.log("ä😀".length);\n`, "utf16le");
    writeFileSync(join(folder.path, "src/little.ts"), little);
    writeFileSync(join(folder.path, "src/big.ts"), Buffer.from(little).swap16());
    for (const name of ["little", "big"]) assert.equal(folder.gtsc(["run", `src/${name}.ts`]).stdout, "good\n3\n");
    writeFileSync(join(folder.path, "src/nul.ts"), "export const a = 1;\0\n");
    const { code, stdout } = folder.gtsc([]);
    assert.equal([code, stdout], [2, "src/nul.ts(1,20): error TS1127: Invalid character.\n"]);
    assert.match(folder.read("out/little.js"), "$.save(");
    assert.match(folder.gtsc(["run", "src/nul.ts"]).stderr, /^src\/nul\.ts\(1,20\): error TS1127: /);
  });
});

test("outDir is a file; a disk that is full: what was there stays whole, and no temporary files", () => {
  inFolder({ ...FILES, out: "a file" }, (folder) => stops(folder, [], /^error TS5033: Could not write file '.*good\.js': .*\.\n$/));
  inFolder({ ...FILES, "src/big.ts": `export const big = "${"x".repeat(50_000)}";\n`, "out/good.js": "old" }, (folder) => {
    const before = folder.list();
    const shell = spawnSync("sh", ["-c", `ulimit -f 8; exec "$0" "$@"`, process.execPath, GTSC], { cwd: folder.path, env: environment(folder.path), encoding: "utf8" });
    assert.match(shell.stdout, /^error TS5033: Could not write file '.*big\.js': EFBIG/);
    assert.is(shell.status, 1);
    assert.equal([folder.list(), folder.read("out/good.js")], [before, "old"]);
    const run = spawnSync("sh", ["-c", `ulimit -f 8; exec "$0" "$@"`, process.execPath, GTSC, "run", "src/big.ts"], { cwd: folder.path, env: environment(folder.path), encoding: "utf8" });
    assert.equal([run.status, run.stderr], [0, ""], "a cache that cannot be written is none");
  });
});

test("a config that cannot be used: each is one error", () => {
  inFolder(FILES, (folder) => {
    const cases: [config: string, message: RegExp][] = [
      [`{ "extends": "./tsconfig.json" }`, /^error TS18000: Circularity/],
      [`{ "extends": "nobody/has-it" }`, /^error TS6053: File 'nobody\/has-it' not found/],
      [`[]`, /^tsconfig\.json\(1,1\): error TS5092: /],
      [`{ "greenlets": { "packagse": [] } }`, / error GL8001: unknown key 'packagse' .* Did you mean 'packages'\?\n$|^error GL8001: .*Did you mean 'packages'\?\n$/],
      [`{ "greenlets": { "include": "src" } }`, /^error GL8002: 'greenlets\.include' .* must be a list of strings\.\n$/],
      [`{ "greenlets": null }`, /^error GL8002: 'greenlets' in .* must be an object\.\n$/],
    ];
    for (const [config, message] of cases) {
      folder.write("tsconfig.json", config);
      stops(folder, [], message);
      stops(folder, ["run", "src/good.ts"], message);
      stops(folder, ["--showConfig"], message);
    }
  });
});

test("an option that is nearly right", () => {
  inFolder(FILES, (folder) => {
    assert.is(folder.gtsc(["run", "--strss", "src/good.ts"]).stderr, "error TS5023: Unknown compiler option '--strss'. Did you mean 'stress'?\n");
    assert.match(folder.gtsc(["--noEmitt"]).stdout, "error TS5025: Unknown compiler option '--noEmitt'. Did you mean 'noEmit'?");
  });
});

test("options that do not exist, or have no value", () => {
  inFolder(FILES, (folder) => {
    for (const args of [["--nonsense"], ["--target", "es1"], ["-p", "nowhere"], ["nowhere.ts"], ["run"], ["run", "nowhere.ts"], ["run", "--nonsense", "src/good.ts"], ["--print=nothing", "src/good.ts"]]) {
      const { code, stdout, stderr } = folder.gtsc(args);
      assert.is(code, 1, args.join(" "));
      assert.match(stdout + stderr, /^error (?:TS|GL)\d{4}: /, args.join(" "));
    }
  });
});

test.run();
