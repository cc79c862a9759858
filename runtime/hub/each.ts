/** `each`: what `for await` does, in a function that is not async. */
import { wait, suspend } from "./wait.ts";
import { begin, checkTask, isInterrupted, isRefused, type Waiter } from "./waiter.ts";

/** What an iterator gives that is asked for a step: now, or as a promise. */
type Step = IteratorResult<unknown> | PromiseLike<IteratorResult<unknown>>;

interface AnyIterator {
  next(): Step;
  return?(): Step;
}

/**
 * The items of an async iterable, one after the other, for a loop in a task: `for (const line of each(lines))`. Each step waits for the iterator's
 * `next()`; a loop that is left early calls the iterator's `return()`, and waits for it. Errors of both are thrown in the loop.
 * Of an iterable that is not async, promises among the items are waited for. The compiler knows `each` by its name: to be called by that.
 *
 * When the task is killed while it waits for an item, or an error thrown into it there, `return()` is called and not waited for: an iterator need not get to
 * it before its next item.
 *
 * @throws TypeError for what is not iterable; a step throws what `wait` does. After a PinnedError the next call gets the item.
 */
export function each<T>(items: AsyncIterable<T> | Iterable<T | PromiseLike<T>>): IterableIterator<Awaited<T>> {
  "use greenlet";
  const method = (items as Partial<AsyncIterable<T>>)[Symbol.asyncIterator];
  if (method !== undefined && method !== null) return new Steps<T>(checked((items as AsyncIterable<T>)[Symbol.asyncIterator](), "[Symbol.asyncIterator]()"), true);
  if (typeof (items as Partial<Iterable<T>>)[Symbol.iterator] !== "function") throw new TypeError("each() takes an async iterable, or an iterable");
  return new Steps<T>(checked((items as Iterable<T>)[Symbol.iterator](), "[Symbol.iterator]()"), false);
}

class Steps<T> implements IterableIterator<Awaited<T>> {
  /** null at the end. */
  #iterator: AnyIterator | null;
  readonly #isAsync: boolean;
  /** The step that was asked for, and nobody has got. */
  #pending: Step | null = null;

  constructor(iterator: object, isAsync: boolean) {
    this.#iterator = iterator as AnyIterator;
    this.#isAsync = isAsync;
  }

  next(): IteratorResult<Awaited<T>> {
    "use greenlet";
    checkTask("each");
    const iterator = this.#iterator;
    if (iterator === null) return { done: true, value: undefined };
    let waiter: Waiter | null = null;
    let step: IteratorResult<unknown> | null = null;
    try {
      this.#pending ??= this.#isAsync ? iterator.next() : settled(iterator.next() as IteratorResult<unknown>);
      waiter = begin("each", this.#pending, {});
      step = checked(suspend(waiter), "next()") as IteratorResult<unknown>;
    } finally {
      if (step === null) this.#fail(waiter);
    }
    this.#pending = null;
    if (!step.done) return { done: false, value: step.value as Awaited<T> };
    this.#iterator = null;
    return { done: true, value: undefined };
  }

  return(value?: unknown): IteratorResult<Awaited<T>> {
    "use greenlet";
    const iterator = this.#iterator;
    this.#iterator = null;
    if (iterator !== null && iterator.return !== undefined && iterator.return !== null) {
      const step = iterator.return();
      checked(wait(this.#isAsync ? step : settled(step as IteratorResult<unknown>)), "return()");
    }
    return { done: true, value };
  }

  [Symbol.iterator](): this {
    return this;
  }

  /** A step has failed: of its own, or because nobody could or would wait for it any longer. */
  #fail(waiter: Waiter | null): void {
    if (waiter !== null && isRefused(waiter)) return;
    const iterator = this.#iterator;
    this.#iterator = this.#pending = null;
    if (waiter !== null && isInterrupted(waiter) && iterator !== null) abandon(iterator);
  }
}

/** A step of an iterator that is not async, whose item may be a promise. */
function settled(step: IteratorResult<unknown>): Promise<IteratorResult<unknown>> {
  const { done = false, value } = checked(step, "next()") as IteratorResult<unknown>;
  return Promise.resolve(value).then((item) => ({ done, value: item }) as IteratorResult<unknown>);
}

/** Closes an iterator without waiting for it. The error that goes through the loop wins. */
function abandon(iterator: AnyIterator): void {
  const ignore = (): void => undefined;
  try {
    void Promise.resolve(iterator.return?.()).catch(ignore);
  } catch {
    // as if it had been rejected
  }
}

function checked(value: unknown, method: string): object {
  if ((typeof value === "object" && value !== null) || typeof value === "function") return value;
  throw new TypeError(`${method} gave ${String(value)}, which is not an object`);
}
