/** What the runtime holds on to: nothing that the program has let go of. Needs --expose-gc, as `npm test` passes it. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { getCurrent, type Greenlet, runtime } from "../runtime/index.ts";
import { load } from "./helpers/greenlet-programs.ts";
import { restingProblems } from "./helpers/programs.ts";

const { gc } = globalThis as { gc?: () => void };
if (gc === undefined) console.log("skipped: node runs without --expose-gc");
const leakTest = gc === undefined ? test.skip : test;

const big = (): object => ({ payload: new Array(1000).fill(0) });

/** Whether all are gone once the stack is empty. */
async function isCollected(...refs: WeakRef<object>[]): Promise<boolean> {
  for (let round = 0; round < 10; round++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    gc!();
    if (refs.every((ref) => ref.deref() === undefined)) return true;
  }
  return false;
}

/** Runs `body`, which keeps only weak references, in a frame of its own. */
const weakly = <T>(body: () => T): T => body();

const program = load(`
  exports.echo = () => new Greenlet((value) => { for (;;) { const given = value; value = undefined; value = main.switch(given); } });
  exports.sink = () => new Greenlet((...values) => { values = undefined; for (;;) main.switch(); });
  exports.holding = (value) => { main.switch(); return value.payload.length; };
  exports.holder = (value) => new Greenlet(() => exports.holding(value) + 0);
  exports.forgetful = (make) => new Greenlet(() => {
    let value = make();
    main.switch(value.payload.length);
    value = null;
    for (;;) main.switch();
  });
  exports.dying = (value) => new Greenlet(() => { main.switch(); return value; });
  exports.failing = (value) => new Greenlet(() => { main.switch(); throw value; });
  exports.wide = (make) => new Greenlet(() => {
    const a = make(), b = make(), c = make(), d = make(), e = make();
    main.switch();
    main.switch(a.payload.length + b.payload.length + c.payload.length + d.payload.length + e.payload.length);
    main.switch();
    main.switch();
  });
  exports.nested = (value, plainly) => new Greenlet(() => plainly(() => new Greenlet((x) => x).switch(value)));
  exports.finished = (self) => { const g = new Greenlet(() => { g.self = g; main.switch(); return 1; }); return g; };
`);

test.after.each(() => assert.equal(restingProblems(), []));

leakTest("values handed over and back are not retained", async () => {
  const echo = program["echo"]() as Greenlet;
  const refs = weakly(() => {
    const first = big();
    const second = big();
    assert.is(echo.switch(first), first);
    assert.is(echo.switch(second), second);
    echo.switch(0);
    return [new WeakRef(first), new WeakRef(second)];
  });
  assert.ok(await isCollected(...refs));
  echo.kill();
});

leakTest("G26 arguments of a first switch, one and several, are not retained", async () => {
  const [one, several] = [program["sink"](), program["sink"]()] as [Greenlet, Greenlet];
  const refs = weakly(() => {
    const values = [big(), big(), big()];
    one.switch(values[0]);
    one.switch();
    several.switch(values[1], values[2]);
    several.switch();
    return values.map((value) => new WeakRef(value));
  });
  assert.ok(await isCollected(...refs));
  assert.ok(one.active && several.active);
});

leakTest("results and errors of greenlets that ended are not retained, nor their frames", async () => {
  const greenlets: Greenlet[] = [];
  const refs = weakly(() => {
    const result = big();
    const error = Object.assign(new Error("x"), big());
    const [dying, failing] = [program["dying"](result), program["failing"](error)] as [Greenlet, Greenlet];
    greenlets.push(dying, failing);
    dying.switch();
    failing.switch();
    assert.is(dying.switch(), result);
    assert.throws(() => failing.switch(), "x");
    return [new WeakRef(result), new WeakRef(error)];
  });
  // The closures of the bodies hold them, and the greenlets no longer hold the bodies.
  assert.ok(await isCollected(...refs));
  assert.ok(greenlets.every(({ dead }) => dead));
});

leakTest("G79 G80 a suspended greenlet that nobody knows any more is collected, with its frames", async () => {
  const refs = weakly(() => {
    const value = big();
    const greenlet = program["holder"](value) as Greenlet;
    greenlet.switch();
    return [new WeakRef(value), new WeakRef(greenlet)];
  });
  assert.ok(await isCollected(...refs));
});

leakTest("one that is known keeps what its frames still need", async () => {
  const greenlet = weakly(() => {
    const g = program["holder"](big()) as Greenlet;
    g.switch();
    return g;
  });
  await isCollected();
  assert.is(greenlet.switch(), 1000);
});

leakTest("G78 pending and dead greenlets are collected, also in cycles", async () => {
  const refs = weakly(() => {
    const pending = program["holder"](big()) as Greenlet & { self?: unknown };
    pending.self = pending;
    const dead = program["finished"]() as Greenlet;
    dead.switch();
    dead.switch();
    assert.ok(dead.dead);
    const suspended = program["finished"]() as Greenlet;
    suspended.switch();
    return [new WeakRef(pending), new WeakRef(dead), new WeakRef(suspended)];
  });
  assert.ok(await isCollected(...refs));
});

leakTest("a variable is let go of when nothing after the resume point reads it", async () => {
  const made: WeakRef<object>[] = [];
  const make = (): object => {
    const value = big();
    made.push(new WeakRef(value));
    return value;
  };
  const forgetful = program["forgetful"](make) as Greenlet;
  forgetful.switch();
  forgetful.switch();
  const wide = program["wide"](make) as Greenlet;
  wide.switch();
  assert.is(wide.switch(), 5000);
  wide.switch();
  assert.ok(await isCollected(...made));
  assert.ok(forgetful.active && wide.active);
});

leakTest("a killed greenlet, and a pending one that was killed, keep nothing", async () => {
  const greenlets: Greenlet[] = [];
  const refs = weakly(() => {
    const values = [big(), big()];
    const [suspended, pending] = values.map((value) => program["holder"](value)) as [Greenlet, Greenlet];
    suspended.switch();
    suspended.kill();
    pending.kill();
    greenlets.push(suspended, pending);
    return values.map((value) => new WeakRef(value));
  });
  assert.ok(await isCollected(...refs));
  assert.ok(greenlets.every(({ dead }) => dead));
});

leakTest("nothing stays in the runtime after switches through foreign frames and refused ones", async () => {
  const refs = weakly(() => {
    const values = [big(), big()];
    const plainly = (fn: () => unknown): unknown => fn();
    const nested = program["nested"](values[0], plainly) as Greenlet;
    assert.is(nested.switch(), values[0]);
    const main = getCurrent();
    const { refused } = load(`exports.refused = (value, plainly) => new Greenlet(() => plainly(() => { try { return main.switch(value); } catch (error) { return error.name; } }));`);
    assert.is((refused(values[1], plainly) as Greenlet).switch(), "PinnedError");
    assert.is(getCurrent(), main);
    return [...values, nested].map((value) => new WeakRef(value as object));
  });
  assert.ok(await isCollected(...refs));
});

test("G124 at rest the runtime's fields are empty: nothing waits to be cleaned up", () => {
  const greenlet = program["echo"]() as Greenlet;
  greenlet.switch(big());
  assert.throws(() => greenlet.throw(new Error("x")), "x");
  const { value, target, head, tail, unwinding } = runtime;
  assert.equal({ value, target, head, tail, unwinding }, { value: undefined, target: null, head: null, tail: null, unwinding: 0 });
});

test.run();
