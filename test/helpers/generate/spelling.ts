/** A program's text spelt out: its marks (context.ts) replaced, as ordinary functions or as native generators. */
import { CALL, DELEGATE, GENERATOR, STAR, YIELD } from "./context.ts";
import type { Program } from "./program.ts";

/** The program as ordinary functions; those of `plain` carry "use plain". */
export function asFunctions({ text }: Pick<Program, "text">, plain: ReadonlySet<number> = new Set()): string {
  return withHelper(text, "each(", "function each(array, how, fn) { return array[how](fn); }\n")
    .replaceAll(CALL, "(")
    .replaceAll(STAR, "")
    .replaceAll(GENERATOR, "(")
    .replaceAll(YIELD, "(yield ")
    .replaceAll(DELEGATE, "(yield* ")
    .replaceAll(/¶(\d+)¶/g, (_, index: string) => (plain.has(Number(index)) ? '"use plain";' : ""));
}

/** The program as native generators, `yield*` on every call: by the language itself what greenlets must do. */
export function asGenerators({ text }: Pick<Program, "text">): string {
  const spelt = withHelper(text, "each(", EACH)
    .replaceAll(CALL, "(yield* ")
    .replaceAll(`function ${STAR}`, "function* ")
    .replaceAll(/^#h\(/gm, "*#h(")
    .replaceAll(/\bG\$(?=[ms]\()/g, "*");
  if (!text.includes(GENERATOR)) return spelt;
  const withGenerators = spelt.replaceAll(GENERATOR, "stepped(").replaceAll(YIELD, "(yield* give").replaceAll(DELEGATE, "(yield* delegate");
  return withHelper(withGenerators, "stepped(", GENERATORS);
}

const withHelper = (text: string, use: string, helper: string): string => (text.includes(use) ? text.replace('"use strict";\n', () => `"use strict";\n${helper}`) : text);

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
