/**
 * The explicit form of `for await`: ECMA-262 §14.7.5 and §7.4 with awaits, which the compiled body makes itself.
 *
 *     $1 = $.iterateAsync(xs);
 *     while ($1.step(await $.request($1))) { … $1.value … }       left early: if ($1.closes()) $1.closed(await $1.closing)
 */
import { $ } from "../core/realm.ts";
import { describeValue, getIterator, isObject, type IteratorRecord, iteratorOf } from "./iteration.ts";

export class AsyncIteration {
  value: unknown = undefined;
  /** What return() of the iterator gave. */
  closing: unknown = undefined;
  readonly #record: IteratorRecord;
  #done = false;

  constructor(iterable: unknown) {
    const method = (iterable as Record<symbol, unknown>)[Symbol.asyncIterator];
    this.#record = method === undefined || method === null ? fromSync(getIterator(iterable)) : iteratorOf(iterable, method, "asyncIterator");
  }

  get iterator(): object {
    return this.#record.iterator;
  }

  /** The method to call for a step. An error of the iterator's own ends the iteration: it must not be closed afterwards. */
  request(): unknown {
    this.#done = true;
    return this.#record.next;
  }

  step(result: unknown): boolean {
    if (!isObject(result)) throw new TypeError(`Iterator result ${describeValue(result)} is not an object`);
    if ((result as { done: unknown }).done) return false;
    this.value = (result as { value: unknown }).value;
    this.#done = false;
    return true;
  }

  /** AsyncIteratorClose: calls return(). @returns whether its result is to be awaited. */
  closes(): boolean {
    if (this.#done) return false;
    this.#done = true;
    const { iterator } = this.#record;
    const method = iterator["return"];
    if (method === undefined || method === null) return false;
    this.closing = $.call(method, iterator);
    return true;
  }

  closed(result: unknown): void {
    if (!isObject(result)) throw new TypeError(`Iterator result ${describeValue(result)} is not an object`);
  }

  /** As `closes`, when an error leaves the loop: that error wins. */
  aborts(): boolean {
    try {
      return this.closes();
    } catch {
      return false;
    }
  }
}

/** CreateAsyncFromSyncIterator (§27.1.6): its `next` and `return`, which is all that a loop calls. */
function fromSync({ iterator: sync, next }: IteratorRecord): IteratorRecord {
  // An `await`, not a `then`: it asks the promise for its constructor once, as the engine does.
  const settle = async (result: unknown, closeOnRejection: boolean): Promise<unknown> => {
    if (!isObject(result)) throw new TypeError(`Iterator result ${describeValue(result)} is not an object`);
    const done = Boolean((result as { done: unknown }).done);
    const { value } = result as { value: unknown };
    try {
      return { value: await value, done };
    } catch (error) {
      if (!done && closeOnRejection) closeQuietly(sync);
      throw error;
    }
  };
  const asPromise = (make: () => unknown): unknown => {
    try {
      return make();
    } catch (error) {
      return Promise.reject(error);
    }
  };
  const iterator = {
    next: () => asPromise(() => settle($.call(next, sync), true)),
    return: () =>
      asPromise(() => {
        const method = sync["return"];
        return method === undefined || method === null ? Promise.resolve({ value: undefined, done: true }) : settle($.call(method, sync), false);
      }),
  };
  return { iterator, next: iterator.next };
}

function closeQuietly(iterator: Record<string, unknown>): void {
  try {
    const method = iterator["return"];
    if (method !== undefined && method !== null) $.call(method, iterator);
  } catch {
    // The error that closes it wins.
  }
}
