/** Tracing: G91 to G96 of the list of greenlet's behaviours, and the recording of `traceTo`. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../compiler/index.ts";
import { getTrace, setTrace } from "../runtime/index.ts";
import type { ChromeEvent, Flow, Slice } from "../runtime/trace/chrome-trace.ts";
import { logs } from "./helpers/greenlet-programs.ts";
import { built, root } from "./helpers/paths.ts";

test.after.each(() => void setTrace(null));

/** `traced(body)`: what the body's switches are reported as, `switch(m,g)`. Greenlets are named by `names`. */
const TRACED = `
  const { getTrace, setTrace } = require("greenlets");
  const names = new Map([[main, "m"]]);
  const nameOf = (greenlet) => names.get(greenlet) ?? "?";
  const events = [];
  const trace = (event, origin, target) => void events.push(event + "(" + nameOf(origin) + "," + nameOf(target) + ")" + (getCurrent() === target ? "" : " not in the target"));
  const named = (name, run, parent) => { const g = new Greenlet(run, parent); names.set(g, name); return g; };
  const traced = (name, body) => {
    setTrace(trace);
    try { body(); } catch (error) { events.push("threw " + (error.message ?? error)); }
    setTrace(null);
    log(name + ": " + events.splice(0).join(" "));
  };
`;

test("G91 setTrace gives what was set before, null at first; what is no function is refused", () => {
  const first = (): void => undefined;
  assert.is(getTrace(), null);
  assert.is(setTrace(first), null);
  assert.is(setTrace(first), first);
  assert.is(getTrace(), first);
  // @ts-expect-error what plain JavaScript may do
  assert.throws(() => setTrace(1), (error: Error) => error instanceof TypeError && /trace must be a function or null/.test(error.message));
  assert.is(getTrace(), first);
  assert.is(setTrace(null), first);
  assert.is(getTrace(), null);
});

logs("G92 G93 G94 the sequences of events, each seen in the target", `${TRACED}
  traced("run and finish", () => named("g", () => 1).switch());
  traced("there and back, twice", () => { const g = named("g", () => { main.switch(1); return 2; }); g.switch(); g.switch(); });
  traced("uncaught", () => named("g", () => { throw new Error("x"); }).switch());
  const parked = () => { const g = named("g", () => main.switch()); g.switch(); return g; };
  const [a, b, c, d] = [parked(), parked(), parked(), parked()];
  traced("exit into a suspended one", () => a.throw());
  traced("kill of a suspended one", () => b.kill());
  traced("error into a suspended one", () => c.throw(new Error("x")));
  traced("error into a pending one", () => named("g", () => 1).throw(new Error("x")));
  traced("exit into a pending one", () => named("g", () => 1).throw());
  traced("to itself", () => main.switch(1));
  traced("to a dead one", () => a.switch(1));
  traced("error into a dead one", () => a.throw(new Error("x")));
  traced("among siblings", () => {
    const left = named("l", () => { right.switch(); });
    const right = named("r", () => { left.switch(); });
    left.switch();
  });
  traced("ends into a pending parent", () => named("g", () => 1, named("p", () => 2)).switch());
  traced("nothing", () => undefined);
`, [
  "run and finish: switch(m,g) switch(g,m)",
  "there and back, twice: switch(m,g) switch(g,m) switch(m,g) switch(g,m)",
  "uncaught: switch(m,g) throw(g,m) threw x",
  "exit into a suspended one: throw(m,g) switch(g,m)",
  "kill of a suspended one: throw(m,g) switch(g,m)",
  "error into a suspended one: throw(m,g) throw(g,m) threw x",
  "error into a pending one: throw(m,g) throw(g,m) threw x",
  "exit into a pending one: throw(m,g) switch(g,m)",
  "to itself: switch(m,m)",
  "to a dead one: switch(m,m)",
  "error into a dead one: throw(m,m) threw x",
  "among siblings: switch(m,l) switch(l,r) switch(r,l) switch(l,m)",
  "ends into a pending parent: switch(m,g) switch(g,p) switch(p,m)",
  "nothing: ",
]);

logs("G94 a switch that is refused is none", `${TRACED}
  traced("refused", () => {
    const refused = () => { try { main.switch(); } catch (error) { events.push(error.name); } };
    named("g", () => plainly(() => named("h", refused).switch())).switch();
  });
`, ["refused: switch(m,g) switch(g,h) PinnedError switch(h,g) switch(g,m)"]);

logs("G95 a callback that fails is removed, and its error is raised in the target", `${TRACED}
  let ran = false;
  const failing = (event, origin, target) => { throw new Error("from the callback in " + nameOf(target)); };
  const g = named("g", () => { ran = true; });
  setTrace(failing);
  try { g.switch(); } catch (error) { log(error.message, getTrace(), ran, g.dead); }
  const h = named("h", () => { try { main.switch("parked"); } catch (error) { log("h saw", error.message); } return "h done"; });
  log(h.switch());
  setTrace(failing);
  log(h.switch("a value that is lost"), getTrace());
  const i = named("i", () => { try { main.switch(); } catch (error) { log("i saw", error.message); } });
  i.switch();
  setTrace(failing);
  i.throw(new Error("the pending error is replaced"));
  setTrace(failing);
  try { main.switch(1); } catch (error) { log(error.message, getTrace()); }
`, ["from the callback in g null false true", "parked", "h saw from the callback in h", "h done null", "i saw from the callback in i", "from the callback in m null"]);

logs("G96 a callback may switch, in last-in-first-out order, also to the greenlet that is being started", `${TRACED}
  const order = [];
  const helper = named("helper", () => { for (;;) order.push("helper got " + main2().switch("from the helper")); });
  let back = null;
  const main2 = () => back;
  const g = named("g", (...args) => { order.push("g runs with " + args.join()); return "g's result"; });
  setTrace((event, origin, target) => {
    order.push(event + "(" + nameOf(origin) + "," + nameOf(target) + ")");
    if (target !== g || back !== null) return;
    back = g;
    order.push("callback got " + helper.switch("into the helper"));
  });
  const result = g.switch(1, 2);
  setTrace(null);
  log(order.join("; "));
  log(result, g.dead, getCurrent() === main);
`, [
  "switch(m,g); switch(g,helper); switch(helper,g); callback got from the helper; g runs with 1,2; switch(g,m)",
  "g's result true true",
]);

logs("G96 who is switched to while it is being started goes on in the callback, and starts afterwards", `${TRACED}
  const order = [];
  const g = named("g", (x) => { order.push("g runs with " + x); return "done"; });
  const h = named("h", () => { order.push("h gets " + g.switch("for the callback")); return "h"; });
  let isFirst = true;
  setTrace((event, origin, target) => {
    if (target !== g || !isFirst) return;
    isFirst = false;
    order.push("callback gets " + h.switch());
  });
  const result = g.switch("argument");
  setTrace(null);
  log(order.join("; "));
  log(result, h.active);
`, ["callback gets for the callback; g runs with argument", "done true"]);

/** A program that runs under `traceTo`; the events of its file. */
function record(program: string): ChromeEvent[] {
  const folder = join(root, ".cache/trace", String(process.pid));
  mkdirSync(folder, { recursive: true });
  try {
    const { code } = compile(program, { filename: "program.mjs" });
    const imports = { "greenlets/node": join(built, "runtime/node/index.js"), greenlets: join(built, "runtime/index.js") };
    writeFileSync(join(folder, "program.mjs"), code.replace(/from "(greenlets(?:\/node)?)"/g, (_, name: keyof typeof imports) => `from "${imports[name]}"`));
    const { status, stderr } = spawnSync(process.execPath, ["program.mjs"], { cwd: folder, encoding: "utf8" });
    assert.is(status, 0, stderr);
    return JSON.parse(readFileSync(join(folder, "trace.json"), "utf8")) as ChromeEvent[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const PROGRAM = `"use greenlet";
import { getCurrent, Greenlet } from "greenlets";
import { traceTo } from "greenlets/node";
class Producer extends Greenlet {}
const main = getCurrent();
function produce(n) {
  for (let i = 0; i < n; i++) main.switch(i);
  return "done";
}
const stop = traceTo("trace.json");
const left = new Producer(produce);
const right = new Greenlet(produce);
left.switch(2);
right.switch(3);
while (!left.dead) left.switch();
try { right.throw(new Error("x")); } catch {}
`;

/** What readers of the format demand; of one row slices do not overlap, and every arrow has two ends, each inside a slice of its row. */
function check(events: ChromeEvent[]): void {
  const slices = events.filter((event): event is Slice => event.ph === "X");
  const flows = events.filter((event): event is Flow => event.ph === "s" || event.ph === "f");
  for (const event of events) {
    assert.ok(Number.isInteger(event.pid) && Number.isInteger(event.tid), "pid and tid are numbers");
    assert.type(event.name, "string");
    if (event.ph === "M") continue;
    assert.ok(Number.isFinite(event.ts) && event.ts >= 0);
    assert.type(event.cat, "string");
  }
  const ends = new Map<number, number>();
  for (const { tid, ts, dur } of slices) {
    assert.ok(dur >= 0 && ts >= (ends.get(tid) ?? 0), "slices of a row follow each other");
    ends.set(tid, ts + dur);
  }
  const ids = new Set(flows.map(({ id }) => id));
  for (const id of ids) {
    const [start, finish, ...more] = flows.filter((flow) => flow.id === id).sort((a, b) => (a.ph === b.ph ? 0 : a.ph === "s" ? -1 : 1));
    assert.equal([start?.ph, finish?.ph, finish?.bp, more.length], ["s", "f", "e", 0], "an arrow starts once and ends once");
    assert.ok(start!.ts <= finish!.ts && start!.tid !== finish!.tid && start!.cat === finish!.cat);
    for (const { tid, ts } of [start!, finish!]) assert.ok(slices.some((slice) => slice.tid === tid && slice.ts <= ts && ts <= slice.ts + slice.dur), "an arrow's end lies in a slice");
  }
}

test("traceTo writes Chrome Trace Events: a row for each greenlet, a slice for each stretch, an arrow for each switch", () => {
  const events = record(`${PROGRAM}stop();stop();\nleft.switch();\n`);
  check(events);
  assert.equal(events.flatMap((event) => (event.ph === "M" && event.name === "thread_name" ? [`${event.tid} ${event.args.name}`] : [])), ["1 main", "2 Producer 2", "3 Greenlet 3"]);
  const slices = events.filter((event): event is Slice => event.ph === "X");
  assert.equal(slices.map(({ tid, args: { then } }) => `${tid} ${then}`), [
    "1 waits in a plain function",
    "2 waits in produce (program.mjs:7:36)",
    "1 waits in a plain function",
    "3 waits in produce (program.mjs:7:36)",
    "1 waits in a plain function",
    "2 waits in produce (program.mjs:7:36)",
    "1 waits in a plain function",
    "2 is dead",
    "1 waits in a plain function",
    "3 is dead",
    "1 waits in a plain function",
  ]);
  const arrows = events.filter((event): event is Flow => event.ph === "f");
  assert.equal(arrows.map(({ tid, cat }) => `${cat} ${tid}`), ["switch 2", "switch 1", "switch 3", "switch 1", "switch 2", "switch 1", "switch 2", "switch 1", "throw 3", "throw 1"]);
});

test("a recording that nobody ends is complete when the process exits, also by an error", () => {
  const whole = record(`${PROGRAM}`);
  check(whole);
  assert.ok(whole.some((event) => event.ph === "X" && event.tid === 3));
  check(record(`${PROGRAM}process.exit(0);`));
});

test("a recording gives way to a callback that is set meanwhile", () => {
  check(record(`${PROGRAM}import { getTrace, setTrace } from "greenlets"; const mine = () => {}; setTrace(mine); stop(); if (getTrace() !== mine) process.exit(1);`));
});

test.run();
