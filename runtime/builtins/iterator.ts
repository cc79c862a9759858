"use greenlet";
/** `Iterator.prototype`'s functions that go through all of an iterator: ECMA-262 §27.1.4. Those that make another one are in iterator-helpers.ts. */
import { abort, close } from "./iteration.ts";
import { type AnyFunction, type Bag, call, callNative, isDone, isObject, put, twin } from "./operations.ts";

const { prototype = {} } = ((globalThis as unknown as Bag)["Iterator"] ?? {}) as { prototype?: Bag };
const { forEach, some, every, find, reduce, toArray } = prototype as Record<string, unknown>;

/** Calls back for each item; the first for which the answer is `last` closes the iterator and is returned, in an object. */
function visit(iterator: Bag, callback: AnyFunction, last: boolean | null): unknown {
  const next = twin(iterator["next"]);
  for (let index = 0; ; index++) {
    const result: unknown = call(next, iterator);
    if (isDone(result)) return undefined;
    const { value } = result as Bag;
    let isFinished = false;
    let answer: unknown;
    try {
      answer = call(callback, undefined, value, index);
      isFinished = true;
    } finally {
      if (!isFinished) abort(iterator);
    }
    if (last === null || Boolean(answer) !== last) continue;
    close(iterator);
    return { value };
  }
}

export const iteratorTwins = {
  forEach(this: unknown, callback: unknown): unknown {
    if (!isObject(this) || typeof callback !== "function") return callNative(forEach, this, callback);
    return visit(this as Bag, callback as AnyFunction, null);
  },

  some(this: unknown, callback: unknown): unknown {
    if (!isObject(this) || typeof callback !== "function") return callNative(some, this, callback);
    return visit(this as Bag, callback as AnyFunction, true) !== undefined;
  },

  every(this: unknown, callback: unknown): unknown {
    if (!isObject(this) || typeof callback !== "function") return callNative(every, this, callback);
    return visit(this as Bag, callback as AnyFunction, false) === undefined;
  },

  find(this: unknown, callback: unknown): unknown {
    if (!isObject(this) || typeof callback !== "function") return callNative(find, this, callback);
    const found = visit(this as Bag, callback as AnyFunction, true) as { value: unknown } | undefined;
    return found?.value;
  },

  reduce(this: unknown, callback: unknown, ...initial: unknown[]): unknown {
    if (!isObject(this) || typeof callback !== "function") return callNative(reduce, this, callback, ...initial);
    const iterator = this as Bag;
    const next = twin(iterator["next"]);
    let index = 0;
    let result = initial[0];
    if (initial.length === 0) {
      const first: unknown = call(next, iterator);
      if (isDone(first)) throw new TypeError("Reduce of a done iterator with no initial value");
      result = (first as Bag)["value"];
      index = 1;
    }
    for (; ; index++) {
      const step: unknown = call(next, iterator);
      if (isDone(step)) return result;
      const { value } = step as Bag;
      let isFinished = false;
      try {
        result = call(callback, undefined, result, value, index);
        isFinished = true;
      } finally {
        if (!isFinished) abort(iterator);
      }
    }
  },

  toArray(this: unknown): unknown {
    if (!isObject(this)) return callNative(toArray, this);
    const iterator = this as Bag;
    const next = twin(iterator["next"]);
    const list: unknown[] = [];
    for (;;) {
      const step: unknown = call(next, iterator);
      if (isDone(step)) return list;
      put(list, list.length, (step as Bag)["value"]);
    }
  },
};
