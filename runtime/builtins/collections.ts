"use greenlet";
/** `Map` and `Set.prototype.forEach`, `Map.groupBy` and `Object.groupBy`, `Array.from`: ECMA-262 §24.1, §24.2, §7.3.35, §23.1.2.1. */
import { key as toPropertyKey } from "../language/iteration.ts";
import { abort, iteratorOf } from "./iteration.ts";
import {
  type AnyFunction, type Bag, call, callNative, createDataProperty, isCapable, isConstructor, isDone, isNullish, lengthOf, methodOf, newArray, put, toObject, twin,
} from "./operations.ts";

const MapConstructor = Map;
const { forEach: forEachOfMap, entries, get, set, has } = Map.prototype;
const { forEach: forEachOfSet, values } = Set.prototype;
const nextOfMap = (new Map().entries() as Iterator<[unknown, unknown]>).next;
const nextOfSet = (new Set().values() as Iterator<unknown>).next;
const { groupBy: groupByOfMap } = Map as unknown as { groupBy?: unknown };
const { create } = Object;
const { groupBy: groupByOfObject } = Object as unknown as { groupBy?: unknown };
const ArrayConstructor = Array;
const { from } = Array;
const { iterator: iteratorSymbol } = Symbol;

type Result = IteratorResult<unknown>;

export const mapTwins = {
  forEach(this: unknown, callback: unknown, self: unknown = undefined): unknown {
    if (!isCapable(callback)) return callNative(forEachOfMap, this, callback, self);
    const iterator: unknown = callNative(entries, this);
    for (;;) {
      const { done, value } = callNative(nextOfMap, iterator) as IteratorResult<[unknown, unknown]>;
      if (done) return undefined;
      call(callback, self, value[1], value[0], this);
    }
  },
};

export const setTwins = {
  forEach(this: unknown, callback: unknown, self: unknown = undefined): unknown {
    if (!isCapable(callback)) return callNative(forEachOfSet, this, callback, self);
    const iterator: unknown = callNative(values, this);
    for (;;) {
      const { done, value } = callNative(nextOfSet, iterator) as Result;
      if (done) return undefined;
      call(callback, self, value, value, this);
    }
  },
};

export const mapFunctions = {
  groupBy(items: unknown, callback: unknown): unknown {
    if (isNullish(items) || !isCapable(callback)) return callNative(groupByOfMap, MapConstructor, items, callback);
    return groups(items, callback, false);
  },
};

export const objectFunctions = {
  groupBy(items: unknown, callback: unknown): unknown {
    if (isNullish(items) || !isCapable(callback)) return callNative(groupByOfObject, Object, items, callback);
    const result = create(null) as object;
    const iterator: unknown = callNative(entries, groups(items, callback, true));
    for (;;) {
      const { done, value } = callNative(nextOfMap, iterator) as IteratorResult<[PropertyKey, unknown]>;
      if (done) return result;
      createDataProperty(result, value[0], value[1]);
    }
  },
};

/** GroupBy, with the groups in the order of their first items. */
function groups(items: unknown, callback: AnyFunction, isByProperty: boolean): Map<unknown, unknown[]> {
  const found = new MapConstructor<unknown, unknown[]>();
  const iterator = iteratorOf(items, (items as Bag)[iteratorSymbol]);
  const next = twin(iterator["next"]);
  let isFinished = true;
  try {
    for (let index = 0; ; index++) {
      const result: unknown = call(next, iterator);
      if (isDone(result)) return found;
      const { value } = result as Result;
      isFinished = false;
      const key: unknown = call(callback, undefined, value, index);
      add(found, isByProperty ? toPropertyKey(key) : key, value);
      isFinished = true;
    }
  } finally {
    if (!isFinished) abort(iterator);
  }
}

function add(found: Map<unknown, unknown[]>, key: unknown, value: unknown): void {
  "use plain";
  if (!callNative(has, found, key)) callNative(set, found, key, []);
  const group = callNative(get, found, key) as unknown[];
  put(group, group.length, value);
}

export const arrayFunctions = {
  from(this: unknown, items: unknown, mapper: unknown = undefined, self: unknown = undefined): unknown {
    if (isNullish(items) || (mapper !== undefined && typeof mapper !== "function")) return callNative(from, this, items, mapper, self);
    const method = methodOf(items, iteratorSymbol);
    if (method === undefined) return fromArrayLike(this, items, mapper, self);
    const isOurs = this === ArrayConstructor || !isConstructor(this);
    const list = isOurs ? newArray(0) : new (this as new () => unknown[])();
    const iterator = iteratorOf(items, method);
    const next = twin(iterator["next"]);
    let index = 0;
    let isFinished = true;
    try {
      for (; ; index++) {
        const result: unknown = call(next, iterator);
        if (isDone(result)) break;
        let { value } = result as Result;
        isFinished = false;
        if (mapper !== undefined) value = call(mapper, self, value, index);
        if (isOurs) put(list, index, value);
        else createDataProperty(list, index, value);
        isFinished = true;
      }
    } finally {
      if (!isFinished) abort(iterator);
    }
    if (!isOurs) list.length = index;
    return list;
  },
};

function fromArrayLike(constructor: unknown, items: unknown, mapper: unknown, self: unknown): unknown {
  const source = toObject(items);
  const length = lengthOf(source);
  const isOurs = constructor === ArrayConstructor || !isConstructor(constructor);
  const list = isOurs ? newArray(length) : new (constructor as new (length: number) => unknown[])(length);
  for (let index = 0; index < length; index++) {
    let value = source[index];
    if (mapper !== undefined) value = call(mapper, self, value, index);
    if (isOurs) put(list, index, value);
    else createDataProperty(list, index, value);
  }
  if (!isOurs) list.length = length;
  return list;
}
