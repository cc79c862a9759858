/** A program's text spelt out: its marks (context.ts) replaced, as ordinary functions or as native generators. */
import { CALL, DELEGATE, GENERATOR, STAR, YIELD } from "./context.ts";
import type { Program } from "./program.ts";

/** The program as ordinary functions; those of `plain` carry "use plain". */
export function asFunctions({ text }: Pick<Program, "text">, plain: ReadonlySet<number> = new Set()): string {
  const withEach = withHelper(text, "each(", "function each(array, how, fn) { return array[how](fn); }\n");
  return withHelper(withEach, "operated(", OPERATED)
    .replaceAll(CALL, "(")
    .replaceAll(STAR, "")
    .replaceAll(GENERATOR, "(")
    .replaceAll(YIELD, "(yield ")
    .replaceAll(DELEGATE, "(yield* ")
    .replaceAll(/¶(\d+)¶/g, (_, index: string) => (plain.has(Number(index)) ? '"use plain";' : ""));
}

/** The program as native generators, `yield*` on every call: by the language itself what greenlets must do. */
export function asGenerators({ text }: Pick<Program, "text">): string {
  const spelt = withHelper(withHelper(text, "each(", EACH), "operated(", OPERATED_BY_STEPS)
    .replaceAll(CALL, "(yield* ")
    .replaceAll(`function ${STAR}`, "function* ")
    .replaceAll(/^#h\(/gm, "*#h(")
    .replaceAll(/\bG\$(?=(?:[ms]|valueOf|toString)\()/g, "*");
  if (!text.includes(GENERATOR)) return spelt;
  const withGenerators = spelt.replaceAll(GENERATOR, "stepped(").replaceAll(YIELD, "(yield* give").replaceAll(DELEGATE, "(yield* delegate");
  return withHelper(withGenerators, "stepped(", GENERATORS);
}

const withHelper = (text: string, use: string, helper: string): string => (text.includes(use) ? text.replace('"use strict";\n', () => `"use strict";\n${helper}`) : text);

/** Operators by name. */
const OPERATED = `
function operated(how, a, b) {
  const o = { a };
  switch (how) {
    case "+": return a + b;
    case "-": return a - b;
    case "<": return a < b;
    case "==": return a == b;
    case "template": return \`\${a}:\${b}\`;
    case "x++": return [a++, o.a++, o.a, a];
    case "-x": return [-a, ~b];
    case "+=": return [(a += b), a];
    case "**=": return [(o.a **= b), o.a];
  }
}
`;

/** The same as ECMA-262 says, with conversions that are native generators. */
const OPERATED_BY_STEPS = `
function* primitive(x, hint) {
  if ((typeof x !== "object" || x === null) && typeof x !== "function") return x;
  const isStepped = (f) => Object.prototype.toString.call(f) === "[object GeneratorFunction]";
  const call = function* (f, ...args) { const result = f.apply(x, args); return isStepped(f) ? yield* result : result; };
  const isObject = (value) => (typeof value === "object" && value !== null) || typeof value === "function";
  const fail = () => { throw new TypeError("Cannot convert object to primitive value"); };
  const exotic = x[Symbol.toPrimitive];
  if (exotic !== undefined) { const result = yield* call(exotic, hint); return isObject(result) ? fail() : result; }
  for (const key of hint === "string" ? ["toString", "valueOf"] : ["valueOf", "toString"]) {
    if (typeof x[key] !== "function") continue;
    const result = yield* call(x[key]);
    if (!isObject(result)) return result;
  }
  return fail();
}
function* operated(how, a, b) {
  const isObject = (value) => (typeof value === "object" && value !== null) || typeof value === "function";
  switch (how) {
    case "+": return (yield* primitive(a, "default")) + (yield* primitive(b, "default"));
    case "-": return (yield* primitive(a, "number")) - (yield* primitive(b, "number"));
    case "<": return (yield* primitive(a, "number")) < (yield* primitive(b, "number"));
    case "==":
      if (isObject(a) && !isObject(b) && b !== undefined && b !== null) a = yield* primitive(a, "default");
      else if (isObject(b) && !isObject(a) && a !== undefined && a !== null) b = yield* primitive(b, "default");
      return a == b;
    case "template": return \`\${yield* primitive(a, "string")}:\${yield* primitive(b, "string")}\`;
    case "x++": { let x = yield* primitive(a, "number"), y = x; const first = x++; y = yield* primitive(a, "number"); const second = y++; return [first, second, y, x]; }
    case "-x": return [-(yield* primitive(a, "number")), ~(yield* primitive(b, "number"))];
    case "+=": a = (yield* primitive(a, "default")) + (yield* primitive(b, "default")); return [a, a];
    case "**=": a = (yield* primitive(a, "number")) ** (yield* primitive(b, "number")); return [a, a];
  }
}
`;

/** Functions of Array.prototype whose callback is a native generator. */
const EACH = `
function* each(array, how, fn) {
  if (!Array.isArray(array)) return array[how](fn); // fails
  const results = [];
  let index = 0, sum;
  if (how === "reduce") {
    while (index < array.length && !(index in array)) index++;
    if (index === array.length) throw new TypeError("empty");
    sum = array[index++];
  }
  for (const length = array.length; index < length; index++) {
    if (!(index in array) && how !== "find") continue;
    const item = array[index];
    const result = how === "reduce" ? yield* fn(sum, item, index, array) : yield* fn(item, index, array);
    switch (how) {
      case "map": results[index] = result; break;
      case "filter": if (result) results.push(item); break;
      case "find": if (result) return item; break;
      case "some": if (result) return true; break;
      case "every": if (!result) return false; break;
      case "reduce": sum = result;
    }
  }
  switch (how) {
    case "map": results.length = array.length;
    case "filter": return results;
    case "some": return false;
    case "every": return true;
    case "reduce": return sum;
  }
}
`;

/**
 * The program's own generators among native generators that stand for calls: what they give their consumer comes wrapped as `Given`, any
 * other value is a switch, and is passed on to whoever drives the coroutine.
 */
const GENERATORS = `
class Given { constructor(result) { this.result = result; } }
let returned;
function* give(value) { return yield new Given({ value, done: false }); }
class Stepped {
  #it; #isRunning = false;
  constructor(it) { this.#it = it; }
  next(value) { return this.#step("next", value); }
  throw(error) { return this.#step("throw", error); }
  return(value) { return this.#step("return", value); }
  *#step(how, value) {
    if (this.#isRunning) throw new TypeError("running");
    this.#isRunning = true;
    try {
      for (;;) {
        if (how === "return") returned = value;
        const result = this.#it[how](value);
        if (result.done) return result;
        if (result.value instanceof Given) return result.value.result;
        how = "next";
        let isKilled = true;
        try { value = yield result.value; isKilled = false; } catch (error) { how = "throw"; value = error; isKilled = false; }
        finally {
          // Whoever waits inside the step is ended with it.
          if (isKilled) for (let r = this.#it.return(); !r.done; r = this.#it.next(yield r.value)) if (r.value instanceof Given) return r.value.result;
        }
      }
    } finally { this.#isRunning = false; }
  }
}
const stepped = (it) => new Stepped(it);
function* delegate(source) {
  const it = source instanceof Stepped ? source : source[Symbol.iterator]();
  for (let how = "next", value; ; ) {
    if (how === "return" && it.return === undefined) return value;
    if (how === "throw" && it.throw === undefined) { it.return?.(); throw new TypeError("no throw"); }
    const result = source instanceof Stepped ? yield* it[how](value) : it[how](value);
    if (typeof result !== "object") throw new TypeError("no object");
    if (result.done) return result.value;
    how = "return";
    try { value = yield new Given(result); how = "next"; } catch (error) { value = error; how = "throw"; }
    finally { if (how === "return") { value = returned; continue; } }
  }
}
`;
