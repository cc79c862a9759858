/**
 * What the twins are made of: calls, and the abstract operations of ECMA-262. Everything here was taken from the realm when it was loaded: what the
 * program does to its globals afterwards does not reach it.
 *
 * The compiler knows two of these names (option `intrinsics`): `call` and `apply` stand for a call of their first argument, which may suspend.
 * All else is plain. CAUTION: getters, proxies and conversions are user code; they run as called by a plain function.
 */
import { infoOf, isConstructor } from "../core/marks.ts";
import { $ } from "../core/realm.ts";
import { twin } from "./registry.ts";

export { infoOf, isConstructor, twin };

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- values of the program
type Any = any;
export type AnyFunction = (...args: Any[]) => Any;
/** An object whose properties are the program's. */
export type Bag = Record<PropertyKey, unknown>;

/** Call(fn, self, ...args), §7.3.13. */
export const call = $.call as (fn: Any, self: unknown, ...args: unknown[]) => Any;
/** Call(fn, self, args); `args` is a list of our own. */
export const apply = $.apply as (fn: Any, self: unknown, args: ArrayLike<unknown>) => Any;
/** A call of a standard function that calls nothing back which could be suspended. */
export const callNative = call;
export const applyNative = apply;

export const toObject = Object as (value: unknown) => Bag;
export const { isArray } = Array;
export const { defineProperty } = Reflect;
const { trunc } = Math;
const ArrayConstructor = Array;
const arrayPrototype = Array.prototype;
const { species } = Symbol;
const { toString } = Function.prototype;

/** Whether a callback can be suspended: everything else is called by the standard function itself, as quick as ever. */
export function isCapable(callback: unknown): callback is AnyFunction {
  return typeof callback === "function" && infoOf(callback) !== null;
}

export const isNullish = (value: unknown): value is null | undefined => value === undefined || value === null;
export const isObject = (value: unknown): value is object => (typeof value === "object" && value !== null) || typeof value === "function";

/** LengthOfArrayLike, §7.3.18. */
export function lengthOf(object: object): number {
  const { length } = object as { length: unknown };
  return typeof length === "number" && length >>> 0 === length ? length : toLength(length);
}

/** ToLength, §7.1.20. */
export function toLength(value: unknown): number {
  const length = toInteger(value);
  return length <= 0 ? 0 : length > Number.MAX_SAFE_INTEGER ? Number.MAX_SAFE_INTEGER : length;
}

/** ToIntegerOrInfinity, §7.1.5. */
export function toInteger(value: unknown): number {
  const number = +(value as number);
  return number !== number ? 0 : trunc(number);
}

/** CreateDataPropertyOrThrow, §7.3.7. */
export function createDataProperty(object: object, key: PropertyKey, value: unknown): void {
  if (!defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })) throw new TypeError(`Cannot add property ${String(key)}, object is not extensible`);
}

/** The same for an array that nobody else has seen: an assignment does, unless a prototype has something of that name. */
export function put(list: unknown[], index: number, value: unknown): void {
  if (index in arrayPrototype) createDataProperty(list, index, value);
  else list[index] = value;
}

/** ArrayCreate, §10.4.2.2. */
export function newArray(length: number): unknown[] {
  return new ArrayConstructor(length);
}

/** The first half of ArraySpeciesCreate, §10.4.2.3: the constructor, undefined for an ordinary array. */
export function arraySpecies(original: object): unknown {
  if (!isArray(original)) return undefined;
  let constructor: unknown = (original as unknown as Bag)["constructor"];
  if (isArrayOfOtherRealm(constructor)) return undefined;
  if (isObject(constructor)) {
    constructor = (constructor as Bag)[species];
    if (constructor === null) return undefined;
  }
  return constructor === ArrayConstructor ? undefined : constructor;
}

/** The constructor `Array` of another realm; its source text tells, without any code of the program. */
function isArrayOfOtherRealm(constructor: unknown): boolean {
  return typeof constructor === "function" && constructor !== ArrayConstructor && /^function Array\(\)\s*\{\s*\[native code\]\s*\}$/.test(toString.call(constructor));
}

/** A bound function is believed as what it calls. */
export function markBound(bound: object, target: unknown): object {
  const info = infoOf(target);
  if (info === null) return bound;
  $.bound(bound, target);
  return $.mark(bound, info);
}

/** CreateListFromArrayLike, §7.3.19. */
export function listOf(source: object): unknown[] {
  const items = source as ArrayLike<unknown>;
  const length = lengthOf(source);
  switch (length) {
    case 0:
      return [];
    case 1:
      return [items[0]];
    case 2:
      return [items[0], items[1]];
    case 3:
      return [items[0], items[1], items[2]];
    default:
      return elements(source, length, false);
  }
}

/** GetMethod, §7.3.11; `undefined` for null. */
export function methodOf(value: unknown, key: PropertyKey): AnyFunction | undefined {
  const method = (value as Bag)[key];
  if (isNullish(method)) return undefined;
  if (typeof method !== "function") throw new TypeError(`${String(key)} is not a function`);
  return method as AnyFunction;
}

/** What came of a call of an iterator's `next`. */
export function isDone(result: unknown): boolean {
  if (!isObject(result)) throw new TypeError(`Iterator result ${String(result)} is not an object`);
  return Boolean((result as Bag)["done"]);
}

/** The elements up to `length`; without those that are holes, when it says so. */
export function elements(object: object, length: number, skipsHoles: boolean): unknown[] {
  const items: unknown[] = [];
  for (let index = 0; index < length; index++) if (!skipsHoles || index in object) put(items, items.length, (object as Bag)[index]);
  return items;
}
