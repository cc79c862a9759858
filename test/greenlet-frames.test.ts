/** Introspection: frames, their variables, stacks, and the path of an error; G30, G50, and G86 to G90 of the list of greenlet's behaviours. */
import { inspect } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile, type CompileOptions } from "../compiler/index.ts";
import { print } from "../compiler/print.ts";
import { type FramePosition, getCurrent, Greenlet, pathOf, stackOf } from "../runtime/index.ts";
import { readCorpus } from "./helpers/fixtures.ts";
import { load, logs, run, VARIANTS } from "./helpers/greenlet-programs.ts";

const FULL: CompileOptions = { frames: "full", keepFrames: true };

/** What a suspended program's frames hold: `function line:column { locals }`. Programs call it as `show(g)`. */
const SHOW = `
  const sorted = (locals) => Object.fromEntries(Object.entries(locals).sort(([a], [b]) => (a < b ? -1 : 1)));
  const show = (g) => { for (const { function: name, locals } of g.frames()) log(name.replace("program.", ""), locals && sorted(locals)); };
`;

/** The variables of each frame, innermost first, in all variants. */
function locals(name: string, source: string, expected: string[]): void {
  logs(`locals: ${name}`, SHOW + source, expected, FULL);
}

// ---- frames()

logs("G86 frames of a pending and of a dead greenlet: none", `
  const g = new Greenlet(() => main.switch());
  log(g.frames(), g.depth);
  g.switch();
  log(g.frames().length, g.depth);
  g.switch();
  log(g.frames(), g.depth, g.dead);
  const killed = new Greenlet(() => main.switch());
  killed.switch();
  killed.kill();
  log(killed.frames(), new Greenlet().frames());
`, ["[] 0", "1 1", "[] 0 true", "[] []"], FULL);

test("G86 frames of the running greenlet: those that wait on the heap for what is on the native stack", () => {
  const { program } = load(`exports.program = () => {
    const names = (g) => g.frames().map((frame) => frame.function.split(".").at(-1));
    const inner = () => { const before = names(g); main.switch(); return [before, names(g), g.depth]; };
    const outer = () => { const found = inner(); return found; };
    const g = new Greenlet(function body() { const found = outer(); return found; });
    g.switch();
    return g.switch();
  }`);
  // Before the switch all of it is on the native stack; after it the innermost frame was resumed, which the native stack has.
  assert.equal(program(), [[], ["outer", "body"], 2]);
});

logs("G87 innermost first, down to the body, with the user's lines and columns; the switcher is not among them", `
  const inner = (n) => {
    if (n === 0) main.switch();
    else inner(n - 1);
    return n;
  };
  const g = new Greenlet(function body() {
    return inner(2) +
      inner(0);
  });
  (function switcher() { g.switch(); })();
  const show = () => log(g.frames().map(({ function: name, file, line, column }) => name + " " + file + ":" + line + ":" + column).join(" "));
  show();
  g.switch();
  show();
`, [
  "program.inner program.cjs:3:23 program.inner program.cjs:4:10 program.inner program.cjs:4:10 program.body program.cjs:8:12",
  "program.inner program.cjs:3:23 program.body program.cjs:9:7",
]);

logs("G87 variables of every frame on the heap, also with plain functions in between", `
  function inner(a) { looker.switch(); return a; }
  function middle(b) { main.switch(); const got = plainly(inner, b + 1); return got + b; }
  const g = new Greenlet(function body(c) { const got = middle(c + 1); return got + c; });
  const looker = new Greenlet(() => {
    for (const frame of g.frames()) log(frame.function, frame.locals);
    log(g.stack.replace(/:\\d+\\)/g, ")"));
  }, g);
  g.switch(1);
  log(g.switch());
`, [
  "program.inner { a: 3 }", "program.body { c: 1 }",
  "<Greenlet suspended>\n    at program.inner (program.cjs:2)\n    at <plain function>\n    at program.body (program.cjs:4)",
  "6",
], FULL);

logs("G88 frames stay as they are while unrelated greenlets run", SHOW + `
  const wait = (mine) => { const local = { mine }; main.switch(); return local; };
  const g = new Greenlet(() => wait("g"));
  g.switch();
  show(g);
  for (let n = 0; n < 20; n++) { const other = new Greenlet(() => wait(n)); other.switch(); other.frames(); other.switch(); }
  show(g);
  log(g.switch());
`, ["wait { local: { mine: 'g' } }", "<anonymous> {}", "wait { local: { mine: 'g' } }", "<anonymous> {}", "{ mine: 'g' }"], FULL);

logs("G90 depth: how many frames", `
  const down = (n) => { if (n === 0) main.switch(); else down(n - 1); return n; };
  const g = new Greenlet(down);
  log(g.depth);
  g.switch(9);
  log(g.depth, g.frames().length);
  g.switch();
  log(g.depth);
`, ["0", "10 10", "0"]);

// ---- variables

locals("only what is still needed, under the user's names, in every block", `
  function f(a, dead) {
    const x = a + dead;
    { const x = "inner"; main.switch(); log(x); }
    { const x = "second"; main.switch(); log(x); }
    return x;
  }
  const g = new Greenlet(f);
  g.switch(1, 2); show(g);
  g.switch(); show(g);
  log(g.switch());
`, ["f { x: 'inner' }", "inner", "f { x: 'second' }", "second", "3"]);

locals("loops, with variables that closures capture: boxes are opened; those that all closures share are left out", `
  function f(n) {
    let out = 0;
    let shared = 0;
    for (let i = 0; i < n; i++) {
      const copied = i * 10;
      let boxed = copied;
      const each = () => [i++, copied, boxed++, shared++];
      each();
      out++;
      if (copied === 20) main.switch();
      log(i, copied, boxed);
    }
    return out;
  }
  const g = new Greenlet(f);
  g.switch(4); show(g);
  g.switch();
`, ["1 0 1", "f { boxed: 21, copied: 20, i: 3, n: 4, out: 2 }", "3 20 21"]);

locals("each iteration its own", `
  const g = new Greenlet((rows) => { for (const { id, tags: [first, ...others] } of rows) { const later = () => id; main.switch(); log(first, others, later()); } });
  g.switch([{ id: 1, tags: ["a", "b"] }, { id: 2, tags: ["c"] }]); show(g);
  g.switch(); show(g);
  g.switch();
`, ["<anonymous> { first: 'a', later: [Function: later], others: [ 'b' ] }", "a [ 'b' ] 1", "<anonymous> { first: 'c', later: [Function: later], others: [] }", "c [] 2"]);

locals("destructured parameters, default values, the rest; this and arguments", `
  class A { v = 1; m({ a, b: { c = 3 } }, d = a + c, ...rest) { main.switch(); return [this.v, a, c, d, rest]; } }
  function f() { main.switch(); return arguments[1]; }
  const g = new Greenlet(() => new A().m({ a: 2, b: {} }, undefined, 7, 8));
  g.switch(); show(g);
  log(g.switch());
  const h = new Greenlet((x) => f(x, 5));
  h.switch(4); show(h);
  log(h.switch());
`, ["A.m { a: 2, c: 3, d: 5, rest: [ 7, 8 ], this: A { v: 1 } }", "<anonymous> {}", "[ 1, 2, 3, 5, [ 7, 8 ] ]", "f { arguments: [Arguments] { '0': 4, '1': 5 } }", "<anonymous> {}", "5"]);

locals("catch parameters, what a finally has to do, and what has no value yet", `
  function f() {
    try { throw new Error("mine"); } catch ({ message }) { main.switch(); log(message); }
    try { throw "text"; } catch (error) { try { main.switch(); } finally { log(error); } }
    { main.switch(); const early = () => late; log(typeof early); let late = 1; main.switch(); return early(); }
  }
  const g = new Greenlet(f);
  for (g.switch(); !g.dead; g.switch()) show(g);
`, ["f { message: 'mine' }", "mine", "f { error: 'text' }", "text", "f {}", "function", "f { early: [Function: early] }"]);

locals("a dead zone is no value, before and after it", `
  function f(n) {
    for (let round = 0; round < n; round++) {
      const early = () => late;
      main.switch();
      let late = round;
      late++;
      main.switch();
      log(early());
    }
  }
  const g = new Greenlet(f);
  for (g.switch(1); !g.dead; g.switch()) show(g);
`, ["f { early: [Function: early], n: 1, round: 0 }", "f { early: [Function: early], n: 1, round: 0 }", "1"]);

locals("an object under construction is in its constructor, not yet in the variable", `
  class A { constructor(x) { this.x = x; main.switch(); this.y = x; } }
  class B extends A { z = 3; constructor(x) { super(x); const own = x + 1; main.switch(); this.own = own; } }
  function f() { const a = new A(1); const b = new B(2); main.switch(); return [a, b]; }
  const g = new Greenlet(f);
  for (g.switch(); g.active; g.switch()) show(g);
`, [
  "A.constructor { this: A { x: 1 }, x: 1 }", "f {}",
  "A.constructor { this: B { x: 2 }, x: 2 }", "B.constructor { x: 2 }", "f { a: A { x: 1, y: 1 } }",
  "B.constructor { own: 3 }", "f { a: A { x: 1, y: 1 } }",
  "f { a: A { x: 1, y: 1 }, b: B { x: 2, y: 2, z: 3, own: 3 } }",
]);

locals("generators and async functions: of their own variables; their parameters belong to the function around", `
  function* numbers(n) { for (let i = 0; i < n; i++) { const square = i * i; main.switch(); yield square; } }
  async function later(n) { const twice = n * 2; main.switch(); return twice; }
  async function* both(n) { const half = n / 2; main.switch(); yield half; }
  const g = new Greenlet(() => { const all = []; for (const each of numbers(2)) all.push(each); later(4); return all; });
  g.switch(); show(g);
  g.switch(); show(g);
  g.switch(); show(g);
  log(g.switch());
  const h = new Greenlet(() => { const it = both(6); it.next(); return "h"; });
  h.switch(); show(h);
  log(h.switch());
`, [
  "numbers { i: 0, square: 0 }", "next undefined", "step undefined", "<anonymous> { all: [] }",
  "numbers { i: 1, square: 1 }", "next undefined", "step undefined", "<anonymous> { all: [ 0 ] }",
  "later { twice: 8 }", "async undefined", "<anonymous> { all: [ 0, 1 ] }",
  "[ 0, 1 ]",
  "both { half: 3 }", "next undefined", "next undefined", "<anonymous> {}",
  "h",
]);

locals("more than fit into the largest shape: the rest is in an array", `
  function f() {
    ${Array.from({ length: 24 }, (_, n) => `let v${n} = ${n};`).join(" ")}
    main.switch();
    v3 = v20 = -1;
    main.switch();
    return [${Array.from({ length: 24 }, (_, n) => `v${n}`).join()}];
  }
  const g = new Greenlet(f);
  const check = () => { const [{ locals }] = g.frames(); log("v3" in locals, Object.keys(locals).length, Object.entries(locals).filter(([name, value]) => name !== "v" + value).sort().join()); };
  g.switch(); check();
  g.switch(); check();
  log(g.switch().length);
`, ["false 23 ", "true 24 v20,-1,v3,-1", "24"]);

locals("names are the user's, also those that compiled code cannot have", `
  function f() { const $1 = 1, $frame = 2, constructor = 3, __proto__ = 4; main.switch(); return [$1, $frame, constructor, __proto__]; }
  const g = new Greenlet(f);
  g.switch();
  const [{ locals }] = g.frames();
  log(Object.entries(locals).sort().join(" "));
  log(Object.getPrototypeOf(locals) === Object.prototype, g.switch());
`, ["$1,1 $frame,2 __proto__,4 constructor,3", "true [ 1, 2, 3, 4 ]"]);

test("locals are a copy: who asks changes nothing, and is not changed", () => {
  const { g } = load(`exports.g = new Greenlet((n) => { for (;;) { n++; main.switch(n); } });`, FULL);
  g.switch(1);
  const [{ locals }] = g.frames();
  locals.n = 100;
  assert.is(g.switch(), 3);
  assert.is(locals.n, 100);
});

// ---- what the option leaves out

test("frames: positions, the default: no variables; none: no positions either", () => {
  const source = `const read = () => { const n = main.switch(); return n; }; exports.g = new Greenlet(function body() { const n = read(); return n; });`;
  const framesOf = (options: CompileOptions): FramePosition[] => {
    const { g } = load(source, options);
    g.switch();
    return g.frames();
  };
  const [read, body] = framesOf({});
  assert.equal(read, { function: "read", file: "program.cjs", line: 1, column: 52 });
  assert.equal(framesOf({ frames: "positions" }), [read, body]);
  assert.equal(framesOf({ frames: "none" }), [{ function: "read", file: "program.cjs" }, { function: "body", file: "program.cjs" }]);
  const { g } = load(source, { frames: "none" });
  g.switch();
  assert.is(g.stack, "<Greenlet suspended>\n    at read (program.cjs)\n    at body (program.cjs)");
});

test("the tables change nothing else: but for them the compiled text is the same", () => {
  for (const fixture of readCorpus("greenlets/")) {
    for (const [file, source] of fixture.files) {
      const [none, positions, full] = (["none", "positions", "full"] as const).map((frames) => compile(source, { filename: file, frames }).code.replace(/\$\.describe\(.*?\]\]\);/g, "TABLE"));
      assert.is(none, positions);
      assert.is(full, positions);
    }
  }
});

for (const frames of ["all", "", true, null, ["full"]]) {
  test(`frames: ${JSON.stringify(frames)} is refused`, () => assert.throws(() => compile("", { frames: frames as never }), /GL9001: wrong value for option 'frames'/));
}

// ---- the tables of every fixture, held against what --print says

/** [name, slots, positions, handlers, generator, locals] */
type Entry = [string, number, string, unknown?, unknown?, string?];

const tableOf = (code: string): Entry[] => JSON.parse(/\$\d*\.describe\("[^"]*", \d+, (\[.*?\])\);/.exec(code)?.[1] ?? "[]") as Entry[];

/** `slot:name` of what a frame holds, by point, as `--print=live` and `--print=frames` have it: by compiled names, temporaries among them. */
function printedRows(live: string, frames: string): string[][] {
  const slots = new Map([...frames.matchAll(/^ {2}s(\d+): (.*)$/gm)].flatMap(([, slot, names]) => names!.split(" or ").map((name) => [name, slot!] as const)));
  return live.split("\n").slice(1).map((line) => (/\{ (.*) \}/.exec(line)?.[1] ?? "").split(", ").filter((name) => slots.has(name)).map((name) => `${slots.get(name)}:${name.replace(/^\$(?=this$|arguments$)/, "")}`));
}

/** The same as the table has it: by the user's names. */
function tabledRows(locals: string): string[][] {
  let row = "";
  return locals === "" ? [] : locals.split(" ").map((text) => {
    row = text === "=" ? row : text;
    return row === "-" ? [] : row.split(",").flatMap((name, slot) => (name === "" ? [] : [`${slot}:${name.replace("*", "")}`]));
  });
}

const GENERATED = /^\d+:\$(?:\d+|make\d+|newTarget)\$*$/;
/** A variable that needed another name has a number behind its own. */
const means = (compiled: string, users: string): boolean => compiled === users || (compiled.startsWith(`${users}$`) && /^\d+$/.test(compiled.slice(users.length + 1)));
const bare = (slotAndName: string): string => slotAndName.replace(/^\d+:/, "").replace(/\$\d+$/, "");

/** What is wrong with the row of one point. @param line of the user's text. */
function rowProblems(tabled: readonly string[], printed: readonly string[], line: string): string[] {
  const invented = tabled.filter((users) => !printed.some((compiled) => means(compiled, users)));
  const missing = printed.filter((compiled) => !GENERATED.test(compiled) && !tabled.some((users) => means(compiled, users)));
  // Rightly missing: a variable that one of its name hides, and the one that an object under construction waits in.
  const forgotten = missing.filter((compiled) => !tabled.some((users) => bare(users) === bare(compiled)) && !/\bnew |\bsuper\(/.test(line));
  return [...invented.map((item) => `${item} is not there`), ...forgotten.map((item) => `${item} is missing`)];
}

test("for every fixture: what the tables say of a slot is what --print says, and each position is one", () => {
  let count = 0;
  const problems: string[] = [];
  for (const fixture of readCorpus()) {
    for (const [file, source] of fixture.kind === "normal" ? fixture.files : []) {
      const options: CompileOptions = { filename: file, ...fixture.options.compile, ...FULL };
      const entries = tableOf(compile(source, options).code);
      const [lives, frames] = (["live", "frames"] as const).map((what) => print(source, { what, ...options }).split("\n\n")) as [string[], string[]];
      entries.forEach(([name, , positions, , , locals = ""], index) => {
        const printed = printedRows(lives[index]!, frames[index]!);
        const places = positions.split(" ");
        const lines = source.split("\n");
        if (!lives[index]!.startsWith(`${name} (`)) problems.push(`${fixture.name}: ${name} is not ${lives[index]}`);
        tabledRows(locals).forEach((tabled, at) => {
          count += tabled.length;
          const [line, column] = places[at]!.split(":").map(Number) as [number, number];
          if (!(line >= 1 && column >= 1 && column <= lines[line - 1]!.length)) problems.push(`${fixture.name} ${name}: no such place: ${places[at]}`);
          problems.push(...rowProblems(tabled, printed[at]!, lines[line - 1]!).map((problem) => `${fixture.name} ${name} ${places[at]}: ${problem}`));
        });
      });
    }
  }
  assert.is(problems.join("\n"), "");
  assert.ok(count > 1_000, String(count));
});

// ---- stack, util.inspect, toString

test("stack: as an error's, the class and state first", () => {
  const { Worker } = load(`
    const read = () => { const n = main.switch(); return n; };
    exports.Worker = class Worker extends Greenlet { run() { const n = read(); return n; } };
  `);
  const g = new Worker();
  assert.is(g.stack, "<Worker pending>");
  g.switch();
  assert.is(g.stack, "<Worker suspended>\n    at read (program.cjs:2:41)\n    at Worker.run (program.cjs:3:72)");
  g.switch();
  assert.is(g.stack, "<Worker dead>");
  assert.match(getCurrent().stack, /^<main Greenlet running>$/);
});

test("stack of the main greenlet, seen from another one: it waits in a plain function", () => {
  const { g } = load(`exports.g = new Greenlet(() => main.stack);`);
  assert.is(g.switch(), "<main Greenlet suspended>\n    at <plain function>");
});

test("stack and util.inspect run nothing of the program: no toString, no getter", () => {
  class Odd extends Greenlet {
    override toString(): string {
      throw new Error("toString ran");
    }
    get trap(): never {
      throw new Error("a getter ran");
    }
    static override get name(): string {
      throw new Error("a static getter ran");
    }
  }
  const g = new Odd(() => 1);
  Object.defineProperty(g, "own", { enumerable: true, get: () => assert.unreachable() });
  assert.is(g.stack, "<Greenlet pending>");
  assert.is(inspect(g), "<Greenlet pending> { own: [Getter] }");
  assert.throws(() => String(g), /toString ran/);
});

test("G30 toString is the state alone; util.inspect says where it waits, and shows the user's attributes", () => {
  const { Worker } = load(`exports.Worker = class Worker extends Greenlet { job = { id: 1 }; run() { const n = main.switch(); return n; } };`, { filename: "src/deep/worker.cjs" });
  const g = new Worker();
  assert.is(inspect(g), "<Worker pending> { job: { id: 1 } }");
  g.switch();
  assert.is(String(g), "<Worker suspended>");
  assert.is(inspect(g), "<Worker suspended at Worker.run (worker.cjs:1:105)> { job: { id: 1 } }");
  g.self = g;
  assert.match(inspect(g, { depth: null }), /self: <Worker suspended at Worker\.run \(worker\.cjs:1:105\)>\n/);
  assert.match(inspect({ deep: { er: { g } } }, { depth: 1 }), /\[Object\]/);
  g.switch();
  assert.is(inspect(new Greenlet()), "<Greenlet pending>");
  assert.is(inspect(getCurrent()), "<main Greenlet running>");
  assert.is(inspect([new Greenlet()]), "[ <Greenlet pending> ]");
  assert.match(inspect(g, { colors: true }), /^\u001b\[36m<Worker dead>\u001b\[39m \{/);
  assert.match(inspect(Object.create(Greenlet.prototype)), /^Greenlet \{\}/);
  assert.type(inspect(Greenlet.prototype), "string");
});

// ---- the path of an error

/** The user's functions in a stack's lines. */
const namesIn = (stack: string): string => [...stack.replace(/^( {4}at .*)\n {4}… and 1 more of it$/gm, "$1\n$1").matchAll(/^ {4}at (?:Frame\d+\.)?([\w.<>]+)(?: \[as \w+\])? \(program\.cjs/gm)].map(([, name]) => name!.split(".").at(-1)).join(" ");

for (const variant of VARIANTS) {
  test(`G50 the path: the dying greenlet's frames, then its parent's, not the switcher's: ${variant.name}`, () => {
    let error: Error | undefined;
    const lines = run(`
      const thrower = () => { main.switch(); throw new RangeError("x"); };
      function inner(n) { const got = n === 0 ? thrower() : inner(n - 1); return got; }
      const parent = new Greenlet(function parentBody() { const got = waiting(); return got; });
      function waiting() { const got = main.switch("ready"); return got; }
      parent.switch();
      const child = new Greenlet(function childBody() { const got = inner(2); return got; }, parent);
      child.switch();
      const switcher = new Greenlet(function switching() { const got = child.switch(); return got; });
      try { switcher.switch(); } catch (error) { keep(error, child, parent); log(error.stack.split("\\n")[0]); }
      switcher.kill();
    `.replace("keep(", "globalThis.keepError("), variant);
    assert.equal(lines, ["RangeError: x"]);
    error = kept.error as Error;
    assert.is(pathOf(error).map(({ function: name }) => name.split(".").at(-1)).join(" ").replace(/^thrower | program$/g, ""), "inner inner inner childBody waiting parentBody");
    const stack = stackOf(error);
    assert.match(namesIn(stack), /^thrower inner inner inner childBody waiting parentBody/);
    assert.not.match(stack, /switching|trampoline/);
    assert.match(stack, /through <Greenlet dead>:\n(?: {4}.*\n)+ {2}through <Greenlet dead>:\n {4}at program\.waiting \(program\.cjs:5:\d+\)/);
    for (const { greenlet, function: name } of pathOf(error)) assert.ok(greenlet === (name === "program" ? getCurrent() : /waiting|parentBody/.test(name) ? kept.parent : kept.child), name);
  });
}

const kept: { error?: unknown; child?: Greenlet; parent?: Greenlet } = {};
Object.assign(globalThis, { keepError: (error: unknown, child: Greenlet, parent: Greenlet) => void Object.assign(kept, { error, child, parent }) });

test("the error itself stays as it is: same stack, no property", () => {
  const { failing } = load(`exports.failing = (error) => { const g = new Greenlet(() => { const got = main.switch(); throw error; }); g.switch(); g.switch(); };`);
  const error = Object.freeze(new Error("x"));
  const { stack } = error;
  assert.throws(() => failing(error), (caught: unknown) => caught === error);
  assert.equal([error.stack, Reflect.ownKeys(error).sort().join()], [stack, "message,stack"]);
});

test("a frame that handles an error is the last of its path; thrown again the path goes on", () => {
  const { run: go } = load(`
    const low = () => { main.switch(); throw new Error("x"); };
    function middle() { try { const got = low(); return got; } catch (error) { paths.push(pathOf(error).length); throw error; } finally { main.switch(); } }
    function top() { const got = middle(); return got; }
    const paths = [];
    exports.run = () => { const g = new Greenlet(function body() { const got = top(); return got; }); g.switch(); g.switch(); try { g.switch(); } catch (error) { return [paths, pathOf(error).map((frame) => frame.function)]; } };
  `);
  assert.equal(go(), [[1], ["middle", "top", "run.body", "run"]]);
});

test("an error that is thrown into a greenlet goes through its frames, and out of a plain function", () => {
  const { run: go } = load(`
    const wait = () => { const got = main.switch(); return got; };
    exports.run = () => {
      const g = new Greenlet(function body() { const got = wait(); return got; });
      g.switch();
      const error = new Error("thrown in");
      try { g.throw(error); } catch (caught) { return [pathOf(caught).map((frame) => frame.function), stackOf(caught)]; }
    };
  `);
  const [path, stack] = go() as [string[], string];
  assert.equal(path, ["wait", "run.body", "run"]);
  assert.match(stack, /^Error: thrown in\n {4}at .*run .*\n {2}through <Greenlet dead>:\n {4}at wait .*\n {4}at run\.body .*\n {2}through <main Greenlet running>:\n {4}at run [^\n]*$/);
});

test("what goes on under a plain function is told by the error's own stack", () => {
  const { run: go } = load(`
    const low = () => { main.switch(); throw new Error("x"); };
    const g = new Greenlet(function body() { const got = low(); return got; });
    exports.run = () => { g.switch(); plainly(function under() { g.switch(); }); };
  `);
  try {
    go();
    assert.unreachable();
  } catch (error) {
    assert.match(stackOf(error), /^Error: x\n {4}at .*low .*\n {2}through <Greenlet dead>:\n {4}at body .*\n {2}through <main Greenlet running>:\n {4}at run\.under .*\n {4}at plainly .*\n {4}at .*run /);
  }
});

test("values that are no errors: objects have a path, primitive values none", () => {
  const { failing } = load(`exports.failing = (value) => { const g = new Greenlet(function body() { const got = main.switch(); throw value; }); g.switch(); new Greenlet(function outer() { const got = g.throw(value); return got; }).switch(); };`);
  for (const value of [{ a: 1 }, Object.create(null), "text", undefined, 5n, Symbol("s")]) {
    try {
      failing(value);
      assert.unreachable();
    } catch (error) {
      assert.is(error, value);
      assert.is(pathOf(value).length, typeof value === "object" ? 2 : 0);
      assert.type(stackOf(value), "string");
    }
  }
  assert.equal([pathOf(null), stackOf("text"), stackOf(null)], [[], "text", "[object Null]"]);
});

test("an error object that is thrown again and again does not grow for ever, nor does a recursion that it goes through", () => {
  const { many, deep } = load(`
    const shared = new Error("shared");
    const a = (n) => { if (n > 0) { const got = b(n - 1); return got; } main.switch(); throw shared; };
    const b = (n) => { const got = a(n); return got; };
    const down = (n) => { if (n > 0) { const got = down(n - 1); return got; } main.switch(); throw new Error("deep"); };
    const fail = (body, n) => { const g = new Greenlet(body); g.switch(n); try { g.switch(); } catch (error) { return error; } };
    exports.many = () => { let error; for (let n = 0; n < 300; n++) error = fail(a, 10); return error; };
    exports.deep = () => fail(down, 3000);
  `);
  const frames = pathOf(many()).length;
  assert.ok(frames > 900 && frames <= 1_001, String(frames));
  assert.match(stackOf(many()), /\n {4}… and more$/);
  const error = deep() as Error;
  assert.is(pathOf(error).length, 3_001, "and fail");
  assert.match(stackOf(error), /at down .*\n {4}… and 2999 more of it\n/);
});

test("kill leaves no path: its error is shared by all", () => {
  const { killing } = load(`exports.killing = () => { let seen; const g = new Greenlet(() => plainly(() => { try { main.switch(); } finally { seen = 1; } })); return g; };`);
  const g = killing() as Greenlet;
  assert.is(g.kill(), true);
});

test.run();
