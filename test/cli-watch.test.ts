/** `gtsc --watch`: what it does again after a change, what it leaves alone, and what it says. */
import { mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Folder, whileInFolder } from "./cli/gtsc.ts";
import { Running } from "./cli/process.ts";

const CONFIG = { compilerOptions: { target: "es2022", module: "nodenext", rootDir: "src", outDir: "out", declaration: true, sourceMap: true, strict: true, lib: ["es2022"], types: [] }, include: ["src"] };
const FILES = {
  "package.json": `{"type":"module"}`,
  "base.json": `{ "compilerOptions": {} }`,
  "tsconfig.json": JSON.stringify({ extends: "./base.json", ...CONFIG }),
  "src/a.ts": `"use greenlet";\nimport { b } from "./b.js";\nexport function a(f: () => number): number { return f() + b(f); }\n`,
  "src/b.ts": `"use greenlet";\nexport function b(f: () => number): number { return f(); }\n`,
  "src/c.ts": `export const c = 1;\n`,
};
const END = /Found (\d+) errors?\. Watching for file changes\.\n/;

/** Watches while `use` changes files; `next` is what the round after a change says, without its times. */
async function watching(files: Readonly<Record<string, string>>, args: readonly string[], use: (folder: Folder, next: () => Promise<string>, gtsc: Running) => Promise<void>): Promise<void> {
  await whileInFolder(files, async (folder) => {
    const gtsc = new Running(["-w", ...args], folder.path);
    const next = async (): Promise<string> => (await gtsc.until(END)).replace(/\d+:\d+:\d+ [AP]M/g, "TIME").replace(/\d+ ms/, "n ms");
    try {
      await use(folder, next, gtsc);
    } finally {
      await gtsc.end();
    }
  });
}

/** A change that TypeScript hears of in parts may be more than one round. */
async function until(next: () => Promise<string>, words: string): Promise<void> {
  while (!(await next()).includes(words));
}

const STARTING = "\nTIME - Starting compilation in watch mode...\n\n";
const AGAIN = "\nTIME - File change detected. Starting incremental compilation...\n\n";
const found = (errors: number): string => `\nTIME - Found ${errors} error${errors === 1 ? "" : "s"}. Watching for file changes.\n`;

test("compiles, checks and writes again only what a change affects; SIGINT ends it, with code 0", async () => {
  await watching(FILES, [], async (folder, next, gtsc) => {
    assert.is(await next(), `${STARTING}3 files: 3 checked, 3 compiled, 9 written, n ms\n${found(0)}`);
    const time = (file: string): number => statSync(join(folder.path, file)).mtimeMs;
    const before = ["out/a.js", "out/b.d.ts", "out/c.js"].map(time);
    folder.write("src/b.ts", FILES["src/b.ts"].replace("return f()", "return 2 * f()"));
    assert.is(await next(), `${AGAIN}1 file changed: 1 checked, 1 compiled, 2 written, n ms\n${found(0)}`);
    assert.equal(["out/a.js", "out/b.d.ts", "out/c.js"].map(time), before);
    assert.match(folder.read("out/b.js"), "$.save(");
    folder.write("src/b.ts", FILES["src/b.ts"].replace(": number {", ": string {"));
    assert.is(await next(), `${AGAIN}src/a.ts(3,46): error TS2322: Type 'string' is not assignable to type 'number'.\nsrc/b.ts(2,46): error TS2322: Type 'number' is not assignable to type 'string'.\n1 file changed: 2 checked, 1 compiled, 3 written, n ms\n${found(2)}`);
    folder.write("src/b.ts", FILES["src/b.ts"]);
    assert.match(await next(), "Found 0 errors.");
    const { code, signal } = await gtsc.end("SIGINT");
    assert.equal([code, signal], [0, null]);
  });
});

test("a change that leaves the text as it was writes nothing", async () => {
  await watching(FILES, [], async (folder, next) => {
    await next();
    const before = statSync(join(folder.path, "out/b.js")).mtimeMs;
    folder.write("src/new.ts", `export {};\n`);
    renameSync(join(folder.path, "src/b.ts"), join(folder.path, "src/b.txt"));
    renameSync(join(folder.path, "src/b.txt"), join(folder.path, "src/b.ts"));
    while (!folder.has("out/new.js")) await next();
    assert.is(statSync(join(folder.path, "out/b.js")).mtimeMs, before);
  });
});

test("new, missing and removed files; imports that come and go", async () => {
  await watching({ ...FILES, "src/a.ts": `import { later } from "./sub/later.js";\nexport const a: number = later;\n` }, [], async (folder, next) => {
    assert.match(await next(), `src/a.ts(1,23): error TS2307: Cannot find module './sub/later.js' or its corresponding type declarations.\n`);
    mkdirSync(join(folder.path, "src/sub"));
    folder.write("src/sub/later.ts", `"use greenlet";\nexport const later = 1;\nexport function f(g: () => void): void { g(); }\n`);
    await until(next, "Found 0 errors");
    assert.match(folder.read("out/sub/later.js"), "$.save(");
    rmSync(join(folder.path, "src/sub/later.ts"));
    await until(next, "TS2307");
    folder.write("src/a.ts", `export const a = 1;\n`);
    await until(next, "Found 0 errors");
  });
});

test("the tsconfig and what it extends: tsc's options, and ours", async () => {
  await watching(FILES, [], async (folder, next) => {
    await next();
    assert.not.match(folder.read("out/c.js"), "$.save(");
    folder.write("src/c.ts", `export function c(f: () => number) { return f() + 1; }\n`);
    await next();
    folder.write("base.json", `{ "compilerOptions": {}, "greenlets": { "include": ["src/c.ts"] } }`);
    assert.match(await next(), "0 files changed: 0 checked, 1 compiled, 3 written");
    assert.match(folder.read("out/c.d.ts"), "/** @greenlet */");
    assert.match(folder.read("out/c.js"), "$.save(");
    folder.write("base.json", `{ "greenlets": { "includes": [] } }`);
    assert.match(await next(), `error GL8001: unknown key 'includes' in 'greenlets' of '${folder.path}/base.json'`);
    assert.match(folder.read("out/c.js"), "$.save(");
    folder.write("base.json", `{ "compilerOptions": { "noImplicitAny": true, "removeComments": true } }`);
    assert.match(await next(), "Found 0 errors");
    assert.not.match(folder.read("out/c.js"), "$.save(");
    folder.write("tsconfig.json", JSON.stringify({ extends: "./base.json", ...CONFIG, files: ["src/c.ts"], include: undefined }));
    folder.write("src/b.ts", "not a program any more");
    assert.match(await next(), "Found 0 errors");
  });
});

test("while the tsconfig has an error nothing is written", async () => {
  await watching(FILES, [], async (folder, next) => {
    await next();
    const before = folder.list();
    folder.write("base.json", `{ "compilerOptions": { "removeComent": true } }`);
    folder.write("src/c.ts", `export const c = 2;\n`);
    await until(next, "error TS5025: Unknown compiler option 'removeComent'.");
    assert.equal(folder.list(), before);
    assert.match(folder.read("out/c.js"), "c = 1");
    folder.write("base.json", FILES["base.json"]);
    await until(next, "Found 0 errors");
    assert.match(folder.read("out/c.js"), "c = 2");
  });
});

test("what is too deep for TypeScript is an error of its file, and the watch goes on", async () => {
  await watching(FILES, [], async (folder, next) => {
    await next();
    folder.write("src/c.ts", `export const c = ${"(".repeat(10_000)}1${")".repeat(10_000)};\n`);
    assert.match(await next(), "src/c.ts(1,1): error GL8007: the file is nested too deeply for TypeScript.\n");
    folder.write("src/c.ts", `export const c = (a: any): any => a${".m()".repeat(2_000)};\n`);
    assert.match(await next(), "src/c.ts(1,1): error GL8007");
    folder.write("src/c.ts", `export const c = 3;\n`);
    await until(next, "Found 0 errors");
    assert.match(folder.read("out/c.js"), "c = 3");
  });
});

test("what our compiler refuses is not written, and is when it is mended", async () => {
  await watching(FILES, [], async (folder, next) => {
    await next();
    const before = folder.read("out/b.js");
    folder.write("src/b.ts", `"use plain"; ${FILES["src/b.ts"]}export const more = 1;\n`);
    assert.match(await next(), "src/b.ts(1,1): error GL3001: the file carries both 'use greenlet' and 'use plain'\n1 file changed: ");
    assert.is(folder.read("out/b.js"), before);
    folder.write("src/b.ts", `${FILES["src/b.ts"]}export const more = 1;\n`);
    assert.match(await next(), "Found 0 errors");
    assert.match(folder.read("out/b.js"), "more = 1");
  });
});

test("--noEmit, --preserveWatchOutput, --listEmittedFiles; files without a config; --pretty", async () => {
  await watching(FILES, ["--noEmit", "--preserveWatchOutput"], async (folder, next) => {
    assert.match(await next(), "3 compiled, 0 written");
    assert.not(folder.has("out"));
  });
  await watching(FILES, ["--ignoreConfig", "src/b.ts", "--outDir", "o", "--module", "nodenext", "--listEmittedFiles", "--pretty"], async (folder, next) => {
    const text = await next();
    assert.match(text, `TSFILE: ${folder.path}/o/b.js\n`);
    assert.match(text, "[\x1b[90mTIME\x1b[0m] Starting compilation in watch mode...\n\n");
    assert.not.match(text, "\x1b[2J");
  });
});

test("what cannot be watched is one error, code 1", async () => {
  await whileInFolder({ "bad.json": "{", "ok.json": `{ "greenlets": 1 }` }, async ({ path }) => {
    for (const args of [["-p", "nowhere"], ["-p", "bad.json"], ["-p", "ok.json"], []]) {
      const { code, output } = await new Running(["-w", ...args], path).ended();
      assert.is(code, 1, args.join(" "));
      assert.match(output, /^(?:\S+\(\d+,\d+\): )?error (?:TS|GL)\d{4}: .*\n$/, args.join(" "));
    }
  });
});

test.run();
