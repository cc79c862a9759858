/** What one broken file does to a build and to `gtsc run`: its own problem is told, and the other files are as if it were not there. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inFolder } from "./cli/gtsc.ts";

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
