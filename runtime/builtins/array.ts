"use greenlet";
/**
 * `Array.prototype`'s functions that call back: ECMA-262 §23.1.3, step by step. What has no capable callback goes to the standard function, for its
 * speed and its error messages.
 */
import {
  arraySpecies, type Bag, call, callNative, createDataProperty, elements, isArray, isCapable, isNullish, lengthOf, newArray, put, toObject,
} from "./operations.ts";
import { sortItems } from "./sort.ts";

// eslint-disable-next-line @typescript-eslint/unbound-method -- called with the twin's own `this`
const { forEach, map, filter, reduce, reduceRight, some, every, find, findIndex, findLast, findLastIndex, flatMap, sort } = Array.prototype;
const { toSorted } = Array.prototype as unknown as { toSorted?: unknown };

/** The second half of ArraySpeciesCreate. */
function create(constructor: unknown, length: number): unknown[] {
  return constructor === undefined ? newArray(length) : (new (constructor as ArrayConstructor)(length) as unknown[]);
}

export const arrayTwins = {
  forEach(this: unknown, callback: unknown, self: unknown = undefined): unknown {
    if (isNullish(this) || !isCapable(callback)) return callNative(forEach, this, callback, self);
    const object = toObject(this);
    const length = lengthOf(object);
    for (let index = 0; index < length; index++) if (index in object) call(callback, self, object[index], index, object);
    return undefined;
  },

  map(this: unknown, callback: unknown, self: unknown = undefined): unknown {
    if (isNullish(this) || !isCapable(callback)) return callNative(map, this, callback, self);
    const object = toObject(this);
    const length = lengthOf(object);
    const constructor = arraySpecies(object);
    const result = create(constructor, length);
    for (let index = 0; index < length; index++) {
      if (!(index in object)) continue;
      const value: unknown = call(callback, self, object[index], index, object);
      if (constructor === undefined) put(result, index, value);
      else createDataProperty(result, index, value);
    }
    return result;
  },

  filter(this: unknown, callback: unknown, self: unknown = undefined): unknown {
    if (isNullish(this) || !isCapable(callback)) return callNative(filter, this, callback, self);
    const object = toObject(this);
    const length = lengthOf(object);
    const constructor = arraySpecies(object);
    const result = create(constructor, 0);
    let to = 0;
    for (let index = 0; index < length; index++) {
      if (!(index in object)) continue;
      const value = object[index];
      if (!call(callback, self, value, index, object)) continue;
      if (constructor === undefined) put(result, to++, value);
      else createDataProperty(result, to++, value);
    }
    return result;
  },

  reduce(this: unknown, callback: unknown, ...initial: unknown[]): unknown {
    if (isNullish(this) || !isCapable(callback)) return callNative(reduce, this, callback, ...initial);
    const object = toObject(this);
    const length = lengthOf(object);
    let index = 0;
    let result = initial[0];
    if (initial.length === 0) {
      while (index < length && !(index in object)) index++;
      if (index === length) throw new TypeError("Reduce of empty array with no initial value");
      result = object[index++];
    }
    for (; index < length; index++) if (index in object) result = call(callback, undefined, result, object[index], index, object);
    return result;
  },

  reduceRight(this: unknown, callback: unknown, ...initial: unknown[]): unknown {
    if (isNullish(this) || !isCapable(callback)) return callNative(reduceRight, this, callback, ...initial);
    const object = toObject(this);
    let index = lengthOf(object) - 1;
    let result = initial[0];
    if (initial.length === 0) {
      while (index >= 0 && !(index in object)) index--;
      if (index < 0) throw new TypeError("Reduce of empty array with no initial value");
      result = object[index--];
    }
    for (; index >= 0; index--) if (index in object) result = call(callback, undefined, result, object[index], index, object);
    return result;
  },

  some(this: unknown, callback: unknown, self: unknown = undefined): unknown {
    if (isNullish(this) || !isCapable(callback)) return callNative(some, this, callback, self);
    const object = toObject(this);
    const length = lengthOf(object);
    for (let index = 0; index < length; index++) if (index in object && call(callback, self, object[index], index, object)) return true;
    return false;
  },

  every(this: unknown, callback: unknown, self: unknown = undefined): unknown {
    if (isNullish(this) || !isCapable(callback)) return callNative(every, this, callback, self);
    const object = toObject(this);
    const length = lengthOf(object);
    for (let index = 0; index < length; index++) if (index in object && !call(callback, self, object[index], index, object)) return false;
    return true;
  },

  find(this: unknown, callback: unknown, self: unknown = undefined): unknown {
    if (isNullish(this) || !isCapable(callback)) return callNative(find, this, callback, self);
    const object = toObject(this);
    const length = lengthOf(object);
    for (let index = 0; index < length; index++) {
      const value = object[index];
      if (call(callback, self, value, index, object)) return value;
    }
    return undefined;
  },

  findIndex(this: unknown, callback: unknown, self: unknown = undefined): unknown {
    if (isNullish(this) || !isCapable(callback)) return callNative(findIndex, this, callback, self);
    const object = toObject(this);
    const length = lengthOf(object);
    for (let index = 0; index < length; index++) if (call(callback, self, object[index], index, object)) return index;
    return -1;
  },

  findLast(this: unknown, callback: unknown, self: unknown = undefined): unknown {
    if (isNullish(this) || !isCapable(callback)) return callNative(findLast, this, callback, self);
    const object = toObject(this);
    for (let index = lengthOf(object) - 1; index >= 0; index--) {
      const value = object[index];
      if (call(callback, self, value, index, object)) return value;
    }
    return undefined;
  },

  findLastIndex(this: unknown, callback: unknown, self: unknown = undefined): unknown {
    if (isNullish(this) || !isCapable(callback)) return callNative(findLastIndex, this, callback, self);
    const object = toObject(this);
    for (let index = lengthOf(object) - 1; index >= 0; index--) if (call(callback, self, object[index], index, object)) return index;
    return -1;
  },

  flatMap(this: unknown, callback: unknown, self: unknown = undefined): unknown {
    if (isNullish(this) || !isCapable(callback)) return callNative(flatMap, this, callback, self);
    const object = toObject(this);
    const length = lengthOf(object);
    const constructor = arraySpecies(object);
    const result = create(constructor, 0);
    let to = 0;
    for (let index = 0; index < length; index++) {
      if (index in object) to = append(result, to, call(callback, self, object[index], index, object), constructor === undefined);
    }
    return result;
  },

  sort(this: unknown, comparator: unknown): unknown {
    if (isNullish(this) || !isCapable(comparator)) return callNative(sort, this, comparator);
    const object = toObject(this);
    const length = lengthOf(object);
    const sorted = sortItems(elements(object, length, true), comparator);
    let index = 0;
    for (; index < sorted.length; index++) object[index] = sorted[index];
    for (; index < length; index++) delete object[index];
    return object;
  },

  toSorted(this: unknown, comparator: unknown): unknown {
    if (isNullish(this) || !isCapable(comparator)) return callNative(toSorted, this, comparator);
    const object = toObject(this);
    const length = lengthOf(object);
    newArray(length); // the RangeError comes first
    return sortItems(elements(object, length, false), comparator);
  },
};

/** FlattenIntoArray with depth 0 for one mapped value; returns the next index. */
function append(result: unknown[], to: number, value: unknown, isOurs: boolean): number {
  "use plain";
  const source = isArray(value) ? value : [value];
  const length = isArray(value) ? lengthOf(value) : 1;
  for (let index = 0; index < length; index++) {
    if (!(index in source)) continue;
    const item: unknown = source[index];
    if (to >= Number.MAX_SAFE_INTEGER) throw new TypeError("the array is too long");
    if (isOurs) put(result, to++, item);
    else createDataProperty(result, to++, item);
  }
  return to;
}

export type ArrayTwins = Bag & typeof arrayTwins;
