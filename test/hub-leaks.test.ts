/** What the hub holds on to, and what keeps a process alive. Needs --expose-gc, as `npm test` passes it. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { run, type Task } from "../runtime/hub/index.ts";
import { loadHub, turn } from "./helpers/hub-programs.ts";
import { VARIANTS } from "./helpers/greenlet-programs.ts";
import { built, root } from "./helpers/paths.ts";
import { restingProblems } from "./helpers/programs.ts";

const { gc } = globalThis as { gc?: () => void };
if (gc === undefined) console.log("skipped: node runs without --expose-gc");
const leakTest = gc === undefined ? test.skip : test;

const program = loadHub(`
  const holding = (big, waits) => { waits(); return big.payload.length; };
  exports.task = (big, waits) => spawn((held) => holding(held, waits) + 0, big);
  exports.waiting = (promise, options) => () => wait(promise, options);
  exports.sleeping = () => () => sleep(60_000);
  exports.cleaning = (promise) => () => { try { wait(promise); } finally { wait(turn()); } };
  exports.failing = (big) => spawn((held) => { wait(null); throw Object.assign(new Error("x"), { held }); }, big);
  exports.inLoop = (big, items) => spawn((held) => { for (const item of each(items)) item(held); }, big);
  exports.many = (count, waits) => { let woken = 0; return Array.from({ length: count }, (_, n) => spawn(() => { waits(n); return woken++; })); };
`, VARIANTS[0]!);

const big = (): object => ({ payload: new Array(1000).fill(0) });

async function isCollected(refs: WeakRef<object>[]): Promise<boolean> {
  for (let round = 0; round < 10; round++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    gc!();
    if (refs.every((ref) => ref.deref() === undefined)) return true;
  }
  return false;
}

/** A task in a state, with what may keep it alive; only that is kept. */
async function collects(name: string, make: (value: object) => { task: Task; kept: unknown }, then: (task: Task) => unknown): Promise<void> {
  let kept: unknown;
  const refs = await (async () => {
    const value = big();
    const made = make(value);
    ({ kept } = made);
    made.task.catch(() => 0);
    const refs = [value, made.task, made.task.greenlet, made.task.promise].map((object) => new WeakRef<object>(object));
    await turn();
    await then(made.task);
    await turn();
    return refs;
  })();
  assert.ok(await isCollected(refs), name);
  assert.ok(kept !== null);
  assert.equal(restingProblems(), []);
}

leakTest("a task that was killed, whatever it waited for: its frames, its result, itself", async () => {
  const kill = (task: Task): boolean => task.kill();
  const { promise } = { promise: new Promise<void>(() => undefined) };
  const { signal } = new AbortController();
  const waits = { promise: program["waiting"](promise), signal: program["waiting"](promise, { signal, timeout: 60_000 }), sleep: program["sleeping"](), cleaning: program["cleaning"](promise) };
  for (const [name, wait] of Object.entries(waits)) await collects(name, (value) => ({ task: program["task"](value, wait), kept: [promise, signal, wait] }), kill);
  await collects("before the start", (value) => {
    const task = program["task"](value, waits.promise) as Task;
    task.kill();
    return { task, kept: promise };
  }, () => undefined);
  await collects("in a loop", (value) => {
    const items = { [Symbol.asyncIterator]: () => ({ next: () => promise }) };
    return { task: program["inLoop"](value, items), kept: items };
  }, kill);
});

leakTest("a task that has ended, also when what it waited for lives on", async () => {
  const promise = Promise.resolve();
  const { signal } = new AbortController();
  await collects("result", (value) => ({ task: program["task"](value, program["waiting"](promise, { signal, timeout: 60_000 })), kept: [promise, signal] }), (task) => task.then());
  await collects("error", (value) => ({ task: program["failing"](value), kept: 0 }), (task) => task.catch(() => 0));
});

leakTest("a task that waits for what nobody knows any more", async () => {
  await collects("waiting", (value) => ({ task: program["task"](value, program["waiting"](new Promise(() => undefined))), kept: 0 }), () => undefined);
});

test("10,000 tasks: each is woken once, in order", async () => {
  const indices = Array.from({ length: 10_000 }, (_, index) => index);
  let open!: () => void;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const together = program["many"](indices.length, program["waiting"](gate)) as Task<number>[];
  await turn();
  open();
  assert.equal(await Promise.all(together), indices);
  const tasks = program["many"](indices.length, program["sleeping"]()) as Task<number>[];
  await turn();
  assert.ok(tasks.every((task) => task.kill()));
  assert.is(process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length, 0);
  assert.ok((await Promise.allSettled(tasks)).every(({ status }) => status === "rejected"));
});

test("one after the other, 10,000 deep: a task joins the one that it spawned", async () => {
  const nested = loadHub(`exports.nested = (n) => (n === 0 ? 0 : spawn(exports.nested, n - 1).join() + 1);`, VARIANTS[0]!);
  assert.is(await run(nested["nested"] as (n: number) => number, 10_000), 10_000);
});

/** Runs a module in a process of its own: what it printed, and how it ended. */
function inProcess(body: string): { stdout: string; stderr: string; status: number | null } {
  const source = `import { run, sleep, spawn, wait } from ${JSON.stringify(join(built, "runtime/hub/index.js"))};\nprocess.on("exit", () => console.log("end"));\n${body}`;
  return spawnSync(process.execPath, ["--input-type=module", "-e", source], { cwd: root, encoding: "utf8", timeout: 30_000 });
}

test("a process ends by itself: tasks that wait for what never comes do not keep it alive", () => {
  const { stdout, stderr, status } = inProcess(`spawn(wait, new Promise(() => {})); run(sleep, Infinity); console.log("set up");`);
  assert.equal([stdout, stderr, status], ["set up\nend\n", "", 0]);
});

test("a sleeping task keeps it alive; one that was killed does not", () => {
  const { stdout, status } = inProcess(`spawn(sleep, 20).then(() => console.log("slept")); const task = spawn(sleep, 1e6); setTimeout(() => console.log(task.kill()), 1);`);
  assert.equal([stdout, status], ["true\nslept\nend\n", 0]);
});

test("an error that nobody handles ends the process, as a promise's does", () => {
  const { stdout, stderr, status } = inProcess(`spawn(wait, Promise.reject(new Error("of a task")));`);
  assert.equal([stdout, status], ["end\n", 1]);
  assert.match(stderr, /Error: of a task/);
});

test.run();
