"use greenlet";
/** `String.prototype.replace` and `replaceAll` with a function, and what they are for regular expressions: ECMA-262 §22.1.3.19, §22.1.3.20, §22.2.6.11. */
import {
  apply, type Bag, call, callNative, isCapable, isNullish, isObject, lengthOf, methodOf, put, toInteger, toLength, twin,
} from "./operations.ts";

const { replace, replaceAll, indexOf, slice, charCodeAt } = String.prototype;
const { exec } = RegExp.prototype;
const nativeReplace = (RegExp.prototype as unknown as Bag)[Symbol.replace];
const { get: sourceOf } = Object.getOwnPropertyDescriptor(RegExp.prototype, "source")!;
const regExpPrototype = RegExp.prototype;
const { getPrototypeOf, getOwnPropertyDescriptor } = Object;
const { replace: replaceSymbol, match: matchSymbol } = Symbol;

const find = (text: string, part: string, from: number): number => callNative(indexOf, text, part, from) as number;
const part = (text: string, from: number, to?: number): string => callNative(slice, text, from, to) as string;

export const stringTwins = {
  replace(this: unknown, search: unknown, replacement: unknown): unknown {
    if (isNullish(this) || !isCapable(replacement)) return callNative(replace, this, search, replacement);
    if (isObject(search)) {
      const method = twin(methodOf(search, replaceSymbol));
      if (method !== undefined) return call(method, search, this, replacement);
    }
    const text = `${this as string}`;
    const wanted = `${search as string}`;
    const at = find(text, wanted, 0);
    if (at < 0) return text;
    const middle: unknown = call(replacement, undefined, wanted, at, text);
    return `${part(text, 0, at)}${middle as string}${part(text, at + wanted.length)}`;
  },

  replaceAll(this: unknown, search: unknown, replacement: unknown): unknown {
    if (isNullish(this) || !isCapable(replacement)) return callNative(replaceAll, this, search, replacement);
    if (isObject(search)) {
      if (isRegExp(search)) checkGlobal((search as Bag)["flags"]);
      const method = twin(methodOf(search, replaceSymbol));
      if (method !== undefined) return call(method, search, this, replacement);
    }
    const text = `${this as string}`;
    const wanted = `${search as string}`;
    let result = "";
    let from = 0;
    for (let at = find(text, wanted, 0); at >= 0; ) {
      const middle: unknown = call(replacement, undefined, wanted, at, text);
      result += `${part(text, from, at)}${middle as string}`;
      from = at + wanted.length;
      const next = at + (wanted.length || 1);
      at = next > text.length ? -1 : find(text, wanted, next);
    }
    return result + part(text, from);
  },
};

/** IsRegExp, §7.2.8, of an object. */
function isRegExp(value: object): boolean {
  "use plain";
  const matcher = (value as Bag)[matchSymbol];
  return matcher === undefined ? isBuiltInRegExp(value) : Boolean(matcher);
}

function checkGlobal(flags: unknown): void {
  "use plain";
  if (isNullish(flags) || find(`${flags as string}`, "g", 0) < 0) throw new TypeError("replaceAll must be called with a global RegExp");
}

/** Whether it is one by its nature; its prototype `RegExp.prototype` is not told from them. */
function isBuiltInRegExp(value: object): boolean {
  "use plain";
  try {
    callNative(sourceOf, value);
    return value !== regExpPrototype;
  } catch {
    return false;
  }
}

/** Whether `exec` is the standard one, found out without any code of the program. */
function isPristine(value: object): boolean {
  "use plain";
  if (!isBuiltInRegExp(value) || getPrototypeOf(value) !== regExpPrototype) return false;
  return getOwnPropertyDescriptor(value, "exec") === undefined && getOwnPropertyDescriptor(regExpPrototype, "exec")?.value === exec;
}

/** A match, as the callback is told of it. */
interface Match {
  readonly args: unknown[];
  readonly at: number;
}

export const regExpTwins = {
  [Symbol.replace](this: unknown, subject: unknown, replacement: unknown): unknown {
    if (!isObject(this) || !isCapable(replacement)) return callNative(nativeReplace, this, subject, replacement);
    const text = `${subject as string}`;
    const found = isPristine(this) ? matchesOf(this, text) : null;
    const results = found ?? resultsOf(this as Bag, text);
    let result = "";
    let from = 0;
    for (let index = 0; index < results.length; index++) {
      const { args, at } = found === null ? matchOf(results[index] as Bag, text) : found[index]!;
      const middle: unknown = apply(replacement, undefined, args);
      const inserted = `${middle as string}`;
      if (at < from) continue;
      result += part(text, from, at) + inserted;
      from = at + (args[0] as string).length;
    }
    return from >= text.length ? result : result + part(text, from);
  },
};

/** All matches come before the first callback; so the standard function itself can find them. */
function matchesOf(regExp: object, text: string): Match[] {
  "use plain";
  const found: Match[] = [];
  callNative(nativeReplace, regExp, text, (...args: unknown[]) => {
    const last = args.length - 1;
    put(found, found.length, { args, at: args[isObject(args[last]) ? last - 2 : last - 1] });
    return "";
  });
  return found;
}

/** Steps 7 to 14: what `exec`, which may be the program's, finds. */
function resultsOf(regExp: Bag, text: string): Bag[] {
  const flags = `${regExp["flags"] as string}`;
  const isGlobal = find(flags, "g", 0) >= 0;
  const isUnicode = find(flags, "u", 0) >= 0 || find(flags, "v", 0) >= 0;
  if (isGlobal) regExp["lastIndex"] = 0;
  const results: Bag[] = [];
  for (;;) {
    const result = execute(regExp, text) as Bag | null;
    if (result === null) return results;
    put(results, results.length, result);
    if (!isGlobal) return results;
    if (`${result[0] as string}` === "") regExp["lastIndex"] = following(text, toLength(regExp["lastIndex"]), isUnicode);
  }
}

/** RegExpExec, §22.2.7.1. */
function execute(regExp: Bag, text: string): unknown {
  const method = regExp["exec"];
  if (typeof method !== "function") return callNative(exec, regExp, text);
  const result: unknown = call(method, regExp, text);
  if (result !== null && !isObject(result)) throw new TypeError("exec must return an object or null");
  return result;
}

/** AdvanceStringIndex, §22.2.7.3. */
function following(text: string, index: number, isUnicode: boolean): number {
  "use plain";
  const isIn = (at: number, low: number): boolean => {
    const code = callNative(charCodeAt, text, at) as number;
    return code >= low && code < low + 0x400;
  };
  return index + (isUnicode && isIn(index, 0xd800) && isIn(index + 1, 0xdc00) ? 2 : 1);
}

/** Step 15, a to l. */
function matchOf(result: Bag, text: string): Match {
  "use plain";
  const length = lengthOf(result);
  const args: unknown[] = [];
  put(args, 0, `${result[0] as string}`);
  const position = toInteger(result["index"]);
  const at = position < 0 ? 0 : position > text.length ? text.length : position;
  for (let index = 1; index < length; index++) {
    const capture = result[index];
    put(args, index, capture === undefined ? undefined : `${capture as string}`);
  }
  const groups = result["groups"];
  put(args, args.length, at);
  put(args, args.length, text);
  if (groups !== undefined) put(args, args.length, groups);
  return { args, at };
}
