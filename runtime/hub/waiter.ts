/**
 * The hub: the plain half of waiting, which runs in the main greenlet, at the event loop. A task is a greenlet whose parent is main.
 *
 *     greenlet                        main, in `dispatch`
 *     wait(promise)
 *       switches to main  ─────────►  its switch returns the waiter
 *       with a waiter                 park: subscribes to promise, signal and timer
 *                                     … the event loop …
 *                                     settle: one of them calls back
 *       goes on           ◄─────────  dispatch, again
 *
 * A waiter is subscribed after its greenlet has left, by main: a switch that is refused, because a plain function's frame lies between, has
 * subscribed to nothing. Each wait has a waiter of its own, which is over when the wait ends, in whatever way: a callback that comes later
 * finds nobody to wake. So no greenlet is ever woken out of another wait than the one that the callback is for.
 *
 * The compiler takes every function of this file for plain, but `call` and `apply` (option `intrinsics`).
 */
import { $ } from "../core/realm.ts";
import type { Greenlet } from "../core/greenlet.ts";
export { dispose } from "../core/greenlet.ts";
import { TimeoutError as OwnTimeoutError, type WaitOptions } from "./options.ts";

export const { call, apply, main, GreenletError, GreenletExit } = $;
/** As they were when this was loaded: greenlets that wait may be of a class with another `switch`. */
export const { switch: switchTo } = $.Greenlet.prototype;
const { then } = Promise.prototype;
const resolved = Promise.resolve();
const LONGEST_MS = 2 ** 31 - 1;

/** Made, and not subscribed to anything. */
const NEW = 0;
/** Subscribed. */
const PARKED = 1;
const FULFILLED = 2;
const REJECTED = 3;
const TIMED_OUT = 4;
type State = typeof NEW | typeof PARKED | typeof FULFILLED | typeof REJECTED | typeof TIMED_OUT;

/** What `sleep` waits for: only time. */
export const TIME = Symbol("time");

/** One wait of one greenlet. */
class OwnWaiter {
  /** Who waits; null when the wait is over. */
  greenlet: Greenlet | null = $.current;
  state: State = NEW;
  /** What it waits for; once settled what came of it. */
  value: unknown;
  /** The function that was called, for messages. */
  readonly name: string;
  readonly options: WaitOptions;
  timer: unknown = undefined;
  listener: (() => void) | undefined = undefined;
  constructor(name: string, value: unknown, options: WaitOptions) {
    this.name = name;
    this.value = value;
    this.options = options;
  }
}
export type Waiter = OwnWaiter;

/** The greenlet of a task. */
const OwnTaskGreenlet = class TaskGreenlet extends $.Greenlet {};

/** Shared by all copies of the package in a realm, as the runtime itself is: a task of one copy may wait by another one. */
const own = { isDispatching: false, Waiter: OwnWaiter, TaskGreenlet: OwnTaskGreenlet, TimeoutError: OwnTimeoutError };
const hub = ((($ as typeof $ & { hub?: typeof own }).hub) ??= own);

export const TimeoutError: typeof OwnTimeoutError = hub.TimeoutError;

/**
 * Whether the main greenlet is where a switch to it goes back to the event loop. So it is while it dispatches. When ordinary code switches to a
 * greenlet of a task (it kills the task, say, and a `finally` waits), main goes on in that code first, and then to the event loop.
 */
export function checkTask(name: string): void {
  if ($.current !== main) {
    if (hub.isDispatching) return;
    for (let greenlet: Greenlet | null = $.current; greenlet !== null; greenlet = greenlet.parent) if (greenlet instanceof hub.TaskGreenlet) return;
  }
  throw new GreenletError(`${name}() was called outside a task: start one with spawn() or run(). Behind an await, an async function runs outside of every task.`);
}

/** The waiter of a wait that begins now. @throws what is wrong already; nothing has happened then. */
export function begin(name: string, value: unknown, options: WaitOptions): Waiter {
  checkTask(name);
  const { signal, timeout = Infinity } = options;
  if (signal?.aborted) throw signal.reason;
  // What is longer, `setTimeout` takes for 1.
  if (typeof timeout !== "number" || !(timeout <= LONGEST_MS || timeout === Infinity)) throw new RangeError(`${name}(): a time must be Infinity, or at most ${LONGEST_MS} ms, not ${String(timeout)}`);
  const waiter = new hub.Waiter(name, value, options);
  if (!hub.isDispatching) soon(() => park(waiter));
  return waiter;
}

/** Subscribes the waiter to what it waits for. CAUTION: thenables and signals are the program's. */
function park(waiter: Waiter): void {
  const { value, options } = waiter;
  if (waiter.greenlet === null || waiter.state !== NEW) return;
  waiter.state = PARKED;
  waiter.value = undefined;
  try {
    const { signal, timeout = Infinity } = options;
    if (signal !== undefined) listen(waiter, signal);
    // The program's `setTimeout` of now: tests replace it.
    if (timeout !== Infinity) waiter.timer = setTimeout(settle, timeout, waiter, value === TIME ? FULFILLED : TIMED_OUT, undefined);
    if (value !== TIME) subscribe(waiter, value);
  } catch (error) {
    settleSoon(waiter, error);
  }
}

/** As `await` does: a promise's own `then`, however the program changed it, and another thenable's in a microtask. */
function subscribe(waiter: Waiter, value: unknown): void {
  void call(then, Promise.resolve(value), (result: unknown) => settle(waiter, FULFILLED, result), (error: unknown) => settle(waiter, REJECTED, error));
}

function listen(waiter: Waiter, signal: NonNullable<WaitOptions["signal"]>): void {
  waiter.listener = () => settleSoon(waiter, signal.reason);
  signal.addEventListener("abort", waiter.listener);
  if (signal.aborted) waiter.listener();
}

/** What the waiter waits for has come, first of all it could be: its greenlet goes on. Called by the event loop. */
function settle(waiter: Waiter, state: State, value: unknown): void {
  if (waiter.greenlet === null || waiter.state !== PARKED) return;
  waiter.state = state;
  waiter.value = value;
  wake(waiter);
}

/** An error out of running code, as who aborts a signal need not be the event loop: it takes its turn behind what was settled before it. */
function settleSoon(waiter: Waiter, error: unknown): void {
  soon(() => settle(waiter, REJECTED, error));
}

function wake(waiter: Waiter): void {
  if (waiter.greenlet === null) return;
  // Invariant: greenlets are woken by main, or they could not switch back to it. Another one is current when it made the event loop run
  // inside itself (a `vm` context with microtasks of its own, a fake clock): the wake-up has to come after it.
  if ($.current !== main) setTimeout(wake, 0, waiter);
  else dispatch(waiter.greenlet);
}

/** Goes to a greenlet from the event loop, until it, or another one that it went to, comes back to main: to wait, or at its end. */
function dispatch(greenlet: Greenlet): void {
  let result: unknown;
  hub.isDispatching = true;
  try {
    result = call(switchTo, greenlet, undefined);
  } catch (error) {
    // From a greenlet that is main's child and no task. There is nobody else to tell.
    void Promise.reject(error);
  } finally {
    hub.isDispatching = false;
  }
  if (result instanceof hub.Waiter) park(result);
}

/** What the wait gives, once its greenlet goes on. */
export function outcome({ state, value, name, options }: Waiter): unknown {
  if (state === FULFILLED) return value;
  if (state === REJECTED) throw value;
  if (state === TIMED_OUT) throw new TimeoutError(`${name}() has waited for ${options.timeout} ms`);
  throw new GreenletError(`somebody switched to a greenlet that is in ${name}(): only what it waits for may do so`);
}

/** The error of a switch that was refused, in the words of who called. */
export function explained(error: unknown, waiter: Waiter): unknown {
  if (waiter.state !== NEW || !(error instanceof $.PinnedError) || error.target !== main) return error;
  const foreign = error.message.split("pinned by ").pop();
  return new $.PinnedError(`${waiter.name}() cannot suspend its caller, which is pinned by ${foreign}: that is not compiled. Mark it "use greenlet", or call ${waiter.name}() outside of it`, main);
}

/** The wait is over. */
export function end(waiter: Waiter): void {
  waiter.greenlet = null;
  waiter.value = undefined;
  if (waiter.timer !== undefined) clearTimeout(waiter.timer as number);
  if (waiter.listener !== undefined) waiter.options.signal!.removeEventListener("abort", waiter.listener);
}

/** Whether a wait that has ended was subscribed and did not get anything: somebody threw into it. */
export function isInterrupted({ state }: Waiter): boolean {
  return state === PARKED;
}

/** Whether a wait that has ended was refused, or never began. */
export function isRefused({ state }: Waiter): boolean {
  return state === NEW;
}

/** In a microtask of its own. */
function soon(callback: () => void): void {
  void call(then, resolved, callback);
}

/** The greenlet of a task, which starts as soon as the event loop comes to it, unless somebody else starts it. `otherwise`: when it is dead by then. */
export function start(body: () => void, otherwise: () => void): Greenlet {
  const greenlet = new hub.TaskGreenlet(body, main);
  const first = (): void => {
    if (greenlet.dead) otherwise();
    else if ($.current !== main) setTimeout(first, 0);
    else if (!greenlet.started) dispatch(greenlet);
  };
  soon(first);
  return greenlet;
}
