/** `deepStacks`: recursions that the engine's stack does not limit (G125 turned around); and what a full stack is without it. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile, type CompileOptions } from "../compiler/index.ts";
import { getCurrent, type Greenlet, runtime } from "../runtime/index.ts";
import { load } from "./helpers/greenlet-programs.ts";
import { restingProblems } from "./helpers/programs.ts";

const DEEP: CompileOptions = { deepStacks: true };
const MILLION = 1_000_000;

/** Ways to recurse `n` deep that give n. */
const RECURSIONS = `
  function plainRecursion(n) { return n === 0 ? 0 : 1 + plainRecursion(n - 1); }
  const arrow = (n, ...rest) => n === 0 ? rest.length : arrow(n - 1) + 1;
  const even = (n) => n === 0 ? 0 : odd(n - 1) + 1, odd = (n) => n === 0 ? 0 : even(n - 1) + 1;
  class Node { constructor(next) { this.next = next; } get length() { return this.next === null ? 1 : this.next.length + 1; } depth() { return this.next === null ? 1 : this.next.depth() + 1; } static count(node) { return node === null ? 0 : this.count(node.next) + 1; } }
  const list = (n) => { let list = null; for (; n > 0; n--) list = new Node(list); return list; };
  exports.recursions = {
    "a function": plainRecursion,
    "an arrow function": (n) => arrow(n),
    "two that call each other": even,
    "a method": (n) => list(n).depth(),
    "a getter": (n) => list(n).length,
    "a static method that calls itself by this": (n) => Node.count(list(n)),
    "an object's method": (n) => ({ go(n) { return n === 0 ? 0 : this.go(n - 1) + 1; } }).go(n),
    "a closure that is passed on": (n) => { const f = (self, n) => n === 0 ? 0 : self(self, n - 1) + 1; return f(f, n); },
    "arguments": (n) => { function f() { return arguments[0] === 0 ? arguments.length : f(arguments[0] - 1, 1) + 1; } return f(n, 1) - 2; },
    "a callback of map": (n) => { const f = (n) => n === 0 ? 0 : [n - 1].map(f)[0] + 1; return f(n); },
    "a call through call and apply": (n) => { function f(n) { return n === 0 ? 0 : (n % 2 === 0 ? f.call(this, n - 1) : f.apply(this, [n - 1])) + 1; } return f.call({}, n); },
    "a bound function, with arguments of its own": (n) => { function f(by, n) { return n === 0 ? this.zero : g(n - by) + by; } const g = f.bind({ zero: 0 }, 1); return g(n); },
    "inside try and finally": (n) => { let count = 0; const f = (n) => { try { return n === 0 ? 0 : f(n - 1) + 1; } finally { count++; } }; return f(n) + (count - n - 1); },
    "defaults and patterns beside": (n) => { const g = ({ n }, m = n) => n === 0 ? 0 : f(n, m) + 1; const f = (n) => g({ n: n - 1 }); return g({ n }); },
  };
`;

const { recursions } = load(RECURSIONS, DEEP) as { recursions: Record<string, (n: number) => number> };
const WITHOUT = load(RECURSIONS) as { recursions: Record<string, (n: number) => number> };

for (const [name, recursion] of Object.entries(recursions)) {
  test(`G125 a recursion 100,000 deep completes: ${name}`, () => {

    assert.is(recursion(100_000), 100_000);
    assert.is(recursion(20), WITHOUT.recursions[name]!(20), "as without deepStacks");
    assert.equal(restingProblems(), []);
  });
}

test("G125 a million deep", () => {
  assert.is(recursions["a function"]!(MILLION), MILLION);
  assert.is(recursions["a method"]!(MILLION), MILLION);
  assert.equal(restingProblems(), []);
});

test("a million deep, a greenlet is suspended at the bottom, and others come and go meanwhile", () => {
  const { make } = load(`
    function down(n, leave) { return n === 0 ? leave() : down(n - 1, leave) + 1; }
    exports.make = () => new Greenlet(() => down(${MILLION}, () => main.switch("at the bottom")));
  `, DEEP) as { make: () => Greenlet };
  const [a, b] = [make(), make()];
  assert.equal([a.switch(), b.switch(), a.switch(1), b.switch(2)], ["at the bottom", "at the bottom", MILLION + 1, MILLION + 2]);
});

test("an error passes a million frames; finally clauses run on the way", () => {
  const { fall } = load(`
    let finallies = 0;
    function fall(n) { if (n === 0) throw new Error("from the bottom"); try { return fall(n - 1) + 1; } finally { finallies++; } }
    function past(n) { return n === 0 ? fall(1000) : past(n - 1) + 1; }
    exports.fall = () => { try { past(${MILLION}); } catch (error) { return [error.message, finallies]; } };
  `, DEEP) as { fall: () => unknown };
  assert.equal(fall(), ["from the bottom", 1000]);
});

test("a constructor, which cannot be called again, and new of a function are counted and work", () => {
  const { build } = load(`
    class Tree { constructor(n) { this.left = n === 0 ? null : grow(n - 1); } }
    function Old(n) { this.left = n === 0 ? null : grow(n - 1); }
    function grow(n) { return n % 2 === 0 ? new Tree(n) : new Old(n); }
    exports.build = (n) => { let depth = 0; for (let at = grow(n); at !== null; at = at.left) depth++; return depth; };
  `, DEEP) as { build: (n: number) => number };
  assert.is(build(2000), 2001);
});

test("an endless recursion is a RangeError, which can be caught, and everything else goes on", () => {
  const { endless, calm } = load(`
    function endless(n) { return endless(n + 1) + 1; }
    exports.endless = () => { try { return endless(0); } catch (error) { return error; } };
    function down(n) { return n === 0 ? 0 : down(n - 1) + 1; }
    exports.calm = () => down(10000);
  `, DEEP) as { endless: () => unknown; calm: () => number };
  const error = endless();
  assert.instance(error, RangeError);
  assert.is((error as Error).message, "Maximum call stack size exceeded");
  assert.is(calm(), 10_000);
  assert.equal(restingProblems(), []);
});

test("plain functions in between stay on the stack: there it is a RangeError, which can be caught, and everything else goes on", () => {
  const { recurse } = load(`exports.recurse = (n, plainly) => n === 0 ? 0 : plainly(() => exports.recurse(n - 1, plainly)) + 1;`, DEEP) as { recurse: (n: number, plainly: (fn: () => number) => number) => number };
  const plainly = (fn: () => number): number => fn();
  assert.is(recurse(500, plainly), 500);
  assert.throws(() => recurse(MILLION, plainly), RangeError);
  assert.is(recurse(500, plainly), 500);
  assert.equal(restingProblems(), []);
});

test("generators and async functions recurse as ever, and call functions that are deep", async () => {
  const { sum, add } = load(`
    function deep(n) { return n === 0 ? 0 : deep(n - 1) + 1; }
    function* walk(n) { if (n > 0) yield* walk(n - 1); yield deep(2000); }
    exports.sum = () => { let sum = 0; for (const value of walk(100)) sum += value; return sum; };
    exports.add = async (n) => n === 0 ? deep(2000) : (await exports.add(n - 1)) + deep(2000);
  `, DEEP) as { sum: () => number; add: (n: number) => Promise<number> };
  assert.is(sum(), 101 * 2000);
  assert.is(await add(100), 101 * 2000);
});

test("without deepStacks a full stack is a RangeError inside the greenlet, and every greenlet is whole", () => {
  const { start } = load(`
    function endless(n) { return endless(n + 1) + main.switch; }
    function calm(n) { return n === 0 ? main.switch("parked") : calm(n - 1) + 1; }
    exports.start = () => [new Greenlet(() => calm(100)), new Greenlet(() => { try { endless(0); } catch (error) { return main.switch(error); } })];
  `) as { start: () => Greenlet[] };
  const [calm, endless] = start() as [Greenlet, Greenlet];
  assert.is(calm.switch(), "parked");
  assert.instance(endless.switch(), RangeError);
  assert.ok(endless.active);
  assert.is(endless.switch("goes on"), "goes on");
  assert.is(calm.switch(7), 107);
  assert.is(getCurrent(), runtime.main);
  assert.equal(restingProblems(), []);
});

test("what is not compiled with it stays as it was; a recursion is compiled, which nothing could suspend", () => {
  const source = `"use greenlet";\nfunction leaf(n) { return n; }\nfunction recursive(n) { return n === 0 ? leaf(n) : recursive(n - 1); }\nrecursive(3);`;
  assert.is(compile(source).code, source);
  const { code } = compile(source, DEEP);
  assert.match(code, "function leaf(n) { return n; }\n");
  assert.match(code, "$.deepen(");
});

test.run();
