/** switch(), the life cycle and the current greenlet: G17 to G33, G70 and G71 of the list of greenlet's behaviours. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Greenlet } from "../runtime/index.ts";
import { load, logs } from "./helpers/greenlet-programs.ts";

logs("G17 the first switch calls the body with the arguments, however many it takes", `
  const count = (...args) => args;
  log(new Greenlet(count).switch(), new Greenlet(count).switch(undefined), new Greenlet(count).switch(1, 2, 3), new Greenlet((a) => a).switch(1, 2));
`, ["[] [ undefined ] [ 1, 2, 3 ] 1"]);

logs("G18 no argument resumes with undefined, one with itself, several with an array", `
  const g = new Greenlet(() => { for (let value; (value = main.switch()) !== "end";) log(value); });
  g.switch();
  g.switch();
  g.switch(1);
  g.switch([1]);
  g.switch(1, [2], undefined);
  g.switch("end");
`, ["undefined", "1", "[ 1 ]", "[ 1, [ 2 ], undefined ]"]);

logs("G19 the body's result reaches the parent as it is", `
  const value = [1, 2];
  log(new Greenlet(() => value).switch() === value, new Greenlet(() => undefined).switch(), new Greenlet(() => null).switch());
`, ["true undefined null"]);

logs("G20 a greenlet that ends starts its pending parent with the result as its one argument", `
  const parent = new Greenlet((...args) => ["parent", args]);
  log(new Greenlet(() => [42, 24], parent).switch(), parent.dead);
`, ["[ 'parent', [ [ 42, 24 ] ] ] true"]);

logs("G20 an error of the parent started so goes on up the chain", `
  const parent = new Greenlet((x) => { throw new Error("parent of " + x); });
  try { new Greenlet(() => 1, parent).switch(); } catch (error) { log(error.message); }
`, ["parent of 1"]);

logs("G21 switch returns what the next switch to the caller brings, from whomever", `
  const answerer = new Greenlet((asker) => { log("asked"); asker.switch("not from the one you asked"); });
  const other = new Greenlet((asker) => answerer.switch(asker));
  log(other.switch(main), other.active, answerer.active);
`, ["asked", "not from the one you asked true true"]);

logs("G22 any greenlet may switch to any other: siblings, ancestors, descendants", `
  const order = [];
  const a = new Greenlet(() => { order.push("a1"); b.switch(); order.push("a2"); c.switch(); order.push("a3"); });
  const b = new Greenlet(() => { order.push("b1"); c = new Greenlet(body); c.switch(); order.push("b2"); a.switch(); });
  let c;
  function body() { order.push("c1"); main.switch(); order.push("c2"); b.switch(); order.push("c3"); }
  a.switch();
  order.push("main");
  a.switch();
  log(order.join(" "), a.dead, b.dead, c.dead);
`, ["a1 b1 c1 main a2 c2 b2 a3 true false false"]);

logs("G23 a switch to itself returns its arguments at once", `
  const g = new Greenlet(() => [g.switch(), g.switch(1), g.switch(1, 2), g.switch([1])]);
  log(g.switch(), main.switch(5));
`, ["[ undefined, 1, [ 1, 2 ], [ 1 ] ] 5"]);

logs("G24 callback() is switch as a plain function", `
  const g = new Greenlet((...args) => { log(args); for (;;) log(main.switch("out")); });
  const go = g.callback();
  log(go(1, 2), [3].map(go), go(), go(4));
`, ["[ 1, 2 ]", "[ 3, 0, [ 3 ] ]", "undefined", "4", "out [ 'out' ] out out"]);

logs("G25 the arguments are taken before anything else can run", `
  const args = [1, 2];
  class Sub extends Greenlet {
    get run() { args.length = 0; return (...got) => got; }
  }
  log(new Sub().switch(...args));
`, ["[ 1, 2 ]"]);

logs("G27 dead is false while pending, running and suspended, true after a return, an error and a kill", `
  const g = new Greenlet(() => { log(g.dead); main.switch(); });
  log(g.dead);
  g.switch();
  log(g.dead);
  g.switch();
  log(g.dead);
  const failing = new Greenlet(() => { throw new Error("x"); });
  try { failing.switch(); } catch {}
  const killed = new Greenlet(() => main.switch());
  killed.switch();
  killed.kill();
  log(failing.dead, killed.dead, main.dead);
  try { (function () { "use strict"; g.dead = false; })(); } catch (error) { log(error.name); }
`, ["false", "false", "false", "true", "true true false", "TypeError"]);

logs("G28 active is true from the start to the death", `
  const g = new Greenlet(() => { log(g.active, g.started); main.switch(); });
  log(g.active, g.started);
  g.switch();
  log(g.active, g.started);
  g.switch();
  log(g.active, g.started, main.active, main.started);
`, ["false false", "true true", "true true", "false true true true"]);

logs("G29 throwing into a pending greenlet kills it, and its body never runs", `
  const g = new Greenlet(() => log("ran"));
  try { g.throw(new Error("x")); } catch (error) { log(error.message, g.dead, g.started); }
`, ["x true true"]);

logs("G30 toString tells the state", `
  class Worker extends Greenlet {}
  const g = new Worker(() => { log(String(g), String(main)); main.switch(); });
  log(String(g), String(main));
  g.switch();
  log(String(g));
  g.switch();
  log(String(g));
`, ["<Worker pending> <main Greenlet running>", "<Worker running> <main Greenlet suspended>", "<Worker suspended>", "<Worker dead>"]);

logs("G31 properties of one's own, G32 identity", `
  const g = new Greenlet(() => { getCurrent().inside = 1; main.switch(getCurrent()); });
  g.name = "mine";
  const same = g.switch();
  log(same === g, g.name, g.inside, new Set([g, same]).size);
`, ["true mine 1 1"]);

logs("G33 what belongs to Greenlet hangs on it", `
  log(Greenlet.getCurrent() === main, Greenlet.GreenletExit === GreenletExit, Greenlet.GreenletError === GreenletError);
`, ["true true true"]);

logs("G70 the current greenlet is the object that runs, also a subclass's", `
  class Sub extends Greenlet { run() { return getCurrent() === this && getCurrent() instanceof Sub; } }
  log(new Sub().switch(), getCurrent() === main);
`, ["true true"]);

logs("G71 the main greenlet is a Greenlet, and the one without parent", `
  log(main instanceof Greenlet, main.parent);
`, ["true null"]);

test("values and errors keep their identity on the way", () => {
  const values = [undefined, null, 0, -0, NaN, "", Symbol("s"), 1n, {}, [], () => 1, new Error("e"), Promise.resolve()];
  const echo = load(`exports.echo = (main) => new Greenlet((value) => { for (;;) value = main.switch(value); });`)["echo"](Greenlet.getCurrent()) as Greenlet;
  for (const value of values) assert.ok(Object.is(echo.switch(value), value), String(value));
});

logs("two generators by switching, at different depths, interleaved", `
  function* reference(n) { if (n > 0) { yield n; yield* reference(n - 1); yield -n; } }
  const produce = (n) => { if (n > 0) { main.switch(n); produce(n - 1); main.switch(-n); } };
  const a = new Greenlet(produce);
  const b = new Greenlet(produce);
  const got = [[], []];
  for (let i = 0; i < 6; i++) for (const [index, g] of [a, b].entries()) got[index].push(g.switch(3 + index));
  log(got[0].join() === [...reference(3)].slice(0, 6).join(), got[1].join() === [...reference(4)].slice(0, 6).join());
  a.kill();
  b.kill();
`, ["true true"]);

test.run();
