/** The public list of `greenlets/hub`, nothing else. */
import "../index.ts";

export { each } from "./each.ts";
export type { Signal, SleepOptions, WaitOptions } from "./options.ts";
export { run, spawn, type Task } from "./task.ts";
export { sleep, wait } from "./wait.ts";
export { TimeoutError } from "./waiter.ts";
