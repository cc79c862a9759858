/** The cache of `gtsc run` and of the loader: what is used again, what is not, and what a damaged, full or forbidden folder does. */
import { existsSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { openCache } from "../cli/cache.ts";
import { CompileMemory, serialize } from "../cli/compile-memory.ts";
import type { CompileOptions } from "../compiler/options.ts";
import { type Folder, REGISTER, cachesOf, inFolder, whileInFolder } from "./cli/gtsc.ts";
import { Running } from "./cli/process.ts";

const FILES = {
  "package.json": `{"type":"module"}`,
  "base.json": `{ "compilerOptions": { "module": "nodenext" } }`,
  "tsconfig.json": `{ "extends": "./base.json" }`,
  "main.ts": `"use greenlet";\nimport { Greenlet, getCurrent } from "greenlets";\nimport { one } from "./one.ts";\nenum E { two = 2 }\nconst main = getCurrent();\nconst g = new Greenlet(() => main.switch(one));\nconsole.log(g.switch(), E.two);\n`,
  "one.ts": `export const one: number = 1;\n`,
};
const cacheOf = (folder: Folder): string => join(cachesOf(folder.path), "greenlets");
const entries = (folder: Folder): string[] => readdirSync(cacheOf(folder)).map((name) => join(cacheOf(folder), name));
/** Runs, and says what was done with main.ts. */
function run(folder: Folder, ...args: string[]): string {
  const { code, stdout, stderr } = folder.gtsc(["run", ...args], { GTSC_TRACE_FILES: "1" });
  assert.equal([code, stdout], [0, "1 2\n"], stderr);
  return stderr.replaceAll(`${folder.path}/`, "").trim();
}
const COMPILED = "compiled marked module main.ts";
const CACHED = "cached marked module main.ts";

test("a second run compiles nothing, and loads neither TypeScript nor Babel; node --import shares its entries", () => {
  inFolder(FILES, (folder) => {
    const loaded = (name: string, use: (env: NodeJS.ProcessEnv) => unknown): string[] => {
      const coverage = join(folder.path, name);
      use({ NODE_V8_COVERAGE: coverage });
      const urls = readdirSync(coverage).flatMap((file) => (JSON.parse(readFileSync(join(coverage, file), "utf8")) as { result: { url: string }[] }).result.map(({ url }) => url));
      return ["typescript/lib", "@babel/parser", "cli/project.js"].filter((part) => urls.some((url) => url.includes(part)));
    };
    assert.equal(loaded("cold", (env) => folder.gtsc(["run", "main.ts"], env)), ["typescript/lib", "@babel/parser", "cli/project.js"]);
    assert.equal(loaded("warm", (env) => assert.is(folder.gtsc(["run", "main.ts"], env).stdout, "1 2\n")), ["cli/project.js"]);
    const before = entries(folder).sort();
    assert.equal(loaded("import", (env) => assert.is(folder.node(["--import", REGISTER, "main.ts"], env).stdout, "1 2\n")), ["cli/project.js"]);
    assert.equal(entries(folder).sort(), before);
  });
});

test("an entry is used only for the same text, path, options, configs and package.json", () => {
  inFolder(FILES, (folder) => {
    assert.equal([run(folder, "main.ts"), run(folder, "main.ts")], [COMPILED, CACHED]);
    const changes: [what: string, change: () => unknown, ...args: string[]][] = [
      ["text", () => folder.write("main.ts", `${FILES["main.ts"]}\n`)],
      ["config", () => folder.write("tsconfig.json", `{ "extends": "./base.json", "greenlets": { "deepStacks": true } }`)],
      ["what the config extends", () => folder.write("base.json", `{ "compilerOptions": { "module": "nodenext", "target": "es2022" } }`)],
      ["frames", () => {}, "--frames=none"],
      ["stress", () => {}, "--stress"],
      ["kept frames", () => {}, "--no-keep-frames"],
      ["package.json", () => folder.write("package.json", "{}")],
    ];
    for (const [what, change, ...args] of changes) {
      change();
      const format = (line: string): string => line.replace("module", what === "package.json" ? "commonjs" : "module");
      const expected = what === "package.json" ? [format(COMPILED), format(CACHED)] : [COMPILED, CACHED];
      assert.equal([run(folder, ...args, "main.ts"), run(folder, ...args, "main.ts")], expected, what);
    }
    folder.write("sub/main.ts", FILES["main.ts"].replace("./one.ts", "../one.ts"));
    folder.write("sub/tsconfig.json", "{}");
    assert.match(run(folder, "sub/main.ts"), "compiled");
  });
});

test("what stops a run is told again in the next one; warnings of a cached file, too", () => {
  inFolder({ ...FILES, "bad.ts": `"use greenlet"; "use plain"; export {};\n`, "warns.ts": `"use greenlet";\nexport function f(g: () => void) { eval(""); g(); }\n` }, (folder) => {
    for (const _ of [1, 2]) assert.equal(folder.gtsc(["run", "bad.ts"]).stderr, "bad.ts(1,1): error GL3001: the file carries both 'use greenlet' and 'use plain'\n");
    const [cold, warm] = [1, 2].map(() => folder.gtsc(["run", "--warnings", "warns.ts"]));
    assert.match(cold!.stderr, /^warns\.ts\(2,8\): warning GL2004: /);
    assert.equal(warm, cold);
  });
});

test("a damaged or truncated entry is made anew; --no-cache and GTSC_NO_CACHE read and write nothing", () => {
  inFolder(FILES, (folder) => {
    for (const args of [["--no-cache"], []]) {
      const { stdout, stderr } = folder.gtsc(["run", ...args, "main.ts"], { GTSC_TRACE_FILES: "1", ...(args.length === 0 && { GTSC_NO_CACHE: "1" }) });
      assert.equal([stdout, stderr], ["1 2\n", `compiled marked module ${folder.path}/main.ts\n`]);
      assert.not(existsSync(cacheOf(folder)));
    }
    for (const damage of [(text: string) => text.slice(0, text.length / 2), (text: string) => text.replace("switch(", "twitch("), () => "", () => "\0\0\0"]) {
      run(folder, "main.ts");
      for (const file of entries(folder)) writeFileSync(file, damage(readFileSync(file, "utf8")));
      assert.equal([run(folder, "main.ts"), run(folder, "main.ts")], [COMPILED, CACHED]);
    }
  });
});

test("the folder: node_modules/.cache of the nearest package.json, else the user's; one that cannot be written is no error", () => {
  inFolder({ ...FILES, "node_modules/x/index.js": "" }, (folder) => {
    assert.equal([run(folder, "main.ts"), run(folder, "main.ts")], [COMPILED, CACHED]);
    assert.ok(readdirSync(join(folder.path, "node_modules/.cache/greenlets")).length > 0);
    assert.not(existsSync(cacheOf(folder)));
  });
  inFolder({ ...FILES, "node_modules/.cache": "in the way" }, (folder) => {
    const env = { XDG_CACHE_HOME: join(folder.path, "main.ts"), TMPDIR: join(folder.path, "one.ts"), GTSC_TRACE_FILES: "1" };
    for (const _ of [1, 2]) assert.equal(folder.gtsc(["run", "main.ts"], env), { code: 0, signal: null, stdout: "1 2\n", stderr: `compiled marked module ${folder.path}/main.ts\n` });
    assert.equal([run(folder, "main.ts"), run(folder, "main.ts")], [COMPILED, CACHED]);
  });
});

test("threads and forked processes use it, and --no-cache is theirs too", () => {
  const files = { "package.json": "{}", "fork.cts": `import { fork } from "node:child_process";\n/** @greenlet */\nfunction f(g: () => string) { return g(); }\nif (process.argv.length > 2) console.log(f(() => "child"));\nelse fork(__filename, ["child"]);\n` };
  inFolder(files, (folder) => {
    const said = (...args: string[]): string => folder.gtsc(["run", ...args, "fork.cts"], { GTSC_TRACE_FILES: "1" }).stderr.replaceAll(` marked commonjs ${folder.path}/fork.cts\n`, " ").trim();
    assert.equal([said("--no-cache"), existsSync(cacheOf(folder)), said(), said()], ["compiled compiled", false, "compiled cached", "cached cached"]);
  });
});

test("bounded: what was used longest ago goes first, temporary files of dead processes included", () => {
  inFolder({ "old": "x".repeat(1000), "older.1.0.tmp": "x".repeat(1000) }, (folder) => {
    utimesSync(join(folder.path, "older.1.0.tmp"), 1, 1);
    utimesSync(join(folder.path, "old"), 2, 2);
    const make = (text: string) => () => ({ text, about: { n: 1 } });
    const first = openCache(folder.path, { bytes: 5000 }).entry(["a"], make("a".repeat(2000)));
    assert.equal([first.isNew, folder.has("old"), folder.has("older.1.0.tmp")], [true, true, true]);
    const file = folder.list().find((name) => name.length === 64)!;
    utimesSync(join(folder.path, file), 3, 3);
    const cache = openCache(folder.path, { bytes: 5000 });
    const again = cache.entry(["a"], () => assert.unreachable() as never);
    assert.equal([again.text, again.about, again.isNew], ["a".repeat(2000), { n: 1 }, false]);
    assert.ok(statSync(join(folder.path, file)).mtimeMs > 86_400_000, "a read says that it is used");
    folder.write("filler", "x".repeat(2000));
    openCache(folder.path, { bytes: 5000 }).entry(["b"], make("b"));
    assert.equal([folder.has("older.1.0.tmp"), folder.has("old"), folder.has(file), folder.has("filler")], [false, false, false, true]);
  });
});

test("in memory: a file is compiled anew when its text or any option has another value", () => {
  const memory = new CompileMemory();
  const text = `"use greenlet";\nexport function f(g: () => number): number { return g() + 1; }\n`;
  const compiles = (more: CompileOptions, source = text): number => (memory.compileFile("/a.ts", source, { filename: "a.ts", ...more }), memory.takeCount());
  const calls = (...offsets: number[]): CompileOptions => ({ facts: { plainCalls: offsets } });
  assert.equal([compiles({}), compiles({}), compiles({ stress: true }), compiles({}), compiles({}, `${text}\n`)], [1, 0, 1, 1, 1]);
  assert.equal([compiles(calls(1)), compiles(calls(1)), compiles(calls(2)), compiles(calls(2, 3)), compiles(calls())], [1, 0, 1, 1, 1]);
  assert.is.not(serialize(new Map([[1, new Set([2])]])), serialize(new Map([[1, new Set([3])]])));
});

test("ten processes that begin at once see whole entries only", async () => {
  await whileInFolder({ ...FILES, "main.ts": `${FILES["main.ts"]}${"// long\n".repeat(20_000)}` }, async ({ path }) => {
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => new Running(["run", "main.ts"], path).ended()));
    assert.equal([...new Set(outcomes.map(({ output }) => output))], ["1 2\n"]);
  });
});

test.run();
