"use greenlet";
/**
 * `%TypedArray%`'s functions that call back: ECMA-262 §23.2. An empty array, a detached one and whatever is none go to the standard function: it calls
 * nothing back, or throws.
 */
import { type Bag, call, callNative, elements, isCapable, isConstructor, isDone, isNullish, isObject, lengthOf, methodOf, put, toObject, twin } from "./operations.ts";
import { sortItems } from "./sort.ts";

type Numbers = Bag & { length: number };
type Constructor = new (length: number) => Numbers;

const { getPrototypeOf, getOwnPropertyDescriptor } = Object;
const TypedArray = getPrototypeOf(Uint8Array) as { prototype: Bag; from: unknown };
const { prototype } = TypedArray;
const { from } = TypedArray;
const { forEach, map, filter, reduce, reduceRight, some, every, find, findIndex, findLast, findLastIndex, sort, toSorted, indexOf } = prototype;
const { get: readLength } = getOwnPropertyDescriptor(prototype, "length")!;
const { get: readTag } = getOwnPropertyDescriptor(prototype, Symbol.toStringTag)!;
const { species, iterator: iteratorSymbol } = Symbol;
const constructors: Record<string, unknown> = {
  __proto__: null, Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array,
  Float16Array: (globalThis as unknown as Bag)["Float16Array"],
};

const tagOf = (value: unknown): string | undefined => callNative(readTag, value) as string | undefined;

/** How many elements there are to call back for; 0 where the standard function decides. */
function count(value: unknown, callback: unknown): number {
  "use plain";
  return isCapable(callback) && tagOf(value) !== undefined ? (callNative(readLength, value) as number) : 0;
}

export const typedArrayTwins = {
  forEach(this: Bag, callback: unknown, self: unknown = undefined): unknown {
    const length = count(this, callback);
    if (length === 0) return callNative(forEach, this, callback, self);
    for (let index = 0; index < length; index++) call(callback, self, this[index], index, this);
    return undefined;
  },

  map(this: Bag, callback: unknown, self: unknown = undefined): unknown {
    const length = count(this, callback);
    if (length === 0) return callNative(map, this, callback, self);
    const result = createLike(this, length);
    for (let index = 0; index < length; index++) result[index] = call(callback, self, this[index], index, this);
    return result;
  },

  filter(this: Bag, callback: unknown, self: unknown = undefined): unknown {
    const length = count(this, callback);
    if (length === 0) return callNative(filter, this, callback, self);
    const kept: unknown[] = [];
    for (let index = 0; index < length; index++) {
      const value = this[index];
      if (call(callback, self, value, index, this)) put(kept, kept.length, value);
    }
    return fill(createLike(this, kept.length), kept);
  },

  reduce(this: Bag, callback: unknown, ...initial: unknown[]): unknown {
    const length = count(this, callback);
    if (length === 0) return callNative(reduce, this, callback, ...initial);
    let index = initial.length === 0 ? 1 : 0;
    let result = initial.length === 0 ? this[0] : initial[0];
    for (; index < length; index++) result = call(callback, undefined, result, this[index], index, this);
    return result;
  },

  reduceRight(this: Bag, callback: unknown, ...initial: unknown[]): unknown {
    const length = count(this, callback);
    if (length === 0) return callNative(reduceRight, this, callback, ...initial);
    let index = initial.length === 0 ? length - 2 : length - 1;
    let result = initial.length === 0 ? this[length - 1] : initial[0];
    for (; index >= 0; index--) result = call(callback, undefined, result, this[index], index, this);
    return result;
  },

  some(this: Bag, callback: unknown, self: unknown = undefined): unknown {
    const length = count(this, callback);
    if (length === 0) return callNative(some, this, callback, self);
    for (let index = 0; index < length; index++) if (call(callback, self, this[index], index, this)) return true;
    return false;
  },

  every(this: Bag, callback: unknown, self: unknown = undefined): unknown {
    const length = count(this, callback);
    if (length === 0) return callNative(every, this, callback, self);
    for (let index = 0; index < length; index++) if (!call(callback, self, this[index], index, this)) return false;
    return true;
  },

  find(this: Bag, callback: unknown, self: unknown = undefined): unknown {
    const length = count(this, callback);
    if (length === 0) return callNative(find, this, callback, self);
    for (let index = 0; index < length; index++) {
      const value = this[index];
      if (call(callback, self, value, index, this)) return value;
    }
    return undefined;
  },

  findIndex(this: Bag, callback: unknown, self: unknown = undefined): unknown {
    const length = count(this, callback);
    if (length === 0) return callNative(findIndex, this, callback, self);
    for (let index = 0; index < length; index++) if (call(callback, self, this[index], index, this)) return index;
    return -1;
  },

  findLast(this: Bag, callback: unknown, self: unknown = undefined): unknown {
    const length = count(this, callback);
    if (length === 0) return callNative(findLast, this, callback, self);
    for (let index = length - 1; index >= 0; index--) {
      const value = this[index];
      if (call(callback, self, value, index, this)) return value;
    }
    return undefined;
  },

  findLastIndex(this: Bag, callback: unknown, self: unknown = undefined): unknown {
    const length = count(this, callback);
    if (length === 0) return callNative(findLastIndex, this, callback, self);
    for (let index = length - 1; index >= 0; index--) if (call(callback, self, this[index], index, this)) return index;
    return -1;
  },

  sort(this: Bag, comparator: unknown): unknown {
    const length = count(this, comparator);
    if (length === 0) return callNative(sort, this, comparator);
    return fill(this, sortItems(elements(this, length, false), comparator as () => number));
  },

  toSorted(this: Bag, comparator: unknown): unknown {
    const length = count(this, comparator);
    if (length === 0) return callNative(toSorted, this, comparator);
    const result = new (constructors[tagOf(this)!] as Constructor)(length);
    return fill(result, sortItems(elements(this, length, false), comparator as () => number));
  },
};

export const typedArrayFunctions = {
  from(this: unknown, items: unknown, mapper: unknown = undefined, self: unknown = undefined): unknown {
    if (isNullish(items) || !isConstructor(this) || (mapper !== undefined && typeof mapper !== "function")) return callNative(from, this, items, mapper, self);
    const method = methodOf(items, iteratorSymbol);
    const source = method === undefined ? toObject(items) : listFrom(call(twin(method), items));
    const length = lengthOf(source);
    const result = create(this as unknown as Constructor, length);
    for (let index = 0; index < length; index++) {
      const value: unknown = source[index];
      result[index] = mapper === undefined ? value : call(mapper, self, value, index);
    }
    return result;
  },
};

/** IteratorToList. */
function listFrom(iterator: unknown): Bag {
  if (!isObject(iterator)) throw new TypeError("Result of the Symbol.iterator method is not an object");
  const next = twin((iterator as Bag)["next"]);
  const list: unknown[] = [];
  for (;;) {
    const result: unknown = call(next, iterator);
    if (isDone(result)) return list as unknown as Bag;
    put(list, list.length, (result as Bag)["value"]);
  }
}

function fill(target: Bag, items: readonly unknown[]): Bag {
  "use plain";
  for (let index = 0; index < items.length; index++) target[index] = items[index];
  return target;
}

/** TypedArraySpeciesCreate, §23.2.4.1. */
function createLike(original: Bag, length: number): Bag {
  "use plain";
  const tag = tagOf(original)!;
  let constructor: unknown = original["constructor"];
  if (constructor !== undefined) {
    if (!isObject(constructor)) throw new TypeError("The .constructor property is not an object");
    constructor = (constructor as Bag)[species];
  }
  if (isNullish(constructor)) constructor = constructors[tag];
  const result = create(constructor as Constructor, length);
  if (isBig(tag) !== isBig(tagOf(result)!)) throw new TypeError("Content type of source and species result differ");
  return result;
}

/** TypedArrayCreateFromConstructor with a length, §23.2.4.2. */
function create(constructor: Constructor, length: number): Bag {
  "use plain";
  const result = new constructor(length);
  callNative(indexOf, result, 0, Infinity); // ValidateTypedArray
  if ((callNative(readLength, result) as number) < length) throw new TypeError("Derived TypedArray constructor created an array which was too small");
  return result;
}

const isBig = (tag: string): boolean => tag === "BigInt64Array" || tag === "BigUint64Array";
