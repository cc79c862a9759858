/**
 * Which capable twin stands for which standard function of this realm. A private field on the function itself says so: as quick to read as a
 * property, and invisible to the program (findings #1).
 */
import { Stamp } from "../core/stamp.ts";

type AnyFunction = (...args: never[]) => unknown;

class Twin extends Stamp {
  #twin: AnyFunction;
  constructor(fn: object, twin: AnyFunction) {
    super(fn);
    this.#twin = twin;
  }
  static of(value: unknown): unknown {
    return typeof value === "function" && #twin in value ? (value as unknown as Twin).#twin : value;
  }
}

/** The capable twin of a standard function; any other value itself. */
export function twin(value: unknown): unknown {
  return Twin.of(value);
}

const { toString } = Function.prototype;
const { getOwnPropertyDescriptor } = Object;

/**
 * Gives twins to the methods of an object that have their names.
 * Only to what the engine brought along: a polyfill or a spy that was there before us stays what it is, and a function's source tells which.
 */
export function install(holder: object | undefined, twins: object): void {
  for (const key of Reflect.ownKeys(twins)) {
    const native: unknown = holder && getOwnPropertyDescriptor(holder, key)?.value;
    const fn = (twins as Record<PropertyKey, AnyFunction>)[key]!;
    if (typeof native === "function" && isNative(native) && Twin.of(native) === native) new Twin(native, fn);
  }
}

/** `function map() { [native code] }`; a bound function's has no name. */
function isNative(fn: object): boolean {
  return /^function (?:[\w$]+|\[Symbol\.\w+\])\(\)\s*\{\s*\[native code\]\s*\}$/.test(toString.call(fn).trim());
}
