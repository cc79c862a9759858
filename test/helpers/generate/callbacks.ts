/** Standard functions that call back: `map`, `sort`, `replace`, `JSON.stringify` and their like, with callbacks that may suspend. */
import { call, type Context, find, hasInArrow, inFunction, logId } from "./context.ts";
import { arrayLiteral, closure, iterable, log, value } from "./expressions.ts";
import { parameters } from "./functions.ts";

const METHODS = ["map", "filter", "forEach", "find", "findLastIndex", "some", "every", "flatMap", "reduce", "reduceRight"];
/** Those that helpers of the coroutine programs know how to spell. */
const SPELT = ["map", "filter", "forEach", "find", "some", "every", "reduce"];

export function callbacks(c: Context, depth: number): string | null {
  if (c.isCoroutine) return spelt(c, depth);
  const choice = c.random.below(10);
  if (choice < 3) return onArray(c, depth);
  const fn = callable(c);
  switch (choice) {
    case 3:
    case 4:
      c.features.add("sort");
      return `${array(c, depth)}.${c.random.pick(["sort", "toSorted"])}((v0, v1) => ${c.random.chance(0.5) ? `(${fn})(v0) - v1` : "(t(1000, v0) > v1 ? 1 : -1)"}).length`;
    case 5:
    case 6:
      c.features.add("replace");
      return `"abc".${c.random.pick(["replace(/[ab]/g", 'replaceAll("b"', "replace(/c/"])}, ${fn})`;
    case 7:
    case 8:
      c.features.add("json");
      return json(c, fn, depth);
    default:
      c.features.add("from");
      return c.random.pick([
        `Array.from(${iterable(c, depth)}, ${fn}).join()`,
        `Reflect.apply(${fn}, ${find(c, "object")?.name ?? "null"}, ${array(c, depth)})`,
        `(${fn}).${c.random.pick(["call", "bind"])}(null, ${value(c, depth)})`,
        `(${fn}).apply(null, ${array(c, depth)})`,
        `new Map([[1, ${value(c, depth)}], [2, 3]]).forEach(${fn})`,
        `new Set([1, ${value(c, depth)}]).forEach(${fn})`,
      ]);
  }
}

function onArray(c: Context, depth: number): string {
  c.features.add("arrayCallback");
  const how = c.random.pick(METHODS);
  const initial = how.startsWith("reduce") && c.random.chance(0.7) ? `, ${value(c, depth)}` : "";
  const joined = ["map", "filter", "flatMap"].includes(how) ? c.random.pick([".join()", ".length", ".length"]) : "";
  return log(c, `${array(c, depth)}.${how}(${callable(c)}${initial})${joined}`);
}

const array = (c: Context, depth: number): string => (c.random.chance(0.4) ? (find(c, "array")?.name ?? "[7, 8]") : c.random.chance(0.5) ? arrayLiteral(c, depth) : "[3, 1, 2]");

const callable = (c: Context): string => (c.random.chance(0.25) ? find(c, "closure")?.name : undefined) ?? closure(c);

function json(c: Context, fn: string, depth: number): string {
  if (c.random.chance(0.4)) return `JSON.stringify(JSON.parse('{"a":[1,"b"],"c":null}', ${fn}))`;
  if (c.random.chance(0.4)) return `JSON.stringify({ a: { toJSON: ${fn} }, b: 2 })`;
  return `JSON.stringify({ a: 1, b: [2, "c"] }, (${log(c, value(c, depth - 1))}, (v0, v1) => v0 === "a" ? (${fn})(v1) : v1))`;
}

/** Short ones, in programs that are about something else. */
export function callback(c: Context): string | null {
  if (c.isCoroutine) return null;
  const inner = inFunction(c, { isCalm: true, has: hasInArrow(c) });
  const { text } = parameters(inner, ["value"]);
  const e = value({ ...inner, isCalm: false }, 1);
  const body = e.startsWith("{") ? `(${e})` : e;
  return c.random.pick([`[1, 2].map(${text} => ${body}).join()`, `[3, 1].filter(${text} => ${body}).length`, `"ab".replace(/./g, ${text} => ${body})`, `[2, 1].some(${text} => ${body})`]);
}

/** `each([1, 2], "map", k)`: the native function here, there a generator that does the same. */
function spelt(c: Context, depth: number): string | null {
  if (c.isCalm) return null;
  const fn = (c.random.chance(0.4) ? find(c, "closure")?.name : undefined) ?? closure(c);
  const how = c.random.pick(SPELT);
  return `t(${logId(c)}, ${call(c, `each(${array(c, depth)}, "${how}", ${fn})`)})`;
}
