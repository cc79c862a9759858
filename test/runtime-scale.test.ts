/** Depth: 100,000 frames and 100,000 parents, on no more native stack than one takes; and a switch costs the same at every depth. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Frame, Resume } from "../runtime/core/frame.ts";
import { getCurrent, type Greenlet, runtime } from "../runtime/index.ts";
import { load } from "./helpers/greenlet-programs.ts";
import { restingProblems } from "./helpers/programs.ts";

const N = 100_000;

const program = load(`
  /** Switches on each level, so that its frames pile up in the heap, never on the native stack. */
  function deep(n, bottom) {
    main.switch(n);
    if (n === 0) return bottom();
    return deep(n - 1, bottom) + 1;
  }
  exports.deep = (n, bottom) => new Greenlet(() => deep(n, bottom));
  exports.switching = () => { for (let i = 0; i < 10; i++) main.switch(i); return 0; };
  exports.failing = () => { throw new Error("at the bottom"); };
  function chain(n, end) {
    let g = new Greenlet(end);
    const all = [g];
    for (let i = 1; i < n; i++) all.push((g = new Greenlet((x) => x + 1, g)));
    return all;
  }
  exports.pendingChain = chain;
  exports.suspendedChain = (n) => {
    const all = [];
    let g = main;
    for (let i = 0; i < n; i++) {
      g = new Greenlet(() => { try { return main.switch() + 1; } finally { exports.finallies++; } }, g);
      g.switch();
      all.push(g);
    }
    return all;
  };
  exports.finallies = 0;
`);

test.after.each(() => assert.equal(restingProblems(), []));

function drain(greenlet: Greenlet): unknown {
  for (;;) {
    const value = greenlet.switch();
    if (greenlet.dead) return value;
  }
}

test(`${N} frames deep: a result goes through all of them`, () => {
  assert.is(drain(program["deep"](N, () => 0)), N);
});

test(`${N} frames deep: an error goes through all of them`, () => {
  const greenlet = program["deep"](N, program["failing"]) as Greenlet;
  assert.throws(() => drain(greenlet), "at the bottom");
  assert.ok(greenlet.dead);
});

test(`${N} frames deep: killed`, () => {
  const greenlet = program["deep"](N, () => 0) as Greenlet;
  for (let i = 0; i < N; i++) greenlet.switch();
  assert.is(greenlet.frames().length, N);
  assert.is(greenlet.depth, N);
  assert.is(greenlet.kill(), true);
});

test(`a chain of ${N} pending parents: each is started with the result of the one below`, () => {
  const all = program["pendingChain"](N, (x: number) => x + 1) as Greenlet[];
  assert.is(all.at(-1)!.switch(0), N);
  assert.ok(all.every(({ dead }) => dead));
});

test(`a chain of ${N} pending parents: an error passes through all of them`, () => {
  const all = program["pendingChain"](N, (x: number) => x + 1) as Greenlet[];
  assert.throws(() => all.at(-1)!.throw(new Error("up")), "up");
  assert.ok(all.every(({ dead }) => dead));
});

test(`a chain of ${N} suspended parents: with a result, and with an error`, () => {
  for (const end of ["switch", "throw"] as const) {
    program["finallies"] = 0;
    const all = program["suspendedChain"](N) as Greenlet[];
    if (end === "switch") assert.is(all.at(-1)!.switch(0), N);
    else assert.throws(() => all.at(-1)!.throw(new Error("up")), "up");
    assert.is(program["finallies"], N);
    assert.ok(all.every(({ dead }) => dead));
  }
});

test(`a switch to a dead greenlet under ${N} dead ones`, () => {
  const all = program["pendingChain"](N, (x: number) => x + 1) as Greenlet[];
  for (const greenlet of all) greenlet.kill();
  assert.is(all.at(-1)!.switch("through"), "through");
});

/** How many new frames the body makes, and how often it resumes frames of the greenlet. */
function work(greenlet: Greenlet, body: () => void): { saved: number; resumed: number } {
  const counts = { saved: 0, resumed: 0 };
  const { save } = runtime;
  runtime.save = (...args) => {
    counts.saved++;
    return save(...args);
  };
  for (let frame = greenlet.$top as { resume: Resume; next: Frame | null } | null; frame !== null; frame = frame.next) {
    const { resume } = frame;
    frame.resume = (...args) => {
      counts.resumed++;
      return resume(...args);
    };
  }
  try {
    body();
  } finally {
    runtime.save = save;
  }
  return counts;
}

test(`a switch resumes one frame and makes no new one, at depth 1 as at depth ${N}`, () => {
  for (const depth of [1, 100, N]) {
    const greenlet = program["deep"](depth, program["switching"]) as Greenlet;
    for (let i = 0; i <= depth + 2; i++) greenlet.switch();
    const counts = work(greenlet, () => {
      for (let i = 0; i < 5; i++) greenlet.switch();
    });
    assert.equal(counts, { saved: 0, resumed: 5 }, `depth ${depth}`);
    greenlet.kill();
  }
});

test("100,000 greenlets at a time", () => {
  const all = Array.from({ length: N }, () => program["deep"](1, () => 0) as Greenlet);
  for (const greenlet of all) greenlet.switch();
  assert.ok(all.every(({ active }) => active));
  assert.is(getCurrent(), runtime.main);
  for (const greenlet of all) assert.is(drain(greenlet), 1);
});

test.run();
