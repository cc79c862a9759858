/** Scheduling is the program's own business. Here: round robin among the tasks of the highest priority that can run; a task waits by `pause`, and for another one by `join`. */
"use greenlet";
import assert from "node:assert/strict";
import { getCurrent, Greenlet } from "greenlets";

class Task extends Greenlet<[], void> {
  readonly name: string;
  readonly priority: number;
  /** Those that wait for its end. */
  readonly waiting: Task[] = [];
  readonly #work: () => void;

  constructor(name: string, priority: number, work: () => void) {
    super(null, scheduler);
    this.name = name;
    this.priority = priority;
    this.#work = work;
    ready.push(this);
  }
  override run(): void {
    this.#work();
    ready.push(...this.waiting);
  }
}

const ready: Task[] = [];
const scheduler = new Greenlet(() => {
  for (;;) {
    if (ready.length === 0) return;
    const highest = Math.max(...ready.map(({ priority }) => priority));
    const [task] = ready.splice(ready.findIndex(({ priority }) => priority === highest), 1);
    task!.switch(); // until it pauses, waits or ends: its parent is the scheduler
  }
});

/** Lets others run that are as important. */
function pause(): void {
  ready.push(getCurrent() as Task);
  scheduler.switch();
}

function join(task: Task): void {
  if (task.dead) return;
  task.waiting.push(getCurrent() as Task);
  scheduler.switch();
}

const log: string[] = [];
const steps = (count: number) => (): void => {
  for (let step = 1; step <= count; step++) {
    log.push(`${(getCurrent() as Task).name}${step}`);
    pause();
  }
};

const a = new Task("a", 1, steps(3));
new Task("b", 1, steps(2));
new Task("last", 0, steps(1));
new Task("boss", 2, () => {
  log.push("boss waits");
  join(a);
  log.push("boss goes on");
  new Task("c", 3, steps(2));
  pause();
  log.push("boss ends");
});
scheduler.switch();

assert.equal(log.join(" "), "boss waits a1 b1 a2 b2 a3 boss goes on c1 c2 boss ends last1");
console.log("ok: scheduler: round robin with priorities");
