/** Two copies of the package in one program share one runtime: a bundled copy beside an installed one, or two versions of a dependency. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as first from "../runtime/index.ts";
import * as hub from "../runtime/hub/index.ts";
import { compile } from "../compiler/index.ts";
import { built, root } from "./helpers/paths.ts";
import { restingProblems } from "./helpers/programs.ts";

const copy = join(root, ".cache/copies", String(process.pid));
mkdirSync(copy, { recursive: true });
cpSync(join(built, "runtime"), join(copy, "runtime"), { recursive: true });
const second = (await import(pathToFileURL(join(copy, "runtime/index.js")).href)) as typeof first;
const secondHub = (await import(pathToFileURL(join(copy, "runtime/hub/index.js")).href)) as typeof hub;
rmSync(copy, { recursive: true });

const program = `"use greenlet";
exports.start = (Greenlet, partner, values) => new Greenlet((first) => {
  const got = [first];
  for (const value of values) got.push(partner().switch(value));
  return got;
});`;

/** The same program, compiled against one of the copies. */
function load(greenlets: typeof first): { start: (Greenlet: typeof first.Greenlet, partner: () => first.Greenlet, values: unknown[]) => first.Greenlet } {
  const { code } = compile(program, { filename: "work.cjs", format: "commonjs" });
  const exports = {};
  new Function("exports", "require", code)(exports, () => greenlets);
  return exports as never;
}

test("the copies are two, and share the runtime, its classes and the current greenlet", () => {
  assert.is.not(first, second);
  assert.is.not(first.setStressSchedule, second.setStressSchedule);
  assert.is(first.runtime, second.runtime);
  assert.is(first.Greenlet, second.Greenlet);
  assert.is(first.getCurrent(), second.getCurrent());
});

test("instanceof holds across them, for greenlets and errors", () => {
  class Sub extends second.Greenlet {}
  assert.ok(new Sub(() => 1) instanceof first.Greenlet);
  assert.ok(new first.Greenlet(() => 1) instanceof second.Greenlet);
  assert.throws(() => new first.Greenlet().switch(), (error: unknown) => error instanceof TypeError);
  assert.ok(new second.Greenlet(() => 1).throw() instanceof first.GreenletExit);
  assert.throws(() => second.getCurrent().kill(), (error: unknown) => error instanceof first.GreenletError);
});

test("greenlets of both switch among each other, in code compiled against either", () => {
  const a: first.Greenlet = load(first).start(first.Greenlet, () => b, ["a1", "a2", "a3"]);
  const b: first.Greenlet = load(second).start(second.Greenlet, () => a, ["b1", "b2", "b3"]);
  assert.equal(a.switch("a0"), ["a0", "b1", "b2", "b3"]);
  assert.ok(a.dead);
  assert.equal(b.switch("last"), ["a1", "a2", "a3", "last"]);
  assert.equal(restingProblems(), []);
});

test("a task of one waits by the other, for tasks of both", async () => {
  assert.is.not(hub.wait, secondHub.wait);
  for (const [one, other] of [[hub, secondHub], [secondHub, hub]] as const) {
    const { code } = compile(`"use greenlet"; exports.main = (one, other) => other.wait(one.spawn(() => { other.sleep(0); return one.wait(other.spawn(() => one.wait(1))) + 1; })) + 1;`, { filename: "tasks.cjs", format: "script" });
    const exports = {} as { main: (one: typeof hub, other: typeof hub) => number };
    new Function("exports", code)(exports);
    assert.is(await one.run(exports.main, one, other), 3);
  }
  assert.is(hub.TimeoutError, secondHub.TimeoutError);
  assert.equal(restingProblems(), []);
});

test("the stress schedule of one is that of the other", () => {
  let asked = 0;
  second.setStressSchedule(() => ++asked > 0);
  const { code } = compile(`"use greenlet"; exports.sum = (values) => { let sum = 0; for (const value of values) sum += one(value); return sum; }; function one(value) { return getCurrent() && value; }`, {
    filename: "sum.cjs",
    format: "script",
    stress: true,
  });
  const exports = {} as { sum: (values: number[]) => number };
  new Function("exports", "getCurrent", code)(exports, first.getCurrent);
  assert.is(exports.sum([1, 2, 3]), 6);
  assert.ok(asked > 0);
  first.setStressSchedule(null);
});

/** The package as npm would install it, in the node_modules of a folder. */
function install(folder: string, version: string): void {
  const target = join(folder, "node_modules/greenlets");
  cpSync(join(built, "runtime"), join(target, "dist/runtime"), { recursive: true });
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  writeFileSync(join(target, "package.json"), JSON.stringify({ ...manifest, version }));
  const file = join(target, "dist/runtime/version.js");
  writeFileSync(file, readFileSync(file, "utf8").replace(`"${manifest.version}"`, `"${version}"`));
}

/** What both halves of the program export, each from its own copy. */
const half = (letter: string): string => `
  const partnerOf = { partner: null };
  const level = (depth, work) => (depth === 0 ? work() : level(depth - 1, work) + "");
  const meet = (other) => { partnerOf.partner = other; };
  const greenlet = () => new Greenlet((first) => {
    const got = [first];
    for (let n = 1; n < 4; n++) got.push(level(3, () => partnerOf.partner.switch("${letter}" + n)));
    return got.join();
  });
  const items = genlet((produce) => { [1, 2].forEach((n) => produce(n)); return "end"; });
  const produce = (n) => level(2, () => Yield("${letter}" + n));
  const produceTo = (genlet) => (n) => Yield.to(genlet, "${letter} out " + n);
  function* generator(work) { for (let n = 0; n < 2; n++) yield work(n); }
  const refused = (plainly, target) => plainly(() => { try { return target.switch(); } catch (error) { return error instanceof PinnedError && error instanceof GreenletError; } });
  const iterate = (iterable) => { const got = []; for (const value of iterable) got.push(value); return got.join(); };
  const all = { meet, greenlet, items, produce, produceTo, generator, refused, iterate, version, runtime, Greenlet, getCurrent, genlet, Yield, setStressSchedule };
`;
const NAMES = "{ Greenlet, GreenletError, getCurrent, genlet, PinnedError, runtime, setStressSchedule, version, Yield }";
const CJS = `"use greenlet"; const ${NAMES} = require("greenlets"); ${half("c")} exports.all = all; exports.file = require.resolve("greenlets");`;
const ESM = `"use greenlet"; import ${NAMES} from "greenlets"; ${half("e")} export { all }; export const file = import.meta.resolve("greenlets");`;
const MAIN = `"use greenlet";
import { createRequire } from "node:module";
const load = { esm: () => import("./esm/half.mjs"), cjs: () => createRequire(import.meta.url)("./cjs/half.cjs") };
const [first, second] = process.argv.slice(2);
const one = await load[first]();
const two = await load[second]();
const a = one.all, b = two.all;
const log = (...values) => console.log(values.join(" "));
log(one.file !== two.file, a.setStressSchedule !== b.setStressSchedule, [a.version, b.version].sort());
log(["runtime", "Greenlet", "getCurrent", "genlet", "Yield"].map((name) => a[name] === b[name]));
const work = () => {
  const [g, h] = [a.greenlet(), b.greenlet()];
  a.meet(h);
  b.meet(g);
  log(g.switch("start"), g.dead, h.active, h.switch("last"), h.dead);
  log(a.iterate(b.items(a.produce)), "/", b.iterate(a.items(b.produce)), "/", a.iterate(a.items(b.produce)));
  const outer = a.items(() => { for (const value of b.items(a.produceTo(outer))) log("never", value); });
  log(b.iterate(outer));
  // A greenlet that iterates the other copy's generator is switched away from inside of it.
  const main = a.getCurrent();
  const away = new b.Greenlet(() => a.iterate(b.generator((n) => main.switch("away " + n))));
  log(away.switch(), away.switch("x"), away.switch("y"), away.dead);
  const plainly = (fn) => { "use plain"; return fn(); };
  const pinned = new a.Greenlet(() => b.refused(plainly, main));
  log("refused", String(pinned.switch())); // by the main greenlet only: another one is not pinned itself
};
work();
new a.Greenlet(work).switch();
`;

/** The package in two folders of a program, once for ES modules, once for CommonJS; which is loaded first is the argument. */
function runProgram(folder: string, args: string[]): { stdout: string; stderr: string; status: number | null } {
  const write = (name: string, text: string, format: "module" | "commonjs"): void => {
    const { code, diagnostics } = compile(text, { filename: name, format });
    assert.equal(diagnostics, []);
    writeFileSync(join(folder, name), code);
  };
  // A folder of a package named greenlets would mean itself by that name.
  writeFileSync(join(folder, "package.json"), "{}");
  for (const part of ["esm", "cjs"]) install(join(folder, part), `9.0.${part.length}-${part}`);
  install(folder, "9.9.9");
  write("main.mjs", MAIN, "module");
  write("esm/half.mjs", ESM, "module");
  write("cjs/half.cjs", CJS, "commonjs");
  return spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", join(folder, "main.mjs"), ...args], { encoding: "utf8", timeout: 60_000 });
}

for (const order of [["esm", "cjs"], ["cjs", "esm"]]) {
  test(`copies in two node_modules folders, one imported and one required, ${order.join(" before ")}: greenlets, genlets and generators of both`, () => {
    const folder = join(root, ".cache/copies", `${process.pid}-${order[0]}`);
    mkdirSync(folder, { recursive: true });
    try {
      const { stdout, stderr, status } = runProgram(folder, order);
      const [p, q] = order.map((part) => part[0]!) as [string, string];
      const once = [
        `start,${q}1,${q}2,${q}3 true true ${p}1,${p}2,${p}3,last true`,
        `${p}1,${p}2 / ${q}1,${q}2 / ${q}1,${q}2`,
        `${p} out 1,${p} out 2,${p} out 1,${p} out 2`,
        "away 0 away 1 x,y true",
      ];
      assert.is(stderr, "");
      assert.is(status, 0);
      assert.equal(stdout.trim().split("\n"), ["true true 9.0.3-cjs,9.0.3-esm", "true,true,true,true,true", ...once, "refused true", ...once, "refused undefined"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

test.run();
