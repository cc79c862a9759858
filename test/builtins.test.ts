/**
 * Capable twins of standard functions: which have one, that the program never sees it, and those functions that only newer engines have.
 * What each does with callbacks that switch is in fixtures/builtins/; that each does what ECMA-262 says is shown by test262 (`npm run test262`).
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../compiler/index.ts";
import { explain } from "../compiler/print.ts";
import { runtime } from "../runtime/index.ts";
import { infoOf } from "../runtime/core/marks.ts";
import { logs } from "./helpers/greenlet-programs.ts";

const twin = (runtime as unknown as { twin: (value: unknown) => unknown }).twin;
const TypedArray = Object.getPrototypeOf(Uint8Array) as { prototype: object };
const IteratorPrototype = (globalThis as { Iterator?: { prototype: object } }).Iterator?.prototype ?? {};

const CALLING_BACK = "forEach map filter reduce reduceRight some every find findIndex findLast findLastIndex sort toSorted".split(" ");
const EXPECTED: [string, object, (string | symbol)[]][] = [
  ["Array.prototype", Array.prototype, [...CALLING_BACK, "flatMap"]],
  ["%TypedArray%.prototype", TypedArray.prototype, CALLING_BACK],
  ["Array", Array, ["from"]],
  ["%TypedArray%", TypedArray, ["from"]],
  ["Map", Map, ["groupBy"]],
  ["Object", Object, ["groupBy"]],
  ["Map.prototype", Map.prototype, ["forEach"]],
  ["Set.prototype", Set.prototype, ["forEach"]],
  ["Function.prototype", Function.prototype, ["call", "apply", "bind"]],
  ["Reflect", Reflect, ["apply", "construct"]],
  ["String.prototype", String.prototype, ["replace", "replaceAll"]],
  ["RegExp.prototype", RegExp.prototype, [Symbol.replace]],
  ["JSON", JSON, ["parse", "stringify"]],
  ["Iterator.prototype", IteratorPrototype, ["forEach", "some", "every", "find", "reduce", "toArray", "map", "filter", "take", "drop", "flatMap"]],
];

for (const [name, holder, keys] of EXPECTED) {
  const known = keys.filter((key) => key in holder);
  const run = known.length === 0 ? test.skip : test;
  run(`${name}: ${known.map(String).join(", ")}`, () => {
    for (const key of known) {
      const native = (holder as Record<PropertyKey, unknown>)[key] as { name: string; length: number };
      const fn = twin(native) as typeof native;
      assert.is.not(fn, native, `${String(key)} has no twin`);
      assert.is(fn.length, native.length, String(key));
      assert.is(fn.name, native.name, String(key));
      if (key !== "bind") assert.ok(infoOf(fn) !== null, `the twin of ${String(key)} was not compiled`);
    }
  });
}

test("what is not the engine's own has no twin", () => {
  for (const value of [undefined, null, 1, "map", {}, () => 1, Array.prototype.map.bind([]), Array.prototype.push, new Proxy(Array.prototype.map, {})]) assert.is(twin(value), value);
});

logs("the program sees no twin", `
  const seen = [];
  const list = [1];
  log(list.map === Array.prototype.map, [].map.call === Function.prototype.call);
  Array.prototype.map.call({ get length() { seen.push(new Error().stack.includes("native code")); return 0; } }, (x) => main.switch(x));
  log(seen, Object.keys(list), list.map(function () { return typeof this; }, 1));
`, ["true true", "[ false ] [ '0' ] [ 'object' ]"]);

test("a callback that cannot be there asks for no twin", () => {
  const isAsked = (call: string): boolean => compile(`"use greenlet"; function f(o, x) { return [${call}, g()]; }`).code.includes("$.twin(");
  const asking = ["o.map(x)", "o.replace(/a/, x)", "JSON.parse(o, x)", "JSON.stringify(o, x)", "Array.from(o)", "Array.from([1], x)", "o[x]()", "Object.groupBy(o, x)", "o?.map(x)", "o.sort(...x)"];
  const others = ["o.map()", "o.replace(/a/, 'b')", "JSON.parse(o)", "JSON.stringify(o, null, 2)", "Array.from({ length: 2 })", "o[0]()", "o.other(x)", "o.sort()"];
  assert.equal(asking.filter((call) => !isAsked(call)), []);
  assert.equal(others.filter(isAsked), []);
});

test("--explain tells of twins", () => {
  assert.match(explain('"use greenlet"; function f(xs) { return xs.map((x) => g(x)); }', { fn: "f" }), "map may be a standard function, which has a capable twin");
});

/** On an engine that has the function. */
const logsWhere = (isThere: boolean, name: string, source: string, expected: string[]): void => (isThere ? logs(name, source, expected) : test.skip(`${name}: not in this engine`, () => {}));

logsWhere("groupBy" in Object, "Object.groupBy and Map.groupBy switch", `
  const g = new Greenlet(() => [Object.groupBy([1, 2, 3], (x) => main.switch(x)), Map.groupBy("abc", (x) => main.switch(x))]);
  let value = g.switch();
  for (let n = 0; !g.dead; n++) value = g.switch(n % 2 ? "odd" : "even");
  log(JSON.stringify([value[0], [...value[1]]]), Object.getPrototypeOf(value[0]));
`, ['[{"even":[1,3],"odd":[2]},[["odd",["a","c"]],["even",["b"]]]] null']);

logsWhere("some" in IteratorPrototype, "Iterator.prototype's functions switch, in their callbacks and in the iterator's steps", `
  const items = { __proto__: Iterator.prototype, n: 0, next() { return this.n < 3 ? { done: false, value: main.switch("next " + this.n++) } : { done: true }; }, return() { log("closed", main.switch("return")); return {}; } };
  const make = () => ({ __proto__: items, n: 0 });
  const g = new Greenlet(() => {
    const seen = [];
    make().forEach((x, index) => seen.push([x, index, main.switch("each")]));
    return [seen, make().some((x) => main.switch("some") > 9), make().every((x) => x > 0), make().find((x) => x > 15), make().reduce((sum, x) => sum + x), make().toArray()];
  });
  let value = g.switch();
  for (let n = 1; !g.dead; n++) value = g.switch(n);
  log(JSON.stringify(value));
`, ["closed 11", "closed 17", "[[[1,0,2],[3,1,4],[5,2,6]],true,true,16,57,[21,22,23]]"]);

logsWhere("map" in IteratorPrototype, "Iterator.prototype's lazy functions switch, in their callbacks and in the iterator's steps", `
  function* numbers() { try { for (let n = 1; ; n++) yield main.switch("step " + n); } finally { log("closed", main.switch("closing")); } }
  const pipeline = () => numbers().drop(1).filter((x) => main.switch("filter " + x) !== 0).map((x, index) => [x, index, main.switch("map " + x)]).flatMap((list) => [list, main.switch("flat")]).take(3);
  const asked = [];
  const g = new Greenlet(() => [...pipeline()]), h = new Greenlet(() => [...pipeline()]);
  g.switch(), h.switch();
  for (let n = 1; !g.dead || !h.dead; n++) for (const it of [g, h]) if (!it.dead) { const value = it.switch(n % 4); asked.push(typeof value === "string" ? value : JSON.stringify(value)); }
  log(asked.filter((_, index) => index % 2 === 0).join("; "));
  log(asked.every((value, index) => index % 2 === 0 || value === asked[index - 1]));
`, [
  "closed 2",
  "closed 2",
  "step 2; filter 2; map 2; flat; step 3; filter 2; map 2; flat; closing; [[2,0,0],1,[2,1,0]]",
  "true",
]);

logsWhere("map" in IteratorPrototype, "a lazy helper is the engine's own object, and plain code may step it in between", `
  const it = { __proto__: Iterator.prototype, n: 0, next() { return { done: this.n > 3, value: this.n === 1 ? this.n++ : main.switch(this.n++) }; }, return() { log("closed"); return {}; } };
  const helper = it.map((x) => x * 2);
  log(Object.prototype.toString.call(helper), Object.getPrototypeOf(helper) === Object.getPrototypeOf(it.filter(() => 1)));
  const g = new Greenlet(() => [helper.next(), plainly(() => helper.next()), helper.next(), helper.return(), helper.next(), plainly(() => helper.return())]);
  let value = g.switch();
  for (let n = 10; !g.dead; n++) value = g.switch(n);
  log(JSON.stringify(value));
  const early = it.take(2);
  log(early.return(), early.next(), early.return());
  for (const limit of [NaN, -1, Symbol("s")]) try { [].values().take(limit); } catch (error) { log(error.name); }
`, [
  "[object Iterator Helper] true",
  "closed",
  '[{"value":20,"done":false},{"value":2,"done":false},{"value":22,"done":false},{"done":true},{"done":true},{"done":true}]',
  "closed",
  "{ value: undefined, done: true } { value: undefined, done: true } { value: undefined, done: true }",
  "RangeError", "RangeError", "TypeError",
]);

test.run();
