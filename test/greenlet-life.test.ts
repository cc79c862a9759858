/** What greenlets are to the rest of the language: subclasses, copies, callbacks of the host, other threads; and that state is kept. G68, G74, G82 and G104 to G127 of the list of behaviours. */
import { spawnSync } from "node:child_process";
import { writeFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Worker } from "node:worker_threads";
import { compile } from "../compiler/index.ts";
import { Greenlet, runtime } from "../runtime/index.ts";
import { load, logs } from "./helpers/greenlet-programs.ts";
import { built, root } from "./helpers/paths.ts";

logs("G68 an error thrown into a greenlet is as if a child of it had failed", `
  const body = () => { try { main.switch("parked"); } catch (error) { return "caught " + error.message; } };
  const [a, b] = [new Greenlet(body), new Greenlet(body)];
  a.switch(); b.switch();
  log(a.throw(new Error("x")), new Greenlet(() => { throw new Error("x"); }, b).switch());
  const pending = [new Greenlet(body), new Greenlet(body)];
  const outcome = (fn) => { try { return fn(); } catch (error) { return "threw " + error.message; } };
  log(outcome(() => pending[0].throw(new Error("y"))), pending[0].dead);
`, ["caught x caught x", "threw y true"]);

logs("G74 a worker loop that is told of the end of its scope: using, and try with kill", `
  const order = [];
  const worker = () => new Greenlet(() => { try { for (let n = 0; ; n++) { order.push(n); main.switch(); } } finally { order.push("cleaned up"); } });
  const scope = (g) => { try { g.switch(); g.switch(); } finally { g[Symbol.dispose ?? Symbol.for("Symbol.dispose")](); } return g.dead; };
  log(scope(worker()), order.join());
`, ["true 0,1,cleaned up"]);

logs("G110 a subclass has its own run, state and constructor", `
  class Counter extends Greenlet {
    #count = 0;
    constructor(step) { super(); this.step = step; }
    run(times) { for (let n = 0; n < times; n++) main.switch(this.#count += this.step); return getCurrent() === this; }
    get count() { return this.#count; }
  }
  const g = new Counter(5);
  log(g.switch(2), g.switch(), g.switch(), g.count, g instanceof Counter, g.dead);
`, ["5 10 true 10 true true"]);

logs("G112 a subclass may override switch and throw, and call theirs", `
  class Logged extends Greenlet {
    switch(...values) { log("in", ...values); const got = super.switch(...values); log("out", got); return got; }
    throw(error) { log("throwing", error.message); return super.throw(error); }
  }
  const g = new Logged((x) => { let got = x; for (;;) { try { got = main.switch(got * 2); } catch (error) { got = error.message.length; } } });
  log(g.switch(1), g.switch(2), g.throw(new Error("four")));
`, ["in 1", "out 2", "in 2", "out 4", "throwing four", "2 4 8"]);

test("G113 what would copy a greenlet that can still run refuses", () => {
  const { make } = load(`exports.make = () => { const g = new Greenlet((x) => { main.switch(); return x; }); return g; };`) as { make: () => Greenlet };
  const [pending, suspended] = [make(), make()];
  suspended.switch(1);
  for (const g of [pending, suspended]) {
    assert.throws(() => structuredClone(g), (error: Error) => error.name === "DataCloneError");
    assert.throws(() => JSON.stringify(g), TypeError);
  }
  suspended.switch();
  assert.not.instance(structuredClone(suspended), Greenlet, "of a dead one there is only data");
});

logs("G117 callbacks of the host's functions are suspended where compiled code calls them", `
  const step = (x) => main.switch(x) ?? x;
  const g = new Greenlet(() => {
    const sorted = [3, 1, 2].sort((a, b) => step(a - b));
    const parsed = JSON.parse("[1,2]", (key, value) => (step(key), value));
    return [sorted, [1, 2].map(step).reduce((a, b) => step(a + b)), "a-b".replace(/[ab]/g, step), parsed, [...new Set([1])].map(step), factorial(5) * 10];
  });
  const factorial = (n) => [n].map((n) => (n <= 1 ? step(1) : n * factorial(n - 1)))[0];
  let value, count = 0;
  do { value = g.switch(); count++; } while (!g.dead);
  log(value, count > 10);
`, ["[ [ 1, 2, 3 ], 3, 'a-b', [ 1, 2 ], [ 1 ], 1200 ] true"]);

logs("G119 a plain function that switches calls is entered again meanwhile, each by its own greenlet", `
  let depth = 0, deepest = 0;
  const enter = (fn) => plainly(() => { depth++; deepest = Math.max(deepest, depth); const result = fn(); depth--; return result; });
  const a = new Greenlet(() => enter(() => b.switch("from a")));
  const b = new Greenlet((value) => enter(() => [value, "answered"]), a);
  log(a.switch(), deepest, depth);
`, ["[ 'from a', 'answered' ] 2 0"]);

logs("G120 a callback of the host has to return: who leaves it for good is refused, and it goes on", `
  const g = new Greenlet(() => plainly(() => { try { return new Greenlet(() => main.switch("left"), getCurrent()).switch(); } catch (error) { return error.name; } }));
  log(g.switch(), getCurrent() === main);
`, ["PinnedError true"]);

test("G123 what another library needs is there for plain functions: new, switch, throw, current, parent, started, active", () => {
  const { body } = load(`exports.body = (x) => { for (;;) x = main.switch(x + 1); };`) as { body: (x: number) => never };
  const g = new Greenlet(body);
  assert.equal([g.started, g.active, g.switch(1), g.started, g.active, g.switch(5)], [false, false, 2, true, true, 6]);
  assert.is(g.parent, Greenlet.getCurrent());
  assert.throws(() => g.throw(new RangeError("x")), RangeError);
  assert.ok(g.dead);
});

logs("G126 locals, temporaries, loops, try and with are kept at every level, however switches interleave", `
  const trace = [];
  function level(n, id, out) {
    const local = id * 100 + n;
    let sum = 0;
    for (const [i, x] of [n, n + 1].entries()) {
      try { sum += x + (n === 0 ? out(local + i) : level(n - 1, id, out)) + local; } catch (error) { sum += error.code; } finally { trace.push(id + ":" + n); }
    }
    return sum;
  }
  const plain = level(3, 1, (x) => x) + level(3, 2, (x) => x);
  trace.length = 0;
  const make = (id) => new Greenlet(() => level(3, id, (x) => main.switch(x)));
  const all = [make(1), make(2)];
  const values = all.map((g) => g.switch());
  let turn = 0, results = [undefined, undefined];
  while (all.some((g) => !g.dead)) { const i = turn++ * 7 % 3 === 0 ? 0 : 1; const j = all[i].dead ? 1 - i : i; const got = all[j].switch(values[j]); if (all[j].dead) results[j] = got; else values[j] = got; }
  log(results[0] + results[1] === plain, trace.length);
`, ["true 60"]);

logs("G127 two greenlets of one body have their own state, also in recursion", `
  const walk = (n, who) => { let total = 0; for (let i = 0; i < n; i++) total += main.switch(who + n + i) + walk(n - 1, who); return total; };
  const [a, b] = [new Greenlet(() => walk(2, "a")), new Greenlet(() => walk(2, "b"))];
  const seen = [a.switch(), b.switch()];
  while (!a.dead || !b.dead) { if (!a.dead) seen.push(a.switch(1)); if (!b.dead) seen.push(b.switch(10)); }
  log(seen.join(" "));
`, ["a20 b20 a10 b10 a21 b21 a10 b10 4 40"]);

/** Runs a compiled program in a process of its own. */
function processOf(program: string): { status: number | null; stdout: string; stderr: string } {
  const folder = join(root, ".cache/life", String(process.pid));
  mkdirSync(folder, { recursive: true });
  try {
    const { code } = compile(program, { filename: "program.mjs" });
    writeFileSync(join(folder, "program.mjs"), code.replaceAll('from "greenlets"', `from ${JSON.stringify(join(built, "runtime/index.js"))}`));
    return spawnSync(process.execPath, ["program.mjs"], { cwd: folder, encoding: "utf8", timeout: 60_000 });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("G82 suspended greenlets neither keep a process alive nor disturb its end", () => {
  const program = (end: string): string => `"use greenlet";
    import { getCurrent, Greenlet } from "greenlets";
    const main = getCurrent();
    const parked = Array.from({ length: 100 }, () => new Greenlet(() => { try { main.switch(); } finally { console.log("never"); } }));
    for (const g of parked) g.switch();
    process.on("exit", () => console.log("exit", parked[0].active));
    ${end}`;
  for (const end of ["", "process.exit(0);", "setTimeout(() => parked[1].kill, 1);"]) {
    const { status, stdout, stderr } = processOf(program(end));
    assert.equal([status, stdout, stderr], [0, "exit true\n", ""], end);
  }
});

test("G104 each thread has a main greenlet and greenlets of its own", async () => {
  const text = `const { runtime, Greenlet, getCurrent } = await import(${JSON.stringify(pathToFileURL(join(built, "runtime/index.js")).href)});
    const { parentPort } = await import("node:worker_threads");
    const main = getCurrent();
    parentPort.postMessage([main === runtime.main, main.parent === null, new Greenlet((x) => x + 1).switch(1)]);`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(text)}`));
  const answer = await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  assert.equal(answer, [true, true, 2]);
  await worker.terminate();
  assert.is(runtime.current, runtime.main);
});

test.run();
