/** Two copies of the package in one program share one runtime: a bundled copy beside an installed one, or two versions of a dependency. */
import { cpSync, mkdirSync, rmSync } from "node:fs";
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

test.run();
