/**
 * Random interleavings against a model. Tasks wait for one gate after the other, each wait with a signal, at some depth of calls; meanwhile
 * gates are settled, signals aborted, tasks killed, thrown into, and switched to by somebody who must not. The model knows nothing of greenlets:
 *
 *     a kill counts at once; else the first event of a batch that concerns what a task waits for; the waits after that begin when the batch is over
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { setStressSchedule } from "../runtime/index.ts";
import { type Task } from "../runtime/hub/index.ts";
import { Random } from "./helpers/generate/random.ts";
import { VARIANTS } from "./helpers/greenlet-programs.ts";
import { deferred, inVariant, loadHub, turn } from "./helpers/hub-programs.ts";

const RUNS = 150;
const TASKS = 6;
const GATES = 8;
const WAITS = 5;
const BATCHES = 12;

type Event =
  | { kind: "resolve" | "reject"; gate: number }
  | { kind: "abort"; signal: number }
  | { kind: "kill" | "throw" | "switch"; task: number };
interface Wait {
  gate: number;
  signal: number;
  depth: number;
}
interface Plan {
  waits: Wait[];
  /** Waits in its `finally`, when it is killed. */
  isCleaning: boolean;
}

const SOURCE = `
  const deep = (depth, promise, options) => (depth === 0 ? wait(promise, options) : [depth].map(() => deep(depth - 1, promise, options))[0]);
  exports.worker = ({ waits, isCleaning }, gates, controllers, log) => spawn(() => {
    let isDone = false;
    try {
      for (const { gate, signal, depth } of waits) {
        try { log(deep(depth, gates[gate].promise, { signal: controllers[signal].signal, timeout: 60_000 })); } catch (error) { log(error.message); }
      }
      log("done");
      isDone = true;
    } finally {
      if (!isDone) log("killed");
      if (!isDone && isCleaning) { wait(turn()); log("cleaned"); }
    }
  });
`;

/** What becomes of a task, as the program logs it. */
class Model {
  readonly lines: string[] = [];
  #at = 0;
  #isDead = false;
  readonly #plan: Plan;
  readonly #world: { gates: (string | null)[]; aborted: boolean[] };

  constructor(plan: Plan, world: { gates: (string | null)[]; aborted: boolean[] }) {
    this.#plan = plan;
    this.#world = world;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** The events of a batch, as seen by task number `self`; the world is as it is after the batch. */
  take(batch: readonly Event[], self: number): void {
    if (this.#isDead) return;
    const kills = batch.filter((event) => event.kind === "kill" && event.task === self).length;
    if (kills > 0) {
      this.lines.push("killed");
      if (this.#plan.isCleaning && kills === 1) this.lines.push("cleaned");
      this.#isDead = true;
      return;
    }
    const outcome = batch.map((event) => this.#outcome(event, self)).find((line) => line !== null);
    if (outcome !== undefined) this.#goOn(outcome!);
    this.settle();
  }

  /** Waits that have something to get already. */
  settle(): void {
    while (!this.#isDead) {
      const { gate, signal } = this.#plan.waits[this.#at]!;
      const line = this.#world.aborted[signal]! ? `aborted ${signal}` : this.#world.gates[gate];
      if (line === null || line === undefined) return;
      this.#goOn(line);
    }
  }

  #outcome(event: Event, self: number): string | null {
    const { gate, signal } = this.#plan.waits[this.#at]!;
    if (event.kind === "abort") return event.signal === signal ? `aborted ${signal}` : null;
    if ("gate" in event) return event.gate === gate ? this.#world.gates[gate]! : null;
    if (event.kind === "kill" || event.task !== self) return null;
    return event.kind === "throw" ? "thrown" : "somebody switched to a greenlet that is in wait(): only what it waits for may do so";
  }

  #goOn(line: string): void {
    this.lines.push(line);
    if (++this.#at < this.#plan.waits.length) return;
    this.lines.push("done");
    this.#isDead = true;
  }
}

function randomEvent(random: Random): Event {
  const task = random.below(TASKS);
  const kinds = ["resolve", "resolve", "reject", "abort", "kill"] as const;
  const kind = kinds[random.below(kinds.length)]!;
  if (kind === "abort") return { kind, signal: random.below(GATES) };
  return kind === "kill" ? { kind, task } : { kind, gate: random.below(GATES) };
}

function randomBatch(random: Random): Event[] {
  if (random.chance(0.25)) return [{ kind: random.chance(0.7) ? "throw" : "switch", task: random.below(TASKS) }];
  return Array.from({ length: 1 + random.below(4) }, () => randomEvent(random));
}

async function play(seed: number, stress: boolean): Promise<{ actual: string[][]; wanted: string[][] }> {
  const random = new Random(seed);
  const gates = Array.from({ length: GATES }, deferred);
  for (const { promise } of gates) promise.catch(() => undefined);
  const controllers = Array.from({ length: GATES }, () => new AbortController());
  const world = { gates: gates.map((): string | null => null), aborted: controllers.map(() => false) };
  const makeWait = (): Wait => ({ gate: random.below(GATES), signal: random.below(GATES), depth: random.below(4) });
  const plans: Plan[] = Array.from({ length: TASKS }, () => ({ waits: Array.from({ length: WAITS }, makeWait), isCleaning: random.chance(0.3) }));
  const models = plans.map((plan) => new Model(plan, world));
  const program = loadHub(SOURCE, { name: "", stress, every: 1 });
  const actual = plans.map((): string[] => []);
  const tasks = plans.map((plan, index) => program["worker"](plan, gates, controllers, (line: string) => void actual[index]!.push(line)) as Task);
  for (const task of tasks) task.catch(() => undefined);
  await turn();
  const act = (event: Event): void => {
    switch (event.kind) {
      case "resolve":
      case "reject":
        world.gates[event.gate] ??= `${event.kind} ${event.gate}`;
        return event.kind === "resolve" ? gates[event.gate]!.resolve(`resolve ${event.gate}`) : gates[event.gate]!.reject(new Error(`reject ${event.gate}`));
      case "abort":
        world.aborted[event.signal] = true;
        return controllers[event.signal]!.abort(new Error(`aborted ${event.signal}`));
      case "kill":
        return void tasks[event.task]!.kill();
      case "throw":
        return models[event.task]!.isDead ? undefined : void tasks[event.task]!.greenlet.throw(new Error("thrown"));
      case "switch":
        return models[event.task]!.isDead ? undefined : void tasks[event.task]!.greenlet.switch("wrong");
    }
  };
  for (let count = 0; count < BATCHES; count++) {
    const batch = randomBatch(random);
    for (const event of batch) act(event);
    for (const [index, model] of models.entries()) model.take(batch, index);
    for (let turns = 0; turns < 3; turns++) await turn();
  }
  assert.equal(tasks.map(({ dead }) => dead), models.map(({ isDead }) => isDead), `seed ${seed}`);
  for (const task of tasks) task.kill();
  for (const [index, model] of models.entries()) model.take([{ kind: "kill", task: index }], index);
  for (let turns = 0; turns < 3; turns++) await turn();
  assert.ok(tasks.every(({ dead }) => dead));
  assert.is(process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length, 0);
  return { actual, wanted: models.map(({ lines }) => lines) };
}

for (const isStressed of [false, true]) {
  test(`${RUNS} random interleavings, ${isStressed ? "captured at random" : "compiled"}`, async () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const captures = new Random(seed);
      const problems = await inVariant(VARIANTS[0]!, async () => {
        setStressSchedule(() => captures.chance(0.5));
        const { actual, wanted } = await play(seed, isStressed);
        assert.equal(actual, wanted, `seed ${seed}`);
      });
      assert.equal(problems, [], `seed ${seed}`);
    }
  });
}

test.run();
