/** Generators from greenlets: G114 to G116 of the list of greenlet's behaviours. */
import { inspect } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Genlet, genlet, getCurrent, type Greenlet, runtime } from "../runtime/index.ts";
import { load, logs } from "./helpers/greenlet-programs.ts";
import { restingProblems } from "./helpers/programs.ts";

logs("G114 Yield hands out values from any depth of calls, in order, and the function's result ends it", `
  function inner(n) { if (n > 0) { inner(n - 1); Yield(n); inner(n - 1); } }
  const values = genlet((n) => { inner(n); return "result"; });
  const g = values(2);
  log(g.next(), g.next(), g.next(), g.next(), g.next());
  log([...values(3)], Array.from(values(2)), Math.max(...values(3)));
`, [
  "{ value: 1, done: false } { value: 2, done: false } { value: 1, done: false } { value: 'result', done: true } { value: undefined, done: true }",
  "[\n  1, 2, 1, 3,\n  1, 2, 1\n] [ 1, 2, 1 ] 3",
]);

logs("G114 nothing runs before the first next, and no more than was asked for", `
  const g = genlet(() => { log("begins"); Yield(1); log("goes on"); Yield(2); log("never"); })();
  log("made");
  log(g.next().value);
  log(g.next().value);
`, ["made", "begins", "1", "goes on", "2"]);

logs("G114 next sends what Yield returns; what the first one sends goes nowhere", `
  const g = genlet((...args) => { log(args); for (let n = 1; ; n++) log("got", Yield(n)); })("a", "b");
  log(g.next("lost").value, g.next("x").value, g.next().value, g.next(undefined).value);
`, ["[ 'a', 'b' ]", "got x", "got undefined", "got undefined", "1 2 3 4"]);

logs("G114 throw raises at the Yield, where it may be caught", `
  const g = genlet(() => { for (;;) try { log("got", Yield("out")); } catch (error) { log("caught", error); } })();
  log(g.next().value);
  log(g.throw("text"), g.next(1), g.throw(undefined));
  class Failure extends Error {}
  g.throw(Failure); // a class is thrown as it is, as a generator does it
`, ["out", "caught text", "got 1", "caught undefined", "{ value: 'out', done: false } { value: 'out', done: false } { value: 'out', done: false }", "caught [class Failure extends Error]"]);

logs("G114 an error ends it, whether its own or thrown into it; throw on one that has not begun or is done throws", `
  const failing = () => genlet(() => { Yield(1); throw new Error("own"); })();
  const a = failing(), b = failing(), c = failing();
  a.next();
  b.next();
  for (const go of [() => a.next(), () => b.throw(new Error("given")), () => c.throw(new Error("before")), () => c.throw(new Error("after"))]) {
    try { go(); log("never"); } catch (error) { log(error.message); }
  }
  log(a.next(), b.next(), c.next());
`, ["own", "given", "before", "after", "{ value: undefined, done: true } { value: undefined, done: true } { value: undefined, done: true }"]);

logs("G114 return runs finally clauses, innermost first, and no catch", `
  const level = (n) => { try { try { n === 0 ? Yield("out") : level(n - 1); } catch { log("never"); } log("never"); } finally { log("finally", n); } };
  const g = genlet(() => level(2))();
  log(g.next().value, g.return("given"));
  log(g.next(), g.return("again"));
`, ["finally 0", "finally 1", "finally 2", "out { value: 'given', done: true }", "{ value: undefined, done: true } { value: 'again', done: true }"]);

logs("G114 return on one that has not begun: nothing ever runs", `
  const g = genlet(() => log("never"))();
  log(g.return(1), g.next(), g.return(2));
`, ["{ value: 1, done: true } { value: undefined, done: true } { value: 2, done: true }"]);

/** Runs the body as a genlet and as a native generator, by the same steps; `Yield(` is `yield (` there. */
function asNative(name: string, body: string, steps: string): void {
  logs(`G114 as a native generator: ${name}`, `
    const run = (g) => {
      const seen = [];
      const note = (value) => void seen.push(value);
      const it = g(note);
      for (const [how, value] of [${steps}]) {
        try { seen.push(it[how](value)); } catch (error) { seen.push("threw " + (error.message ?? error)); }
      }
      return seen;
    };
    const ours = run(genlet((note) => {${body}}));
    const native = run(function* (note) {${body.replaceAll("Yield(", "yield (")}});
    log(JSON.stringify(ours) === JSON.stringify(native) || [ours, native]);
  `, ["true"]);
}

const STEPS = ["next", "throw", "return"].flatMap((first) => ["next", "throw", "return"].map((second) => `["next", 0], ["${first}", 1], ["${second}", 2], ["next", 3], ["return", 4], ["next", 5]`));
const BODIES: Record<string, string> = {
  "a Yield in a finally": "try { Yield('a'); } finally { note(Yield('b')); note('c'); } return 'end';",
  "two of them": "try { try { Yield('a'); } finally { Yield('b'); } } finally { Yield('c'); }",
  "a finally that returns": "try { Yield('a'); } finally { return 'own'; }",
  "a finally that returns undefined": "try { Yield('a'); } finally { return undefined; }",
  "a finally that throws": "try { Yield('a'); } finally { throw new Error('own'); }",
  "a finally in a loop that goes on": "for (let n = 0; n < 4; n++) try { Yield(n); } finally { continue; }",
  "a catch that goes on": "try { Yield('a'); } catch (error) { note(error); Yield('b'); } return 'end';",
  "a catch and a finally": "try { Yield('a'); } catch (error) { return error; } finally { note('f'); }",
  "nothing": "Yield('a'); Yield('b'); return 'end';",
};
for (const [name, body] of Object.entries(BODIES)) for (const steps of STEPS) asNative(`${name}: ${steps.match(/[a-z]+/g)!.slice(1, 3).join(", ")}`, body, steps);

logs("G114 an uncaught exit is its result", `
  const g = genlet(() => { Yield(1); })();
  g.next();
  const { value, done } = g.throw(new GreenletExit("left"));
  log(value instanceof GreenletExit, value.message, done);
  log(genlet(() => { throw new GreenletExit("own"); })().next().value.message);
`, ["true left true", "own"]);

logs("G114 re-entering one that runs is a TypeError in whoever tries, and it goes on", `
  const g = genlet(() => {
    for (const how of ["next", "return", "throw"]) {
      try { g[how](); } catch (error) { log(error instanceof TypeError, error.message); }
    }
    new Greenlet(() => { try { g.next(); } catch (error) { log(error.message); } }).switch();
    Yield("still");
    return "end";
  })();
  log(g.next(), g.next());
`, [...Array.from({ length: 3 }, () => "true Generator is already running"), "Generator is already running", "{ value: 'still', done: false } { value: 'end', done: true }"]);

logs("G114 Yield outside of a genlet is a GreenletError", `
  const attempt = () => { try { Yield(1); } catch (error) { log(error instanceof GreenletError, error.message); } };
  attempt();
  new Greenlet(attempt).switch();
`, ["true Yield() outside of a genlet", "true Yield() outside of a genlet"]);

logs("G114 Yield in a greenlet that the genlet has started: the value is the genlet's, and so is what is sent", `
  const g = genlet(() => {
    const child = new Greenlet(() => { log("child got", Yield("from the child")); return "child ends"; });
    log(child.switch(), child.dead);
    Yield("own");
  })();
  log(g.next().value);
  log(g.next("sent").value);
  log(g.next());
  const closed = genlet(() => {
    try { new Greenlet(() => { try { Yield("inside"); } finally { log("child's finally"); } }).switch(); log("never"); } finally { log("own finally"); }
  })();
  closed.next();
  log(closed.return(1), closed.next());
`, ["from the child", "child got sent", "child ends true", "own", "{ value: undefined, done: true }", "child's finally", "own finally", "{ value: 1, done: true } { value: undefined, done: true }"]);

logs("G114 a second greenlet of it that yields while the first one waits is told so", `
  const g = genlet(() => {
    const a = new Greenlet(() => Yield("a"));
    const b = new Greenlet(() => { try { Yield("b"); } catch (error) { return error.message; } });
    other = b;
    a.switch();
  })();
  let other;
  log(g.next().value);
  other.parent = main;
  log(new Greenlet(() => other.switch()).switch());
  const late = genlet(() => { other = new Greenlet(() => { try { Yield("b"); } catch (error) { main.switch(error.name + " " + error.message); } }); Yield("a"); })();
  late.next();
  log(other.switch());
`, ["a", "Yield() outside of a genlet", "GreenletError Yield(): nobody waits for a value of the genlet"]);

logs("G115 the same function again: loops, arguments and this", `
  const upTo = genlet(function (n) { for (let i = 1; i <= n; i++) Yield(i * this.by); });
  const object = { by: 10, upTo, *[Symbol.iterator]() { yield* this.upTo(2); } };
  for (let round = 0; round < 2; round++) { const got = []; for (const value of object.upTo(3)) got.push(value); log(got); }
  log([...object], upTo.length, upTo.name);
`, ["[ 10, 20, 30 ]", "[ 10, 20, 30 ]", "[ 10, 20 ] 1 "]);

logs("G115 two interleaved: zip", `
  const letters = genlet((text) => { for (const letter of text) deeper(letter); });
  const deeper = (letter) => { const value = [letter].map((x) => Yield(x)); return value; };
  const zip = genlet((a, b) => { for (;;) { const [x, y] = [a.next(), b.next()]; if (x.done || y.done) return; Yield(x.value + y.value); } });
  log([...zip(letters("abc"), letters("xyz"))].join(), [...zip(zip(letters("ab"), letters("cd")), letters("xyz"))].join());
`, ["ax,by,cz acx,bdy"]);

logs("G115 recursive genlets: each level hands on what the one below yields", `
  const walk = genlet((tree) => {
    if (tree === null) return;
    for (const value of walk(tree[0])) Yield(value);
    Yield(tree[1]);
    for (const value of walk(tree[2])) Yield(value);
  });
  const tree = [[[null, 1, null], 2, [null, 3, null]], 4, [null, 5, [null, 6, null]]];
  log([...walk(tree)].join(""));
  for (const value of walk(tree)) if (value === 3) break;
`, ["123456"]);

logs("G115 permutations", `
  const permutations = genlet(function visit(items, done = "") {
    if (items.length === 0) Yield(done);
    for (const item of items) visit(items.filter((other) => other !== item), done + item);
  });
  log([...permutations(["a", "b", "c"])].join());
`, ["abc,acb,bac,bca,cab,cba"]);

logs("G115 n queens", `
  const queens = genlet(function place(n, columns = []) {
    if (columns.length === n) return Yield(columns.join(""));
    for (let column = 0; column < n; column++) {
      if (columns.every((other, row) => other !== column && Math.abs(other - column) !== columns.length - row)) place(n, [...columns, column]);
    }
  });
  log([...queens(5)].length, [...queens(6)].join());
`, ["10 135024,251403,304152,420531"]);

logs("G115 Yield inside callbacks of array functions", `
  const g = genlet(() => {
    [1, 2].forEach((x) => Yield(x));
    const sent = [3, 4].map((x) => Yield(x));
    const sorted = [2, 1].sort((a, b) => Yield("compare") ?? a - b);
    return [sent, sorted, [5, 6].reduce((sum, x) => sum + Yield(x), 0)];
  })();
  const got = [];
  let step;
  for (step = g.next(); !step.done; step = g.next(step.value === "compare" ? undefined : step.value * 10)) got.push(step.value);
  log(got.join(), JSON.stringify(step.value));
`, ["1,2,3,4,compare,5,6 [[30,40],[1,2],110]"]);

logs("G115 Yield.to hands a value out of a genlet further out; each of them goes on where it was", `
  const outer = genlet(function () {
    const self = outerObject;
    const inner = genlet(() => { log("inner got", Yield.to(self, "to the outside")); log("inner got", Yield("to the middle")); return "end"; });
    const it = inner();
    log("middle got", it.next().value);
    log("middle got", it.next("from the middle").value);
    Yield("last");
  });
  const outerObject = outer();
  log(outerObject.next().value);
  log(outerObject.next("from outside").value);
  log(outerObject.next());
`, ["to the outside", "inner got from outside", "middle got to the middle", "inner got from the middle", "middle got end", "last", "{ value: undefined, done: true }"]);

logs("G115 Yield.to across three levels: an error goes out the same way, return ends the innermost first", `
  const make = () => {
    const top = genlet(() => {
      const middle = genlet(() => {
        const inner = genlet(() => { try { for (let n = 0; ; n++) Yield.to(self, n); } catch (error) { log("inner", error.message); throw error; } finally { log("finally 1"); } });
        try { for (const value of inner()) log("never", value); } catch (error) { log("middle", error.message); throw error; } finally { log("finally 2"); }
      });
      try { for (const value of middle()) log("never", value); } finally { log("finally 3"); }
    });
    const self = top();
    return self;
  };
  const failing = make();
  log(failing.next().value, failing.next().value);
  try { failing.throw(new Error("x")); } catch (error) { log(error.message, failing.next()); }
  const closed = make();
  closed.next();
  log(closed.return("r"), closed.next());
`, [
  "0 1", "inner x", "finally 1", "middle x", "finally 2", "finally 3", "x { value: undefined, done: true }",
  "finally 1", "finally 2", "finally 3", "{ value: 'r', done: true } { value: undefined, done: true }",
]);

logs("G115 Yield.to: an error of an inner finally goes on outwards; a Yield.to in one stops the return", `
  const make = (inFinally) => {
    const top = genlet(() => {
      const inner = genlet(() => { try { Yield.to(self, "out"); } finally { inFinally(self); } });
      try { inner().next(); } catch (error) { log("outer caught", error.message); Yield("after the error"); } finally { log("outer finally"); }
      return "end";
    });
    const self = top();
    return self;
  };
  const failing = make(() => { throw new Error("in finally"); });
  failing.next();
  log(failing.return("r"), failing.next(), failing.next());
  const yielding = make((self) => log("got", Yield.to(self, "from the finally")));
  yielding.next();
  log(yielding.return("r"));
  log(yielding.next("sent"), yielding.next());
`, [
  "outer caught in finally", "outer finally", "{ value: 'after the error', done: false } { value: 'end', done: true } { value: undefined, done: true }",
  "{ value: 'from the finally', done: false }", "got sent", "outer finally", "{ value: 'end', done: true } { value: undefined, done: true }",
]);

logs("G115 Yield.to: only to a genlet, and only from inside of it", `
  const other = genlet(() => Yield(1))();
  const attempt = (target) => { try { Yield.to(target, 1); } catch (error) { log(error.name, error.message); } };
  for (const target of [undefined, null, 1, {}, (function* () {})(), other]) attempt(target);
  for (const _ of genlet(() => { attempt(other); Yield(1); })()) break;
  const self = genlet(() => Yield.to(self, "its own"))();
  log(self.next().value);
`, [...Array.from({ length: 5 }, () => "TypeError Yield.to() takes a genlet"), ...Array.from({ length: 2 }, () => "GreenletError Yield.to() outside of that genlet"), "its own"]);

logs("G116 driven by plain code: for-of, spread and destructuring of the engine's", `
  const values = genlet((n) => { try { for (let i = 0; i < n; i++) [i].forEach((x) => Yield(x)); } finally { log("finally"); } });
  const plain = (function () {
    "use plain";
    const got = [];
    for (const value of values(3)) got.push(value);
    for (const value of values(3)) if (value === 1) break;
    const [first] = values(9);
    return [got, first, [...values(2)], new Set(values(2)).size];
  })();
  log(JSON.stringify(plain));
`, ["finally", "finally", "finally", "finally", "finally", "[[0,1,2],0,[0,1],2]"]);

logs("G116 driven by plain code out of a greenlet, inside a plain function of a greenlet", `
  const values = genlet(() => { for (let i = 0; ; i++) Yield(i); });
  const it = values();
  const work = () => plainly(() => it.next().value);
  log(work(), new Greenlet(work).switch(), plainly(() => new Greenlet(work).switch()), it.next().value);
`, ["0 1 2 3"]);

logs("G116 resumed in other greenlets than the one that started it, which may be dead", `
  const it = genlet(() => { for (let i = 0; ; i++) Yield([i, getCurrent().parent === asking]); })();
  let asking;
  const ask = () => { asking = getCurrent(); return it.next().value; };
  const a = new Greenlet(ask);
  const b = new Greenlet(() => { const first = ask(); main.switch(); return [first, ask()]; });
  log(a.switch(), a.dead);
  b.switch();
  log(ask(), b.switch());
`, ["[ 0, true ] true", "[ 2, true ] [ [ 1, true ], [ 3, true ] ]"]);

logs("G116 an error or the end reaches the one who asked last", `
  const it = genlet(() => { Yield(1); Yield(2); throw new Error("x"); })();
  it.next();
  new Greenlet(() => it.next()).switch();
  const g = new Greenlet(() => { try { it.next(); } catch (error) { return "g caught " + error.message; } });
  log(g.switch());
`, ["g caught x"]);

logs("G116 a greenlet that iterates is switched away from inside the genlet, and back there, whatever steps it", `
  let inside = null;
  const values = genlet((n) => { for (let i = 1; i <= n; i++) { inside = getCurrent(); main.switch("parked " + i); Yield(i); } });
  const ways = {
    spread: () => [...values(2)],
    loop() { let sum = 0; for (const value of values(2)) sum += value; return sum; },
    pattern() { const [first, second] = values(2); return first + second; },
    steps() { const it = values(1); return [it.next(), it.next()]; },
    from: () => Array.from(values(2), (x) => x * 10),
    call: (...args) => ways.call.length + Math.max(...values(2)),
  };
  for (const [name, way] of Object.entries(ways)) {
    const g = new Greenlet(way);
    for (let got = g.switch(); ; got = inside.switch()) { log(name, got); if (g.dead) break; }
  }
`, ["spread", "loop", "pattern", "steps", "from", "call"].flatMap((name) => [
  `${name} parked 1`,
  ...(name === "steps" ? [] : [`${name} parked 2`]),
  `${name} ${{ spread: "[ 1, 2 ]", loop: "3", pattern: "3", steps: "[ { value: 1, done: false }, { value: undefined, done: true } ]", from: "[ 10, 20 ]", call: "2" }[name]}`,
]));

logs("G116 an iterating greenlet is killed: the for-of loop cannot close what runs; parked at its Yield, it can", `
  const values = genlet(() => { try { for (;;) Yield(1); } finally { log("closed"); } });
  const g = new Greenlet(() => { for (const value of values()) main.switch(value); });
  log(g.switch());
  log(g.kill(), g.dead);
`, ["1", "closed", "true true"]);

logs("G116 a genlet whose Yield lies below a foreign frame: refused, and it goes on", `
  const g = genlet(() => {
    const attempt = () => { try { return Yield("refused"); } catch (error) { return error.name; } };
    const refused = plainly(() => [attempt(), attempt(), attempt()].join());
    log(refused, Yield("works"));
    return "end";
  })();
  log(g.next().value);
  log(g.next("sent"));
`, ["works", "PinnedError,PinnedError,PinnedError sent", "{ value: 'end', done: true }"]);

logs("G116 a step that is refused changes nothing: it can be taken where nothing lies between", `
  const it = genlet(() => { plainly(() => log("sent", Yield("in a plain function"))); Yield("outside"); return "end"; })();
  const g = new Greenlet(() => {
    log(it.next().value);
    for (const how of ["next", "throw", "return"]) {
      try { plainly(() => it[how]("refused")); } catch (error) { log(how, error.name); }
    }
    log(it.next("again").value);
    return plainly(() => it.next());
  });
  log(g.switch());
`, ["in a plain function", "next PinnedError", "throw PinnedError", "return PinnedError", "sent again", "outside", "{ value: 'end', done: true }"]);

logs("G116 asking a genlet that is one's own ancestor is a cycle of parents: a GreenletError, and nothing has changed", `
  const it = genlet(() => {
    const child = new Greenlet(() => { try { it.next(); } catch (error) { main.switch(error.name + " " + error.message); } });
    Yield(child);
    return "end";
  })();
  log(it.next().value.switch());
  log(it.next());
`, ["GreenletError cyclic parent chain", "{ value: 'end', done: true }"]);

logs("it is a real iterator", `
  const g = genlet(() => Yield(1))();
  const IteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
  const prototype = Object.getPrototypeOf(g);
  log(Object.getPrototypeOf(prototype) === IteratorPrototype, g[Symbol.iterator]() === g, String(g), Object.keys(g), "switch" in g);
  log(prototype.next.length, prototype.throw.length, prototype.return.length, prototype.next.name, Object.keys(prototype));
  for (const how of ["next", "throw", "return"]) { try { prototype[how].call({}); } catch (error) { log(error instanceof TypeError); } }
  for (const fn of [undefined, 1, {}]) { try { genlet(fn); } catch (error) { log(error.message); } }
  try { new (genlet(() => 1))(); } catch (error) { log(error instanceof TypeError); }
`, ["true true [object Genlet] [] false", "1 1 1 next []", "true", "true", "true", ...Array.from({ length: 3 }, () => "genlet() takes a function"), "true"]);

test("it shows as a generator does", () => assert.is(inspect(genlet(() => 1)()), "Object [Genlet] {}"));

test("Symbol.dispose returns", () => {
  const { make, closed } = load(`exports.closed = []; exports.make = genlet(() => { try { Yield(1); } finally { exports.closed.push(1); } });`) as { make: () => Genlet<number>; closed: number[] };
  const it = make();
  it.next();
  it[Symbol.dispose]();
  assert.equal(closed, [1]);
  assert.equal(it.next(), { value: undefined, done: true });
});

logs("a using declaration closes it", `
  const values = genlet(() => { try { Yield(1); Yield(2); } finally { log("closed"); } });
  { using it = values(); log(it.next().value); }
  log("behind");
`, ["1", "closed", "behind"]);

logs("the engine's iterator helpers take it, where there are some", `
  const values = genlet(() => { try { for (let i = 0; ; i++) Yield(i); } finally { log("closed"); } });
  const has = "map" in Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
  log(has ? values().map((x) => x * 2).take(3).toArray().join() : (values().return(), "0,2,4"));
`, ["0,2,4"].flatMap((line) => ("map" in Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) ? ["closed", line] : [line])));

test("a value costs the same at each depth: two frames are made, and two resumed", () => {
  const { make } = load(`function produce(depth) { if (depth > 1) return produce(depth - 1) + 1; for (let item = 0; ; item++) Yield(item); } exports.make = genlet(produce); exports.sum = (it, n) => { let sum = 0; for (let i = 0; i < n; i++) sum += it.next().value; return sum; };`) as { make: (depth: number) => Genlet<number> };
  const counts = [1, 10, 1000].map((depth) => {
    const it = make(depth);
    it.next();
    const { save } = runtime;
    let saved = 0;
    runtime.save = (...args) => {
      saved++;
      return save(...args);
    };
    try {
      for (let i = 0; i < 10; i++) it.next();
    } finally {
      runtime.save = save;
    }
    return saved;
  });
  assert.ok(counts[0]! > 0);
  assert.equal(counts, [counts[0], counts[0], counts[0]]);
});

const { gc } = globalThis as { gc?: () => void };
if (gc === undefined) console.log("skipped: node runs without --expose-gc");

async function isCollected(refs: WeakRef<object>[]): Promise<boolean> {
  for (let round = 0; round < 10; round++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    gc!();
    if (refs.every((ref) => ref.deref() === undefined)) return true;
  }
  return false;
}

(gc === undefined ? test.skip : test)("dropped genlets are collected, with frames, arguments and greenlets; finally clauses do not run", async () => {
  const program = load(`exports.ran = 0; exports.make = genlet((value) => { exports.producer = getCurrent(); try { for (;;) Yield(value.length); } finally { exports.ran++; } });`);
  const refs = (() => {
    const values = [[1], [2], [3]];
    const [pending, suspended, done] = values.map((value) => program["make"](value) as Genlet<number>) as [Genlet, Genlet, Genlet];
    done.next();
    done.return(undefined);
    assert.is(suspended.next().value, 1);
    const producer = program["producer"] as Greenlet;
    program["producer"] = null;
    return [...values, pending, suspended, done, producer].map((value) => new WeakRef(value));
  })();
  assert.ok(await isCollected(refs));
  assert.is(program["ran"], 1);
});

(gc === undefined ? test.skip : test)("what was handed out, sent, thrown, returned and given is not retained", async () => {
  const program = load(`exports.make = genlet(() => { for (;;) try { Yield({}); } catch {} }); exports.once = genlet((make) => { Yield(1); return make(); }); exports.careful = genlet((make) => { try { Yield(1); } finally { Yield(make()); } });`);
  const kept: unknown[] = [];
  const refs = (() => {
    const [it, once, careful] = [program["make"]() as Genlet<object>, program["once"](() => ({})) as Genlet, program["careful"](() => ({})) as Genlet];
    kept.push(it, once, careful);
    const objects = [it.next().value, {}, {}, {}];
    it.next(objects[1]);
    it.throw(objects[2]);
    it.next();
    once.next();
    objects.push(once.next().value as object);
    careful.next();
    objects.push(careful.return(objects[3]).value as object);
    assert.is(careful.next().value, objects[3]);
    return objects.map((value) => new WeakRef(value as object));
  })();
  assert.ok(await isCollected(refs));
  assert.is(kept.length, 3);
});

test("a million values, and a hundred thousand genlets in a chain of one another", () => {
  const { count, chain } = load(`
    const upTo = genlet((n) => { for (let i = 0; i < n; i++) Yield(i); });
    exports.count = (n) => { let sum = 0; for (const value of upTo(n)) sum += value; return sum; };
    const nested = genlet((n) => { if (n > 0) for (const value of nested(n - 1)) Yield(value + 1); else Yield(0); });
    exports.chain = (n) => [...nested(n)][0];
  `) as { count: (n: number) => number; chain: (n: number) => number };
  assert.is(count(1_000_000), 499_999_500_000);
  assert.is(chain(10_000), 10_000);
  assert.is(getCurrent(), runtime.main);
  assert.equal(restingProblems(), []);
});

test.run();
