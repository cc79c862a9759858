/**
 * Marks: how the runtime knows a compiled function by its identity (DESIGN §4).
 *
 * A private field is stamped on the function object: as cheap as a property (19 ns with the closure's own creation, a WeakSet 150 ns,
 * findings #1), and invisible to the program: no key, nothing in console.log, works on frozen functions.
 */
import { $ } from "./realm.ts";
import type { FunctionInfo } from "./frame.ts";
import { Stamp } from "./stamp.ts";

const ProxyConstructor = Proxy;

class Mark extends Stamp {
  #info: FunctionInfo;
  constructor(fn: object, info: FunctionInfo) {
    super(fn);
    this.#info = info;
  }
  static of(fn: object): FunctionInfo | null {
    return #info in fn ? (fn as Mark).#info : null;
  }
}

/** Marks a function that was compiled from `info`; returns it. Marking twice, or something that is no function, does nothing. */
export function mark<T>(fn: T, info: FunctionInfo): T {
  if (typeof fn === "function" && Mark.of(fn) === null) {
    new Mark(fn, info);
    if (info.isGenerator) $.markGenerator(fn as { prototype?: unknown });
  }
  return fn;
}

/** The mark of a class that has no constructor of its own: it is called as its parent's is. */
export const INHERITED = {} as FunctionInfo;

/** What a function was compiled from; null for any other. A proxy has no mark: nothing of the program runs here. */
export function infoOf(fn: unknown): FunctionInfo | null {
  while (typeof fn === "function") {
    const info = Mark.of(fn);
    if (info !== INHERITED) return info;
    fn = Object.getPrototypeOf(fn);
  }
  return null;
}

/**
 * The token of a `new`: the id of the constructor that is entered, 0 if none of ours is. Constructors believe only ids: a class that is called without
 * `new` would leave itself behind as token (findings #36).
 */
export function constructing(fn: unknown): number {
  while (typeof fn === "function") {
    const info = Mark.of(fn);
    if (info === null) return 0;
    if (info !== INHERITED) return (info.isConstructor ??= isConstructor(fn)) ? info.id : 0;
    fn = Object.getPrototypeOf(fn);
  }
  return 0;
}

/** IsConstructor (ECMA-262 §7.2.4): only around a constructor has a proxy a construct of its own. */
export function isConstructor(value: unknown): boolean {
  try {
    new (new ProxyConstructor(value as () => void, { construct: () => ({}) }) as unknown as new () => object)();
    return true;
  } catch {
    return false;
  }
}

type AccessorKey = readonly [kind: "get" | "set", key: PropertyKey];

/** Marks methods of a fresh object literal, by key (own data properties only) and function in turn; accessors by `["get", key]`. Returns the object. */
export function marked<T extends object>(object: T, ...pairs: (PropertyKey | AccessorKey | FunctionInfo)[]): T {
  for (let index = 0; index < pairs.length; index += 2) {
    const key = pairs[index] as PropertyKey | AccessorKey;
    const isAccessor = typeof key === "object";
    mark(isAccessor ? Object.getOwnPropertyDescriptor(object, key[1])?.[key[0]] : (object as Record<PropertyKey, unknown>)[key], pairs[index + 1] as FunctionInfo);
  }
  return object;
}

/**
 * Whether the token that a compiled function found at its entry proves that its caller is a compiled call site: the token must name this very
 * function, by number or by an object made from the same text. Whoever else finds it (a plain callee left it behind, a stack overflow
 * ended the call before the entry) does not believe it.
 */
export function isAware(token: unknown, info: FunctionInfo): boolean {
  return token === info.id || infoOf(token) === info;
}
