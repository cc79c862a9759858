/** `spawn`, `run` and tasks: start, result, kill in every state, and what ordinary code sees of them. */
import { AsyncLocalStorage } from "node:async_hooks";
import { getEventListeners } from "node:events";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { run, spawn } from "../runtime/hub/index.ts";
import { GreenletExit } from "../runtime/index.ts";
import { tasksLog, turn } from "./helpers/hub-programs.ts";

/** How many timers are set. */
const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
const listeners = (signal: AbortSignal): number => getEventListeners(signal, "abort").length;

/** What is reported as unhandled while `body` runs, and a turn later. */
async function unhandled(body: () => unknown): Promise<unknown[]> {
  const reported: unknown[] = [];
  const report = (error: unknown): void => void reported.push(error);
  const silently = (): void => undefined;
  process.on("unhandledRejection", report).on("rejectionHandled", silently);
  await body();
  await turn();
  process.off("unhandledRejection", report).off("rejectionHandled", silently);
  return reported;
}

test("ordinary code awaits a task, and what run gives", async () => {
  const task = spawn((a: number, b: number) => a + b, 1, 2);
  assert.is(task.dead, false);
  assert.is(await task, 3);
  assert.is(task.dead, true);
  assert.is(await run(() => "result"), "result");
  assert.ok(run(() => 1) instanceof Promise);
  assert.is(await run(async (text: string) => text, "adopted"), "adopted");
  const error = new Error("x");
  const failing = (): never => {
    throw error;
  };
  assert.is(await spawn(failing).catch((reason: unknown) => reason), error);
  assert.equal(await Promise.allSettled([spawn(failing), run(failing)]), [{ status: "rejected", reason: error }, { status: "rejected", reason: error }]);
  let finallies = 0;
  await spawn(() => 1).finally(() => finallies++);
  assert.is(await spawn(() => 1).then((value) => value + finallies), 2);
});

test("spawn takes a function", () => assert.throws(() => spawn(5 as never), (error: unknown) => error instanceof TypeError));

tasksLog("a task starts soon, never at once, and in order; arguments arrive", `
  const started = [];
  const tasks = [1, 2, 3].map((n) => spawn((...args) => started.push(args.join("")), n, "x"));
  started.push("spawned");
  tasks.forEach((task) => task.join());
  log(started.join());
`, ["spawned,1x,2x,3x"]);

tasksLog("a task spawned from ordinary code, from a callback of the event loop, from another task", `
  const all = deferred();
  later(() => all.resolve([spawn(() => "from the event loop"), spawn(() => spawn(() => "from a task").join())]));
  for (const task of wait(all.promise)) log(task.join(), task.greenlet.parent === main);
`, ["from the event loop true", "from a task true"]);

tasksLog("join and wait give the result to any number of others, also later", `
  const task = spawn(() => { wait(turn()); return { a: 1 }; });
  const others = [spawn(() => task.join()), spawn(() => wait(task)), spawn(() => wait(task.promise))];
  const results = others.map((other) => other.join());
  log(results.every((result) => result === task.join()), results[0].a);
  const failing = spawn(() => { throw new Error("x"); });
  for (let i = 0; i < 2; i++) try { failing.join(); } catch (error) { log(error.message); }
  try { spawn(() => wait(new Promise(() => {}))).join({ timeout: 1 }); } catch (error) { log(error.name); }
`, ["true 1", "x", "x", "TimeoutError"]);

test("an error that nobody handles is reported, once, as a promise's is", async () => {
  const error = new Error("x");
  const failing = (): never => {
    throw error;
  };
  assert.equal(await unhandled(() => void spawn(failing)), [error]);
  assert.equal(await unhandled(() => void run(failing)), [error]);
  assert.equal(await unhandled(() => spawn(failing).catch(() => undefined)), []);
  assert.equal(await unhandled(() => void spawn(failing).then(() => 1)), [error]);
  assert.equal(await unhandled(() => void spawn(async () => failing())), [error]);
  assert.equal(await unhandled(async () => {
    const task = spawn(failing);
    await turn();
    await task.catch(() => undefined);
  }), [error], "handled too late");
});

test("an exit is no error: nobody has to handle it, whoever waits gets it", async () => {
  const exit = new GreenletExit("left");
  const exiting = (): never => {
    throw exit;
  };
  let task = spawn(exiting);
  assert.equal(await unhandled(() => void spawn(exiting)), []);
  assert.is(await task.catch((error: unknown) => error), exit);
  assert.equal(await unhandled(() => {
    task = spawn(exiting);
    assert.is(task.kill(), true);
  }), []);
  const error: unknown = await task.catch((reason: unknown) => reason);
  assert.ok(error instanceof GreenletExit);
  assert.is((error as Error).message, "the task was killed");
});

test("a task that failed is still reported when it is killed afterwards", async () => {
  const error = new Error("x");
  assert.equal(await unhandled(() => {
    const task = spawn(() => {
      throw error;
    });
    void Promise.resolve().then(() => task.kill());
  }), [error]);
});

tasksLog("an error of a greenlet that is the main one's child is reported, and the task that switched to it is left", `
  const reported = [];
  const report = (error) => reported.push(error.message);
  process.on("unhandledRejection", report);
  const task = spawn(() => new Greenlet(() => { wait(null); throw new Error("of a child"); }, main).switch());
  wait(turn());
  process.off("unhandledRejection", report);
  log(reported.join(), task.dead, task.kill());
`, ["of a child false true"], { process });

tasksLog("ordinary code that switches to a task's greenlet starts it, once", `
  const all = deferred();
  later(() => { const task = spawn((...args) => { log(args.join()); return wait(turn().then(() => "result")); }, 1, 2); log("spawned"); task.greenlet.switch("ignored"); log("started"); all.resolve(task); });
  log(wait(all.promise));
`, ["spawned", "1,2", "started", "result"]);

tasksLog("using: a task ends with the scope that it was made in", `
  const order = [];
  const scope = () => {
    const task = hub.spawn(() => { try { for (;;) { order.push("works"); hub.sleep(0); } } finally { hub.sleep(0); order.push("cleaned up"); } });
    try { hub.sleep(1); } finally { task[Symbol.dispose ?? Symbol.for("Symbol.dispose")](); }
    return task.dead;
  };
  log(scope(), order[0], order.at(-1));
`, ["true works cleaned up"]);

tasksLog("kill before the start: nothing runs", `
  const task = spawn(() => log("never"));
  log(task.kill(), task.dead, task.kill());
  try { task.join(); } catch (error) { log(error instanceof GreenletExit, error.message); }
  const direct = spawn(() => log("never"));
  direct.greenlet.kill();
  try { direct.join(); } catch (error) { log(error.message); }
`, ["true true true", "true the task was killed", "the task was killed"]);

tasksLog("kill while it waits: its finally clauses run and no catch; timers and listeners are gone", `
  const never = new Promise(() => {});
  const controller = new AbortController();
  const before = timers();
  const bodies = [() => wait(never), () => wait(never, { signal: controller.signal, timeout: 60_000 }), () => sleep(60_000), () => sleep(Infinity), () => spawn(() => wait(never)).join()];
  for (const body of bodies) {
    const task = spawn(() => { try { try { body(); } catch { log("never"); } finally { log("inner"); } } finally { log("outer"); } });
    wait(turn());
    log(task.kill(), task.dead, timers() - before, listeners(controller.signal));
    try { task.join(); } catch (error) { log(error.name); }
  }
`, Array.from({ length: 5 }, () => ["inner", "outer", "true true 0 0", "GreenletExit"]).flat(), { timers, listeners });

tasksLog("kill from ordinary code, and by the greenlet", `
  const never = new Promise(() => {});
  const [a, b] = ["a", "b"].map((name) => spawn(() => { try { wait(never); } finally { log(name, "finally"); } }));
  wait(turn());
  later(() => log(a.kill(), b.greenlet.kill()));
  wait(turn());
  wait(turn());
  log(a.dead, b.dead);
  try { b.join(); } catch (error) { log(error.message); }
`, ["a finally", "b finally", "true true", "true true", "the task was killed"]);

tasksLog("kill of itself", `
  const task = spawn(() => { try { task.kill(); log("never"); } catch { log("never"); } finally { log("finally"); } });
  try { task.join(); } catch (error) { log(error.name, task.dead); }
`, ["finally", "GreenletExit true"]);

tasksLog("a finally that waits: who kills in a task goes on afterwards", `
  const task = spawn(() => { try { sleep(60_000); } finally { wait(turn()); log("cleaned", timers()); } });
  wait(turn());
  log(task.kill(), task.dead);
  try { task.join(); } catch (error) { log(error.name); }
`, ["cleaned 0", "true true", "GreenletExit"], { timers });

tasksLog("a finally that waits: ordinary code goes on at once", `
  for (const kill of [(task) => task.kill(), (task) => task.greenlet.kill()]) {
    const gate = deferred();
    const task = spawn(() => { try { wait(gate.promise); } finally { wait(turn()); log("first"); new Greenlet(() => wait(turn())).switch(); sleep(1); log("second"); } });
    wait(turn());
    later(() => { log(kill(task)); gate.resolve("stale"); });
    try { task.join(); } catch (error) { log(error.message, task.dead); }
  }
`, ["false", "first", "second", "the task was killed true", "false", "first", "second", "the task was killed true"]);

tasksLog("killed again while its finally waits: the rest of the finally clauses still run", `
  const task = spawn(() => { try { try { sleep(60_000); } finally { log("waits"); sleep(60_000); log("never"); } } finally { log("outer"); } });
  wait(turn());
  const killer = spawn(() => log("first killer", task.kill()));
  wait(turn());
  log(task.kill(), task.dead);
  killer.kill();
  log(killer.dead, timers());
`, ["waits", "outer", "true true", "true 0"], { timers });

tasksLog("a killer is killed while it waits for the other's finally", `
  const gate = deferred();
  const task = spawn(() => { try { sleep(60_000); } finally { wait(gate.promise); log("cleaned"); } });
  wait(turn());
  const killer = spawn(() => { try { task.kill(); log("never"); } finally { log("the killer ends"); } });
  wait(turn());
  log(killer.kill(), killer.dead, task.dead);
  gate.resolve();
  try { task.join(); } catch (error) { log(error.name); }
`, ["the killer ends", "true true false", "cleaned", "GreenletExit"]);

tasksLog("what a finally throws is the task's result; one that overrides the kill lets it live", `
  const failing = spawn(() => { try { wait(new Promise(() => {})); } finally { throw new Error("in finally"); } });
  const inner = () => { try { wait(new Promise(() => {})); } finally { return "overridden"; } };
  const living = spawn(() => { const result = inner(); wait(turn()); return result; });
  wait(turn());
  log(failing.kill());
  try { failing.join(); } catch (error) { log(error.message); }
  later(() => log(living.kill(), living.dead));
  log(living.join());
`, ["true", "in finally", "false false", "overridden"]);

tasksLog("a kill does not end what the task waited for, nor tasks it made", `
  const inner = spawn(() => { wait(turn()); return "lives on"; });
  const outer = spawn(() => inner.join());
  wait(turn());
  outer.kill();
  log(inner.join());
`, ["lives on"]);

tasksLog("the greenlet that waits below a task is killed, and the task", `
  const never = new Promise(() => {});
  let child;
  const task = spawn(() => { child = new Greenlet(() => { try { wait(never); } finally { log("child"); } return "killed"; }); try { return [child.switch()]; } finally { log("task"); } });
  wait(turn());
  later(() => log(child.kill(), task.dead));
  wait(turn());
  wait(turn());
  log(task.kill(), task.dead);
`, ["child", "true false", "task", "true true"]);

tasksLog("a task that is suspended in other ways: switched to main, to another greenlet", `
  const a = spawn(() => main.switch());
  const b = spawn(() => { wait(null); return a.greenlet.switch(); });
  log(a.join());
  b.kill();
  log(b.dead);
`, ["undefined", "true"]);

tasksLog("a task keeps the AsyncLocalStorage context that it was spawned in, over waits of its own and of others", `
  const storage = new AsyncLocalStorage();
  const never = new Promise(() => {});
  const body = (promise) => { try { wait(turn()); sleep(1); wait(promise); return storage.getStore(); } finally { log("finally", storage.getStore()); } };
  const tasks = ["a", "b"].map((name) => storage.run(name, () => spawn(body, Promise.resolve())));
  const killed = storage.run("killed", () => spawn(body, never));
  log(storage.getStore(), tasks.map((task) => task.join()).join());
  sleep(5);
  log(killed.kill(), storage.getStore());
`, ["finally a", "finally b", "undefined a,b", "finally killed", "true undefined"], { AsyncLocalStorage });

tasksLog("where a task waits can be seen", `
  function reading() { return wait(new Promise(() => {})) + 1; }
  const task = spawn(() => reading() + 1);
  wait(turn());
  const names = task.greenlet.frames().map((frame) => frame.function);
  log(names[0], names.some((name) => name.endsWith("reading")), names.includes("live"));
  task.kill();
  log(task.greenlet.frames().length);
`, ["suspend true true", "0"]);

test.run();
