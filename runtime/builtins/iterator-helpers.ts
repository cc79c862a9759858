"use greenlet";
/**
 * `Iterator.prototype`'s lazy functions, `map`, `filter`, `take`, `drop` and `flatMap`: ECMA-262 §27.1.4. The program gets the engine's own helper object; what
 * the engine takes for its underlying iterator does all the work, in a compiled generator, which compiled code steps itself:
 *
 *     it.map(f)         the engine's map over a source, without a change of its values
 *     helper.next()     of plain code: the engine's → the source's → the generator's
 *                       of compiled code: the generator's
 */
import { generatorPrototype } from "../language/generator.ts";
import { Helped } from "./helped.ts";
import { abort, close } from "./iteration.ts";
import { type AnyFunction, type Bag, call, callNative, isDone, isObject, methodOf, toInteger, twin } from "./operations.ts";

const { prototype = {} } = ((globalThis as unknown as Bag)["Iterator"] ?? {}) as { prototype?: Bag };
const { map, filter, take, drop, flatMap } = prototype as Record<string, unknown>;
const { iterator: iteratorSymbol } = Symbol;

const identity = (value: unknown): unknown => value;

/** The prototype of the engine's helper objects. */
export const helperPrototype: Bag | undefined = map === undefined ? undefined : (Object.getPrototypeOf(callNative(map, { next: identity }, identity)) as Bag);
const { next: nextOfHelper, return: returnOfHelper } = (helperPrototype ?? {}) as Record<string, unknown>;
// Read at each use: these get their twins after this file has run.
const { next: nextOfGenerator, return: returnOfGenerator } = generatorPrototype;

/** What a helper object takes its values from. */
class Source {
  readonly iterator: Bag;
  /** The iterator's `next`, read when the engine reads ours. */
  step: unknown = undefined;
  steps: Generator | null = null;
  hasBegun = false;
  constructor(iterator: Bag) {
    this.iterator = iterator;
  }
  get next(): () => unknown {
    this.step = twin(this.iterator["next"]);
    return () => advance(this);
  }
  return(): unknown {
    return finish(this);
  }
}

function advance(source: Source): unknown {
  source.hasBegun = true;
  return call(twin(nextOfGenerator), source.steps);
}

/** §27.1.2.1.2: what has not begun has only the underlying iterator to be closed. */
function finish(source: Source): unknown {
  const hasBegun = source.hasBegun || source.steps === null;
  source.hasBegun = true;
  const result: unknown = source.steps === null ? {} : call(twin(returnOfGenerator), source.steps);
  if (!hasBegun || source.steps === null) close(source.iterator);
  return result;
}

/** The engine's helper of this name, which checks what it is given; its values come from the generator. */
function helper(iterator: unknown, native: unknown, argument: unknown, make: (source: Source) => Generator): unknown {
  const source = new Source(iterator as Bag);
  const made = callNative(native, source, argument) as object;
  source.steps = make(source);
  keep(made, source);
  return made;
}

function keep(made: object, source: Source): void {
  "use plain";
  new Helped(made, source);
}

function sourceOf(value: unknown): Source | null {
  "use plain";
  return Helped.of(value) as Source | null;
}

/** `take(limit)`, `drop(limit)`: the engine converts and checks the number; it hands on everything. */
function limited(iterator: unknown, native: unknown, neutral: number, limit: unknown, make: (source: Source, count: number) => Generator): unknown {
  let count = 0;
  let isChecked = false;
  const argument = {
    __proto__: null,
    valueOf(): number {
      "use plain";
      count = +(limit as number);
      isChecked = count === count && toInteger(count) >= 0;
      return isChecked ? neutral : count;
    },
  };
  return helper(iterator, native, argument, (source) => make(source, toInteger(count)));
}

/** At a `yield` the iterator is closed as for a `return`; an error of a callback wins over those of closing. */
function leave(iterator: Bag, isWaiting: boolean): void {
  if (isWaiting) close(iterator);
  else abort(iterator);
}

/** `map` gives what the callback returned, `filter` the items for which that is true. */
function* visiting({ iterator, step }: Source, callback: AnyFunction, isFilter: boolean): Generator {
  for (let index = 0; ; index++) {
    const result: unknown = call(step, iterator);
    if (isDone(result)) return;
    const { value } = result as Bag;
    let isWaiting = false;
    let isFinished = false;
    try {
      const answer: unknown = call(callback, undefined, value, index);
      isWaiting = true;
      if (!isFilter) yield answer;
      else if (answer) yield value;
      isFinished = true;
    } finally {
      if (!isFinished) leave(iterator, isWaiting);
    }
  }
}

/** Leaves out the first items, gives as many of those that follow, and closes the iterator. */
function* passing({ iterator, step }: Source, dropped: number, taken: number): Generator {
  for (let toDrop = dropped, left = taken; left > 0; ) {
    const result: unknown = call(step, iterator);
    if (isDone(result)) return;
    if (toDrop > 0) {
      toDrop--;
      continue;
    }
    left--;
    let isFinished = false;
    const { value } = result as Bag;
    try {
      yield value;
      isFinished = true;
    } finally {
      if (!isFinished) close(iterator);
    }
  }
  close(iterator);
}

function* flattening({ iterator, step }: Source, callback: AnyFunction): Generator {
  for (let index = 0; ; index++) {
    const result: unknown = call(step, iterator);
    if (isDone(result)) return;
    const { value } = result as Bag;
    let isWaiting = false;
    let isFinished = false;
    try {
      const inner = flattenable(call(callback, undefined, value, index));
      const next = twin(inner["next"]);
      for (;;) {
        const item: unknown = call(next, inner);
        if (isDone(item)) break;
        const { value: given } = item as Bag;
        let isResumed = false;
        try {
          yield given;
          isResumed = true;
        } finally {
          if (!isResumed) {
            close(inner);
            isWaiting = true; // its own error is one of the callback's
          }
        }
      }
      isFinished = true;
    } finally {
      if (!isFinished) leave(iterator, isWaiting);
    }
  }
}

/** GetIteratorFlattenable without strings, §7.4.5. */
function flattenable(value: unknown): Bag {
  if (!isObject(value)) throw new TypeError(`${String(value)} is not an object`);
  const method = methodOf(value, iteratorSymbol);
  const inner: unknown = method === undefined ? value : call(twin(method), value);
  if (!isObject(inner)) throw new TypeError(`${String(inner)} is not an object`);
  return inner as Bag;
}

const isUsable = (iterator: unknown, callback: unknown): callback is AnyFunction => isObject(iterator) && typeof callback === "function";

export const lazyTwins = {
  map(this: unknown, callback: unknown): unknown {
    if (!isUsable(this, callback)) return callNative(map, this, callback);
    return helper(this, map, identity, (source) => visiting(source, callback, false));
  },

  filter(this: unknown, callback: unknown): unknown {
    if (!isUsable(this, callback)) return callNative(filter, this, callback);
    return helper(this, map, identity, (source) => visiting(source, callback, true));
  },

  flatMap(this: unknown, callback: unknown): unknown {
    if (!isUsable(this, callback)) return callNative(flatMap, this, callback);
    return helper(this, map, identity, (source) => flattening(source, callback));
  },

  take(this: unknown, limit: unknown): unknown {
    if (!isObject(this)) return callNative(take, this, limit);
    return limited(this, take, Infinity, limit, (source, count) => passing(source, 0, count));
  },

  drop(this: unknown, limit: unknown): unknown {
    if (!isObject(this)) return callNative(drop, this, limit);
    return limited(this, drop, 0, limit, (source, count) => passing(source, count, Infinity));
  },
};

export const helperTwins = {
  next(this: unknown): unknown {
    const source = sourceOf(this);
    return source === null ? callNative(nextOfHelper, this) : advance(source);
  },

  return(this: unknown): unknown {
    const source = sourceOf(this);
    return source === null ? callNative(returnOfHelper, this) : finish(source);
  },
};
