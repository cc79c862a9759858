/** Errors, GreenletExit, throw() and kill(): G49 to G69 and G73 of the list of greenlet's behaviours. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { getCurrent, type Greenlet, GreenletError, GreenletExit, PinnedError } from "../runtime/index.ts";
import { load, logs } from "./helpers/greenlet-programs.ts";

logs("G49 an uncaught error is raised in the parent, never at the switcher", `
  const parent = new Greenlet(() => { try { child.switch("go"); } catch (error) { return "the parent caught " + error.message; } });
  const child = new Greenlet(() => { main.switch(); throw new Error("x"); }, parent);
  const switcher = new Greenlet(() => { try { child.switch(); } catch { log("never"); } finally { log("not before it is killed"); } });
  parent.switch();
  log(switcher.switch(), child.dead, parent.dead, switcher.dead);
  switcher.kill();
`, ["the parent caught x true true false", "not before it is killed"]);

test("G50 the error keeps its stack: the dying greenlet's frames", () => {
  const { failing } = load(`function thrower() { throw new Error("x"); } exports.failing = () => new Greenlet(function body() { thrower(); return 1; });`);
  try {
    (failing() as Greenlet).switch();
    assert.unreachable();
  } catch (error) {
    assert.match((error as Error).stack!, /at thrower .*\n.*at .*body/);
  }
});

logs("G51 anything thrown arrives as it is", `
  for (const value of ["text", 0, null, undefined, { a: 1 }]) {
    try { new Greenlet(() => { throw value; }).switch(); } catch (error) { log(error === value); }
  }
`, Array.from({ length: 5 }, () => "true"));

logs("G52 a catch binding and a pending completion of finally survive a switch", `
  const g = new Greenlet(() => {
    try { throw new Error("mine"); } catch (error) { main.switch("in catch"); log(error.message); }
    try { return "returned"; } finally { main.switch("in finally"); }
  });
  const h = new Greenlet(() => {
    try {
      try { throw new Error("other"); } finally { main.switch("h in finally"); }
    } catch (error) { main.switch("h in catch"); return error.message; }
  });
  log(g.switch(), h.switch(), g.switch(), h.switch(), g.switch(), h.switch());
`, ["mine", "in catch h in finally in finally h in catch returned other"]);

logs("G53 no cause is added across throw", `
  const g = new Greenlet(() => { try { main.switch(); } catch (error) { return [error.message, "cause" in error]; } });
  g.switch();
  try { throw new Error("ambient"); } catch { log(g.throw(new Error("mine"))); }
`, ["[ 'mine', false ]"]);

logs("G54 a try around switch catches the error only for the parent", `
  const child = new Greenlet(() => { throw new Error("x"); }, main);
  const g = new Greenlet(() => { try { child.switch(); } catch { log("never"); } });
  try { g.switch(); } catch (error) { log(error.message, g.dead); }
  g.kill();
`, ["x false"]);

logs("G57 an uncaught exit is the greenlet's result, payload and all", `
  class MyExit extends GreenletExit {}
  log(new Greenlet(() => { throw new GreenletExit("raised"); }).switch().message);
  const g = new Greenlet(() => main.switch());
  g.switch();
  const exit = g.throw(MyExit, "thrown");
  log(exit instanceof MyExit, exit.message, g.dead);
`, ["raised", "true thrown true"]);

logs("G58 an exit may be caught, and the greenlet lives on", `
  const g = new Greenlet(() => { for (;;) { try { main.switch("again"); } catch (error) { if (!(error instanceof GreenletExit)) throw error; log("no"); } } });
  log(g.switch(), g.throw(), g.throw(), g.dead);
  g.kill();
`, ["no", "no", "again again again false"]);

test("G59 misuse is a GreenletError, of which PinnedError is a kind", () => {
  assert.ok(new GreenletError("x") instanceof Error);
  assert.ok(PinnedError.prototype instanceof GreenletError);
  assert.not(GreenletExit.prototype instanceof GreenletError);
});

logs("G60 an exit into a pending child whose parent is pending: the parent is started with the exit", `
  const parent = new Greenlet((x) => x.name);
  const child = new Greenlet(() => log("never"), parent);
  log(child.throw(), child.dead, parent.dead);
`, ["GreenletExit true true"]);

logs("G61 throw without arguments throws a GreenletExit, G62 a class with arguments a new one, anything else itself", `
  const g = new Greenlet(() => { for (;;) { try { main.switch(); } catch (error) { log(error instanceof Error ? error.name + " " + error.message : error); } } });
  g.switch();
  g.throw();
  g.throw(TypeError, "with a message");
  g.throw(RangeError);
  g.throw(Error, "x");
  g.throw(new SyntaxError("instance"));
  g.throw("text");
  g.throw(undefined);
  g.throw(class extends Error { constructor(a, b) { super(a + b); this.name = "Own"; } }, "a", "b");
  g.kill();
`, ["GreenletExit ", "TypeError with a message", "RangeError ", "Error x", "SyntaxError instance", "text", "undefined", "Own ab"]);

logs("G65 throw returns what the next switch brings", `
  const g = new Greenlet(() => { try { main.switch(); } catch {} return main.switch("caught it") + 1; });
  g.switch();
  log(g.throw(new Error("x")), g.switch(1));
`, ["caught it 2"]);

logs("G66 throw on the current greenlet raises in place", `
  const g = new Greenlet(() => { try { g.throw(new Error("own")); } catch (error) { log(error.message); } try { getCurrent().throw(); } catch (error) { log(error.name); } });
  g.switch();
  try { main.throw(new Error("main's")); } catch (error) { log(error.message); }
  try { main.throw(); } catch (error) { log(error.name); }
`, ["own", "GreenletExit", "main's", "GreenletExit"]);

logs("G67 throw into a pending greenlet: the body never runs, the error goes to its own parent", `
  const body = () => log("never");
  const suspended = new Greenlet(() => { try { main.switch(); } catch (error) { return "suspended caught " + error.message; } });
  suspended.switch();
  log(new Greenlet(body, suspended).throw(new Error("1")));
  const pending = new Greenlet(body);
  try { new Greenlet(body, pending).throw(new Error("2")); } catch (error) { log("main caught", error.message, pending.dead, pending.started); }
  const dead = new Greenlet(() => 1);
  dead.switch();
  try { new Greenlet(body, dead).throw(new Error("3")); } catch (error) { log("main caught", error.message); }
  const noRun = new Greenlet(body, new Greenlet());
  try { noRun.throw(new Error("4")); } catch (error) { log(error.name, noRun.dead); }
`, ["suspended caught 1", "main caught 2 true true", "main caught 3", "TypeError true"]);

logs("G67 an exit into a pending greenlet is its result", `
  const g = new Greenlet(() => log("never"));
  log(g.throw().name, g.dead);
`, ["GreenletExit true"]);

logs("G69 a suspended loop is interrupted by an error that it catches", `
  class Stop extends Error {}
  const g = new Greenlet(() => { let n = 0; try { for (;;) { main.switch(n++); } } catch (error) { if (!(error instanceof Stop)) throw error; return "stopped at " + n; } });
  log(g.switch(), g.switch(), g.throw(new Stop()), g.dead);
`, ["0 1 stopped at 2 true"]);

logs("an error goes through all frames of a greenlet, innermost first, and only where there are handlers", `
  function level(n) {
    if (n === 0) return main.switch("deep");
    try { return level(n - 1) + 1; } catch (error) { if (n % 2 === 1) throw new Error(error.message + n); return error.message + " caught by " + n; } finally { log("finally", n); }
  }
  const plainLevels = (n) => (n === 0 ? level(2) : plainLevels(n - 1) + "!");
  const g = new Greenlet(plainLevels);
  log(g.switch(3));
  log(g.throw(new Error("e")));
`, ["deep", "finally 1", "finally 2", "e1 caught by 2!!!"]);

logs("G56 G73 kill runs finally and no catch, ends in the killer, and tells whether it is dead", `
  const g = new Greenlet(() => { try { try { main.switch(); } catch { log("never"); } finally { log("inner"); } } finally { log("outer"); } });
  g.switch();
  log(g.kill(), g.dead, g.kill());
`, ["inner", "outer", "true true true"]);

logs("kill of a pending greenlet: nothing runs; of the main one: an error", `
  const g = new Greenlet(() => log("never"));
  log(g.kill(), g.dead);
  try { main.kill(); } catch (error) { log(error.name); }
`, ["true true", "GreenletError"]);

logs("kill of the current greenlet ends it, with undefined as its result", `
  const g = new Greenlet(() => { try { deeper(); log("never"); } catch { log("never"); } finally { log("finally"); } });
  const deeper = () => { g.kill(); return 1; };
  log(g.switch(), g.dead);
`, ["finally", "undefined true"]);

logs("kill goes back to the killer, not to the parent, which hears nothing of it", `
  const parent = new Greenlet(() => { main.switch(); log("never"); });
  parent.switch();
  const g = new Greenlet(() => { try { main.switch(); } finally { log(g.parent === parent); } }, parent);
  g.switch();
  log(g.kill(), parent.active, g.parent === parent);
  parent.kill();
`, ["true", "true true true"]);

logs("G75 kill throws what a finally throws, in the killer", `
  const g = new Greenlet(() => { try { main.switch(); } finally { throw new Error("in finally"); } });
  g.switch();
  try { g.kill(); } catch (error) { log(error.message, g.dead); }
`, ["in finally true"]);

logs("G77 a finally that switches away: kill returns false, and the rest of the unwinding follows when it is switched to", `
  const g = new Greenlet(() => { try { main.switch(); } finally { log("finally got", main.switch("cleaning")); } });
  g.switch();
  log(g.kill(), g.dead);
  log(g.switch("more"), g.dead);
`, ["false false", "finally got more", "undefined true"]);

logs("a finally that overrides the kill lets the greenlet live", `
  const inner = () => { try { main.switch(); } finally { return "overridden"; } };
  const g = new Greenlet(() => { log(inner()); main.switch("alive"); return "end"; });
  g.switch();
  log(g.kill(), g.dead, g.switch());
`, ["overridden", "false false end"]);

logs("a descendant kills its ancestor: no cycle of parents, nobody hangs", `
  const top = new Greenlet(() => { try { main.switch("top"); } finally { log("top ends"); main.switch("from the finally"); log("never"); } });
  top.switch();
  const low = new Greenlet(() => { log("killed", top.kill()); log(top.kill()); return "low"; }, new Greenlet((x) => x, top));
  log(low.switch());
  const other = new Greenlet(() => 1);
  other.parent = low;
  other.parent = main;
  log(top.parent === main, low.active, top.active);
  log(low.switch());
`, ["top ends", "from the finally", "true true true", "killed false", "true", "low"]);

logs("two greenlets kill a third one: the later killer is told, the earlier one when it is switched to", `
  const g = new Greenlet(() => { try { try { main.switch(); } finally { main.switch("first"); } } finally { log("outer"); } });
  g.switch();
  const [a, b] = ["a", "b"].map((name) => new Greenlet(() => { log(name, g.kill()); return name + " ends"; }));
  log(a.switch());
  log(b.switch());
  log(g.dead, a.active);
  log(a.switch());
`, ["first", "outer", "b true", "b ends", "true true", "a true", "a ends"]);

logs("the greenlet that is being killed kills its killer", `
  const g = new Greenlet(() => { try { main.switch(); } finally { log("finally", killer.kill()); } });
  g.switch();
  const killer = new Greenlet(() => { try { g.kill(); log("never"); } finally { log("the killer ends"); } });
  log(killer.switch(), killer.dead, g.dead);
`, ["the killer ends", "finally true", "undefined true true"]);

logs("greenlets created in a finally of a killed one have it as parent", `
  const g = new Greenlet(() => { try { main.switch(); } finally { log(new Greenlet(() => "child").switch()); } });
  g.switch();
  log(g.kill());
`, ["child", "true"]);

test("G73 Symbol.dispose kills", () => {
  const g = load(`exports.g = new Greenlet((main) => { try { main.switch(); } finally { exports.cleaned = true; } });`);
  (g["g"] as Greenlet).switch(getCurrent());
  (g["g"] as Greenlet)[Symbol.dispose]();
  assert.is(g["cleaned"], true);
  assert.is((g["g"] as Greenlet).dead, true);
});

logs("a PinnedError names the plain function that switched itself", `
  const g = new Greenlet(new Function("next", "return function readAll() { return next().switch(); }")(() => h));
  const h = new Greenlet(() => { try { main.switch(); } catch (error) { log(error.message.replace(/ \\(.*/, "")); } }, g);
  g.switch();
`, ["cannot switch to <main Greenlet suspended>: it is pinned by Greenlet.readAll"]);

test.run();
