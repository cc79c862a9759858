/** `wait`, `sleep`: what they give and throw, where they may be called, and what they leave behind. */
import { getEventListeners } from "node:events";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { GreenletError } from "../runtime/index.ts";
import { sleep, wait } from "../runtime/hub/index.ts";
import { runMicrotasks } from "./helpers/differential.ts";
import { tasksLog } from "./helpers/hub-programs.ts";

tasksLog("a promise's value and error, from any depth", `
  const deep = (n, promise) => (n === 0 ? wait(promise) : deep(n - 1, promise) + 1);
  log(deep(100, Promise.resolve(1)));
  try { deep(100, Promise.reject(new Error("x"))); } catch (error) { log(error.message); }
  const later = deferred();
  spawn(() => { wait(null); later.resolve(5); });
  log(deep(3, later.promise));
`, ["101", "x", "8"]);

tasksLog("anything rejected arrives as it is", `
  for (const value of ["text", 0, null, undefined, { a: 1 }]) {
    try { wait(Promise.reject(value)); } catch (error) { log(error === value); }
  }
`, Array.from({ length: 5 }, () => "true"));

tasksLog("plain values and thenables, as await takes them", `
  log(wait(1), wait(undefined), wait("text"));
  log(wait({ then: (resolve) => resolve("thenable") }));
  log(wait({ then: (resolve) => resolve(Promise.resolve("of a promise")) }));
  try { wait({ then: () => { throw new Error("in then"); } }); } catch (error) { log(error.message); }
  try { wait({ get then() { throw new Error("in a getter"); } }); } catch (error) { log(error.message); }
  const promise = Promise.resolve("own then is ignored");
  promise.then = () => log("never");
  log(wait(promise));
  class Own extends Promise {}
  log(wait(Own.resolve("subclass")));
  const broken = Object.defineProperty(Promise.resolve(), "constructor", { get() { throw new Error("in constructor"); } });
  try { wait(broken); } catch (error) { log(error.message); }
`, ["1 undefined text", "thenable", "of a promise", "in then", "in a getter", "own then is ignored", "subclass", "in constructor"]);

tasksLog("a value comes after one turn of the microtask queue, and waiters go on in the order in which they began", `
  const order = [];
  const tasks = [1, 2, 3].map((n) => spawn(() => { order.push("start " + n); wait(n); order.push("end " + n); }));
  order.push("spawned");
  tasks.forEach((task) => task.join());
  log(order.join(", "));
`, ["spawned, start 1, start 2, start 3, end 1, end 2, end 3"]);

tasksLog("a wait takes as many turns as an await", `
  const order = [];
  const asynchronous = (async () => { for (let i = 0; i < 4; i++) { await i; order.push("a" + i); } })();
  for (let i = 0; i < 4; i++) { wait(i); order.push("w" + i); }
  wait(asynchronous);
  log(order.join());
`, ["a0,w0,a1,w1,a2,w2,a3,w3"]);

tasksLog("many waiters of one promise are woken in order, each once", `
  const gate = deferred();
  const tasks = ["a", "b", "c"].map((name) => spawn(() => name + wait(gate.promise)));
  wait(turn());
  gate.resolve(1);
  log(tasks.map((task) => task.join()).join());
`, ["a1,b1,c1"]);

tasksLog("a signal: aborted while waiting, before, after", `
  const never = new Promise(() => {});
  const first = new AbortController();
  spawn(() => first.abort(new Error("enough")));
  try { wait(never, { signal: first.signal }); } catch (error) { log(error.message, listeners(first.signal)); }
  try { wait({ get then() { log("never looked at"); } }, { signal: first.signal }); } catch (error) { log("at once", error.message); }
  try { sleep(1e6, { signal: first.signal }); } catch (error) { log("at once", error.message); }
  const second = new AbortController();
  log(wait(Promise.resolve(1), { signal: second.signal }), listeners(second.signal));
  try { wait(Promise.reject(new Error("x")), { signal: second.signal }); } catch (error) { log(error.message, listeners(second.signal)); }
  second.abort();
  try { wait(1, { signal: second.signal }); } catch (error) { log(error.name); }
  const third = new AbortController();
  spawn(() => third.abort("woken"));
  try { sleep(1e6, third); } catch (error) { log(error); }
`, ["enough 0", "at once enough", "at once enough", "1 0", "x 0", "AbortError", "woken"], { listeners: (signal: AbortSignal) => getEventListeners(signal, "abort").length });

tasksLog("who aborts goes on first: the waiter is woken by the event loop", `
  const controller = new AbortController();
  const waiting = spawn(() => { try { wait(new Promise(() => {}), { signal: controller.signal }); } catch (error) { log("woken by", error); } });
  wait(null);
  wait(null);
  controller.abort("abort");
  log("aborted");
  waiting.join();
`, ["aborted", "woken by abort"]);

tasksLog("what comes first counts: a promise that is settled after the abort, and the other way round", `
  for (const isAbortFirst of [true, false]) {
    const gate = deferred();
    const controller = new AbortController();
    const task = spawn(() => { try { return wait(gate.promise, { signal: controller.signal }); } catch (error) { return "aborted"; } });
    wait(turn());
    const steps = [() => controller.abort(), () => gate.resolve("settled")];
    if (!isAbortFirst) steps.reverse();
    steps.forEach((step) => step());
    log(task.join());
  }
`, ["aborted", "settled"]);

tasksLog("a timeout throws a TimeoutError, and its timer is gone when the wait has ended otherwise", `
  try { wait(new Promise(() => {}), { timeout: 1 }); } catch (error) { log(error instanceof TimeoutError, error instanceof Error, error.name, error.message); }
  log(wait(Promise.resolve("in time"), { timeout: 60_000 }), timers());
  try { wait(Promise.reject(new Error("x")), { timeout: 60_000 }); } catch (error) { log(error.message, timers()); }
  log(wait(Promise.resolve("0 is after all microtasks"), { timeout: 0 }), wait(1, { timeout: Infinity }), wait(1, { timeout: undefined }));
  const controller = new AbortController();
  spawn(() => controller.abort("abort"));
  try { wait(new Promise(() => {}), { timeout: 60_000, signal: controller.signal }); } catch (error) { log(error, timers()); }
`, ["true true TimeoutError wait() has waited for 1 ms", "in time 0", "x 0", "0 is after all microtasks 1 1", "abort 0"], { timers });

tasksLog("an impossible time is refused, with nothing begun", `
  const thenable = { get then() { log("never looked at"); } };
  for (const timeout of [NaN, 2 ** 31, "5", null]) {
    try { wait(thenable, { timeout }); } catch (error) { log(error.name); }
  }
  try { sleep(NaN); } catch (error) { log(error.message); }
  log(timers());
`, ["RangeError", "RangeError", "RangeError", "RangeError", "sleep(): a time must be Infinity, or at most 2147483647 ms, not NaN", "0"], { timers });

tasksLog("sleeping: in the order of the times, 0 lets the event loop run", `
  const tasks = [30, 1, 15].map((ms) => spawn(() => { sleep(ms); log(ms); }));
  let isRound = false;
  later(() => (isRound = true));
  while (!isRound) sleep(0);
  sleep();
  tasks.forEach((task) => task.join());
  log(timers());
`, ["1", "15", "30", "0"], { timers });

test("outside a task: an error that says what to do", () => {
  for (const call of [() => wait(Promise.resolve(1)), () => sleep(1)]) {
    assert.throws(call, (error: Error) => error instanceof GreenletError && /^(?:wait|sleep)\(\) was called outside a task: start one with spawn\(\) or run\(\)/.test(error.message));
  }
});

tasksLog("an async function waits up to its first await; behind it, it is outside", `
  async function work() {
    log(wait(Promise.resolve("before")));
    await null;
    try { wait(1); } catch (error) { log(error.name); }
    return "done";
  }
  log(wait(work()));
`, ["before", "GreenletError", "done"]);

tasksLog("a greenlet that ordinary code started is not in a task: its wait is refused before anything moves", `
  const got = deferred();
  later(() => {
    const g = new Greenlet(() => { try { return wait(1); } catch (error) { return error.message.slice(0, 33); } });
    got.resolve(g.switch());
  });
  log(wait(got.promise));
`, ["wait() was called outside a task: "].map((line) => line.trimEnd()));

tasksLog("through a plain function: a PinnedError that names it, nothing is subscribed, and the task goes on", `
  const looked = { get then() { log("never looked at"); } };
  const controller = new AbortController();
  const before = timers();
  try { plainly(() => wait(looked, { signal: controller.signal, timeout: 60_000 })); } catch (error) {
    log(error instanceof PinnedError, error.target === main, listeners(controller.signal), timers() - before);
    log(/^wait\\(\\) cannot suspend its caller, which is pinned by (?:Object\\.)?plainly \\(greenlet-programs\\.[jt]s:\\d+:\\d+\\): that is not compiled\\. Mark it "use greenlet", or call wait\\(\\) outside of it$/.test(error.message) || error.message);
  }
  try { plainly(() => new Greenlet(() => plainly(() => sleep(1))).switch()); } catch (error) { log(error.message.slice(0, 35)); }
  log(wait(Promise.resolve("still alive")));
  try { wait(Promise.reject(new PinnedError("rejected with", main))); } catch (error) { log(error.message); }
`, ["true true 0 0", "true", "sleep() cannot suspend its caller, ", "still alive", "rejected with"], { timers, listeners: (signal: AbortSignal) => getEventListeners(signal, "abort").length });

tasksLog("a rejection that a refused wait did not take is still reported", `
  const reported = [];
  const report = (error) => reported.push(error.message);
  process.on("unhandledRejection", report);
  try { plainly(() => wait(Promise.reject(new Error("not lost")))); } catch (error) { log(error.name); }
  wait(turn());
  process.off("unhandledRejection", report);
  log(reported.join());
`, ["PinnedError", "not lost"], { process });

tasksLog("in callbacks of array functions, comparators and replacers", `
  const promised = (value) => wait(Promise.resolve(value));
  log([3, 1, 2].map((n) => promised(n) * 2).join(), [1, 2, 3].reduce((sum, n) => sum + promised(n), 0));
  log([3, 1, 2].sort((a, b) => promised(a) - promised(b)).join(), "a-b".replace(/[a-z]/g, (letter) => promised(letter.toUpperCase())));
  log(Array.from({ length: 3 }, (_, n) => promised(n)).join(), JSON.parse("[1,2]", (key, value) => promised(value)).join());
`, ["6,2,4 6", "1,2,3 A-B", "0,1,2 1,2"]);

tasksLog("in generators, getters, constructors and loops", `
  function* items() { for (let n = 0; n < 3; n++) yield wait(Promise.resolve(n)); }
  log([...items()].join());
  class Loaded { value = wait(Promise.resolve("field")); get late() { return wait(Promise.resolve("getter")); } }
  const loaded = new Loaded();
  log(loaded.value, loaded.late);
  let sum = 0;
  for (const n of items()) { if (n === 1) continue; sum += n + wait(10); }
  log(sum);
`, ["0,1,2", "field getter", "22"]);

tasksLog("in a greenlet that the task switches to: the task waits along, others go on", `
  const generator = (body) => {
    const greenlet = new Greenlet(() => { body((item) => greenlet.parent.switch(item)); });
    return () => { greenlet.parent = getCurrent(); const value = greenlet.switch(); return greenlet.dead ? "end" : value; };
  };
  const gates = [deferred(), deferred()];
  const next = generator((emit) => { for (const gate of gates) emit(wait(gate.promise)); });
  const other = spawn(() => { wait(turn()); log("others go on"); gates[0].resolve("first"); gates[1].resolve("second"); });
  log(next());
  log(next(), next(), other.dead);
`, ["others go on", "first", "second end true"]);

tasksLog("somebody else switches to a greenlet that waits: it is told, and the promise wakes nobody later", `
  const gate = deferred();
  const task = spawn(() => { try { wait(gate.promise); } catch (error) { log(error.name, error.message); } return wait(second.promise); });
  const second = deferred();
  wait(turn());
  later(() => task.greenlet.switch("a wrong value"));
  wait(turn());
  wait(turn());
  gate.resolve("stale");
  wait(turn());
  log(task.dead);
  second.resolve("right");
  log(task.join());
`, ["GreenletError somebody switched to a greenlet that is in wait(): only what it waits for may do so", "false", "right"]);

tasksLog("thrown into while waiting: the promise of that wait wakes no later one", `
  const gates = [deferred(), deferred()];
  const task = spawn(() => {
    try { wait(gates[0].promise, { timeout: 60_000 }); } catch (error) { log(error.message, timers()); }
    return wait(gates[1].promise);
  });
  wait(turn());
  later(() => task.greenlet.throw(new Error("thrown into")));
  wait(turn());
  wait(turn());
  gates[0].resolve("stale");
  wait(turn());
  log(task.dead);
  gates[1].resolve("right");
  log(task.join());
`, ["thrown into 0", "false", "right"], { timers });

tasksLog("the event loop runs inside a greenlet: who is woken or started by it comes after that", `
  const gate = deferred();
  const waiting = spawn(() => { log("woken with", wait(gate.promise)); log(wait("and again")); });
  sleep(1); // what a microtask runs runs no others
  gate.resolve("a nested microtask");
  const started = spawn(() => log("started"));
  let isNested = false;
  Promise.resolve().then(() => (isNested = getCurrent() !== main));
  plainly(runMicrotasks);
  log("goes on first", isNested);
  waiting.join();
  started.join();
`, ["goes on first true", "woken with a nested microtask", "and again", "started"], { runMicrotasks });

tasksLog("what comes while a wake-up is put off changes nothing", `
  const gate = deferred();
  const controller = new AbortController();
  const waiting = spawn(() => wait(gate.promise, { signal: controller.signal }));
  sleep(1);
  gate.resolve("first");
  plainly(runMicrotasks);
  controller.abort();
  plainly(runMicrotasks);
  log(waiting.join());
`, ["first"], { runMicrotasks });

/** How many timers are set. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
}

test.run();
