/**
 * What ships inside users' programs: the switching core, bundled, minified and gzipped, stays under 4 KB; a bundle has nothing of the compiler, and of the
 * runtime nothing that the program does not use; the whole runtime needs nothing of its host.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { rolldown } from "rolldown";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../compiler/index.ts";
import { built, root } from "./helpers/paths.ts";

const LIMIT = 4096;

async function bundled(entry: string, format: "esm" | "iife"): Promise<Uint8Array> {
  const { outputFiles } = await build({ entryPoints: [join(built, entry)], bundle: true, minify: true, format, globalName: "greenlets", write: false });
  return outputFiles[0]!.contents;
}

test(`the core is smaller than ${LIMIT} bytes`, async () => {
  const text = await bundled("runtime/core/realm.js", "esm");
  const size = gzipSync(text).length;
  const whole = await bundled("runtime/index.js", "esm");
  console.log(`runtime core: ${text.length} bytes minified, ${size} gzipped; with all of the language: ${whole.length}, ${gzipSync(whole).length}`);
  assert.ok(size < LIMIT, `${size} bytes`);
});

/** The folders of the package (`dist/runtime/hub`) that a bundle of a program has something of, and its size, minified and gzipped. */
async function partsOf(program: string): Promise<{ parts: string[]; size: number }> {
  const { outputFiles, metafile } = await build({ stdin: { contents: program, resolveDir: root }, bundle: true, minify: true, format: "esm", write: false, metafile: true });
  const [{ inputs }] = Object.values(metafile.outputs) as unknown as [(typeof metafile.outputs)[string]];
  const files = Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 && file !== "<stdin>" ? [file] : []));
  return { parts: foldersOf(files), size: gzipSync(outputFiles[0]!.contents).length };
}

/** The same by rolldown, which Vite builds with. */
async function partsByRolldown(program: string): Promise<string[]> {
  const folder = join(root, ".cache/size", String(process.pid));
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(join(folder, "program.js"), program);
    const bundle = await rolldown({ input: join(folder, "program.js"), cwd: root, logLevel: "silent" });
    const { output } = await bundle.generate({ format: "esm" });
    await bundle.close();
    return foldersOf(Object.entries(output[0].modules).flatMap(([file, { renderedLength }]) => (renderedLength > 0 && file.includes("/dist/") ? [file.slice(root.length + 1)] : [])));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const foldersOf = (files: string[]): string[] => [...new Set(files.map((file) => file.replace(/\/[^/]*$/, "")))].sort();

const ALWAYS = ["builtins", "context", "core", "deep", "inspect", "language"].map((name) => `dist/runtime/${name}`);
const PROGRAMS = {
  switches: [`import { Greenlet, getCurrent } from "greenlets"; const main = getCurrent(); console.log(new Greenlet(main.callback()).switch(1));`, ["dist/runtime"]],
  "is compiled": [compile(`"use greenlet"; import { Greenlet } from "greenlets"; console.log(new Greenlet((f) => f() + f()).switch(() => 1));`, { filename: "a.js" }).code, ["dist/runtime"]],
  traces: [`import { setTrace } from "greenlets"; setTrace(console.log);`, ["dist/runtime", "dist/runtime/trace"]],
  "has genlets": [`import { genlet, Yield } from "greenlets"; console.log(...genlet(() => Yield(1))());`, ["dist/runtime", "dist/runtime/generators"]],
  waits: [`import { run, sleep } from "greenlets/hub"; await run(sleep, 1);`, ["dist/runtime", "dist/runtime/hub"]],
} satisfies Record<string, [string, string[]]>;

for (const [name, [program, own]] of Object.entries(PROGRAMS)) {
  test(`a bundle of a program that ${name} has what it uses of the runtime, and nothing of the compiler`, async () => {
    const { parts, size } = await partsOf(program);
    console.log(`a program that ${name}: ${size} bytes gzipped`);
    const isUsed = (part: string): boolean => part !== "dist/runtime"; // index.js may leave no text
    const wanted = [...ALWAYS, ...own].filter(isUsed).sort();
    assert.equal(parts.filter(isUsed), wanted);
    assert.equal((await partsByRolldown(program)).filter(isUsed), wanted);
  });
}

test("a bundle does what its program does, with all that nobody refers to left out", async () => {
  const { code: program } = compile(`"use greenlet"; import { genlet, Yield } from "greenlets"; import { run, sleep } from "greenlets/hub"; await run(sleep, 1); globalThis.result = [...genlet(() => [1, 2].forEach((n) => Yield(n)))()].join();`, { filename: "a.mjs" });
  const { outputFiles } = await build({ stdin: { contents: program, resolveDir: root }, bundle: true, minify: true, format: "esm", write: false });
  await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]!.contents).toString("base64")}`).catch((error: Error) => Promise.reject(new Error(error.message.slice(0, 200))));
  assert.is((globalThis as { result?: unknown }).result, "1,2");
});

test("switching iterates over nothing: arrays may have lost their iterator, or got one of the program's own", async () => {
  const program = `
    ${Buffer.from(await bundled("runtime/index.js", "iife")).toString()}
    const { Greenlet, GreenletExit, getCurrent } = greenlets;
    const exit = new GreenletExit("left");
    delete Array.prototype[Symbol.iterator];
    const main = getCurrent();
    const child = new Greenlet(main.callback(), new Greenlet((value) => "heir of " + value));
    const exiting = new Greenlet((value) => { throw value; });
    const results = [child.switch(1, 2).length, child.switch("result"), child.switch("dead"), exiting.switch(exit).message];
    try { new Greenlet(() => 0).throw(TypeError, "wrong"); } catch (error) { results.push(error.name); }
    results.join(" ", 5);
  `;
  assert.is(vm.runInNewContext(program), "2 heir of result dead left TypeError");
});

test("the bundle runs in a realm of nothing but the language, also where that has no Symbol.dispose", async () => {
  const program = `
    Reflect.deleteProperty(Symbol, "dispose");
    ${Buffer.from(await bundled("runtime/index.js", "iife")).toString()}
    const { Greenlet, getCurrent } = greenlets;
    const main = getCurrent();
    const g = new Greenlet(main.callback());
    [g.switch("through"), typeof g[Symbol.for("Symbol.dispose")], "undefined" in g, g.dead].join();
  `;
  const result: unknown = vm.runInNewContext(program);
  assert.ok(["through,function,false,false", "through,undefined,false,false"].includes(result as string), String(result));
});

test.run();
