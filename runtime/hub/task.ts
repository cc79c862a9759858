/** Tasks: greenlets that the event loop starts and goes on with, whose results are promises. */
/// <reference lib="esnext.disposable" preserve="true" />
import type { Greenlet } from "../core/greenlet.ts";
import type { WaitOptions } from "./options.ts";
import { wait } from "./wait.ts";
import { apply, dispose, GreenletExit, start } from "./waiter.ts";

/** A task's promise, and what settles it. */
interface Result<T> {
  readonly promise: Promise<Awaited<T>>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
  isSettled: boolean;
}

function newResult<T>(): Result<T> {
  let settle!: Pick<Result<T>, "resolve" | "reject">;
  const promise = new Promise<T>((resolve, reject) => void (settle = { resolve, reject })) as Promise<Awaited<T>>;
  return { promise, isSettled: false, ...settle };
}

function fulfil<T>(result: Result<T>, value: T): void {
  result.isSettled = true;
  result.resolve(value);
}

function fail<T>(result: Result<T>, error: unknown): void {
  result.isSettled = true;
  // An exit is not an error (G57): those who wait for the task get it, and nobody has to.
  if (error instanceof GreenletExit) result.promise.catch(() => undefined);
  result.reject(error);
}

/** The task is over. When nothing has settled it, it was killed. */
function finish<T>(result: Result<T>): void {
  if (!result.isSettled) fail(result, new GreenletExit("the task was killed"));
}

/**
 * A greenlet of its own that runs a function, in which `wait` may be called at any depth. Made by `spawn`. Ordinary code awaits it as it awaits a promise;
 * a rejection that nobody handles is reported as a promise's is.
 *
 * A task that was killed rejects with a GreenletExit, as one that ends by throwing one does. That alone is never reported.
 */
class Task<T = unknown> implements PromiseLike<T> {
  /** What the function returned, or threw. */
  readonly promise: Promise<T>;
  /** Where the function runs. Its parent is the main greenlet. */
  readonly greenlet: Greenlet;
  readonly #result: Result<unknown>;

  /** @internal */
  constructor(greenlet: Greenlet, result: Result<unknown>) {
    this.greenlet = greenlet;
    this.promise = result.promise as Promise<T>;
    this.#result = result;
  }

  /** True once the function has returned or thrown, or was killed. A promise that it returned may still be pending. */
  get dead(): boolean {
    return this.greenlet.dead;
  }

  /** Waits for the task: `wait(task.promise, options)`. To be called in another one. @returns its result. @throws its error, and as `wait`. */
  join(options?: WaitOptions): T {
    "use greenlet";
    return wait(this.promise, options) as T;
  }

  /**
   * Ends the task: its `finally` clauses run, its `catch` clauses do not; one that has not started never does. What it waited for is let go of, timers
   * and listeners are removed. A `finally` may itself wait: a task that kills goes on when the killed one is dead, ordinary code at once.
   *
   * @returns whether the task is dead now.
   * @throws PinnedError when a plain function's frame lies above the task's own. What a `finally` throws is the task's result.
   */
  kill(): boolean {
    "use greenlet";
    const isDead = this.greenlet.kill();
    if (isDead) finish(this.#result);
    return isDead;
  }

  /** `using task = spawn(…)`: as `kill()`. */
  [dispose](): void {
    "use greenlet";
    this.kill();
  }

  /** As of its promise. */
  then<A = T, B = never>(onFulfilled?: ((value: T) => A | PromiseLike<A>) | null, onRejected?: ((error: any) => B | PromiseLike<B>) | null): Promise<A | B> {
    return this.promise.then(onFulfilled, onRejected);
  }
  /** As of its promise. */
  catch<B = never>(onRejected?: ((error: any) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.promise.catch(onRejected);
  }
  /** As of its promise. */
  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.promise.finally(onFinally);
  }
}
export type { Task };

/**
 * Runs `fn(...args)` as a task. It starts in a microtask, never at once; tasks start in the order in which they were spawned. May be called anywhere.
 *
 * @param fn a compiled function, or any other: then it may wait as far as no plain function's frame lies between, its own included.
 * @throws TypeError when `fn` is not a function.
 */
export function spawn<Args extends readonly unknown[], R>(fn: (...args: Args) => R, ...args: Args): Task<Awaited<R>> {
  "use greenlet";
  if (typeof fn !== "function") throw new TypeError("spawn() takes a function");
  const result = newResult<R>();
  const greenlet = start(() => live(result, fn, args), () => finish(result));
  return new Task(greenlet, result as Result<unknown>);
}

/** Runs `main(...args)` as a task: the way from ordinary code into greenlets, `await run(main)`. @returns the promise of its result. */
export function run<Args extends readonly unknown[], R>(main: (...args: Args) => R, ...args: Args): Promise<Awaited<R>> {
  return spawn(main, ...args).promise;
}

/** A task's whole life: nothing is thrown out of it. */
function live<Args extends readonly unknown[], R>(result: Result<R>, fn: (...args: Args) => R, args: Args): void {
  "use greenlet";
  try {
    fulfil(result, apply(fn, undefined, args) as R);
  } catch (error) {
    fail(result, error);
  } finally {
    finish(result);
  }
}
