/** The switching core, as it ships inside users' programs: bundled, minified and gzipped it stays under 4 KB; the whole runtime needs nothing of its host. */
import { join } from "node:path";
import vm from "node:vm";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { built } from "./helpers/paths.ts";

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
