/** Construction and `run`: G1 to G16 of the list of greenlet's behaviours. */
import { test } from "uvu";
import { logs } from "./helpers/greenlet-programs.ts";

logs("G1 construction runs nothing", `
  const g = new Greenlet(() => log("ran"));
  log(g.dead, g.started, g.active, g.toString());
`, ["false false false <Greenlet pending>"]);

logs("G2 the parent is the greenlet that is current at construction", `
  const outer = new Greenlet(() => {
    const inner = new Greenlet(() => 1);
    log(inner.parent === outer, inner.parent === getCurrent());
  });
  outer.switch();
  log(new Greenlet(() => 1).parent === main);
`, ["true true", "true"]);

logs("G3 a parent that is null or undefined is the default", `
  log(new Greenlet(() => 1, null).parent === main, new Greenlet(() => 1, undefined).parent === main);
`, ["true true"]);

logs("G4 a parent that is no greenlet is a TypeError", `
  for (const parent of [1, "x", {}, () => 1]) {
    try { new Greenlet(() => 1, parent); } catch (error) { log(error instanceof TypeError, error.message); }
  }
`, Array.from({ length: 4 }, () => "true parent must be a Greenlet"));

logs("G6 without run, switch and throw raise a TypeError at the switcher and leave it unstarted, to be mended", `
  const g = new Greenlet();
  for (const go of [() => g.switch(), () => g.throw(new Error("x")), () => g.switch(1)]) {
    try { go(); } catch (error) { log(error instanceof TypeError, /run/.test(error.message), g.dead, g.started); }
  }
  g.run = (x) => x + 1;
  log(g.switch(1), g.dead);
`, ["true true false false", "true true false false", "true true false false", "2 true"]);

logs("G7 a run that is no function is a TypeError at once; null is none", `
  for (const run of [5, "x", {}]) {
    try { new Greenlet(run); } catch (error) { log(error instanceof TypeError, error.message); }
  }
  log(new Greenlet(null).run);
  try { new Greenlet().run = 5; } catch (error) { log(error instanceof TypeError); }
`, ["true run must be a function", "true run must be a function", "true run must be a function", "undefined", "true"]);

logs("G7 a class's run that is no function is a TypeError at the switch", `
  class Odd extends Greenlet {}
  Object.defineProperty(Odd.prototype, "run", { value: 5 });
  const g = new Odd();
  try { g.switch(); } catch (error) { log(error instanceof TypeError, g.started); }
`, ["true false"]);

logs("G8 any function is a body: built-in, plain, bound, a callback of another greenlet", `
  log(new Greenlet(Math.max).switch(1, 3, 2));
  log(new Greenlet(plainly).switch((x) => x * 2, 4));
  const g = new Greenlet(getCurrent);
  log(g.switch() === g);
  log(new Greenlet(function () { return this.base + 1; }.bind({ base: 1 })).switch());
  log(new Greenlet(main.callback()).switch("handed on"));
`, ["3", "8", "true", "2", "handed on"]);

logs("G8 the body's this is the greenlet", `
  const g = new Greenlet(function () { return this; });
  log(g.switch() === g);
`, ["true"]);

logs("G10 run can be read, written and taken away before the start, and is undefined from then on", `
  const first = () => 1;
  const g = new Greenlet(first);
  log(g.run === first);
  g.run = () => { log(g.run); main.switch(); return 2; };
  g.switch();
  log(g.run, g.active);
  g.switch();
  log(g.run, g.dead);
  const other = new Greenlet(first);
  other.run = undefined;
  try { other.switch(); } catch (error) { log(error.name); }
`, ["true", "undefined", "undefined true", "undefined true", "TypeError"]);

logs("G11 run cannot be set after the start, nor on the main greenlet", `
  const g = new Greenlet(() => main.switch());
  g.switch();
  for (const greenlet of [g, main]) {
    try { greenlet.run = () => 1; } catch (error) { log(error instanceof TypeError, error.message); }
  }
  g.switch();
  try { g.run = () => 1; } catch (error) { log(error instanceof TypeError); }
  log(main.run);
`, ["true run cannot be set after the start", "true run cannot be set after the start", "true", "undefined"]);

logs("G12 run is looked up at the first switch, in the switcher's context", `
  class Sub extends Greenlet {
    run(x) { return "method " + x; }
  }
  class Lazy extends Greenlet {
    get run() { log("looked up in", getCurrent() === main); return (x) => "getter " + x; }
  }
  log(new Sub().switch(1));
  const lazy = new Lazy();
  log("constructed");
  log(lazy.switch(2));
  const own = new Sub();
  Object.defineProperty(own, "run", { value: (x) => "own " + x });
  log(own.switch(3));
`, ["method 1", "constructed", "looked up in true", "getter 2", "own 3"]);

logs("G12 the constructor's argument beats a subclass's method", `
  class Sub extends Greenlet { run() { return "method"; } }
  log(new Sub(() => "argument").switch());
`, ["argument"]);

logs("G13 an error of the lookup is the switcher's; the greenlet stays unstarted, and each retry fails again", `
  let fails = 2;
  class Sub extends Greenlet {
    get run() { if (fails-- > 0) throw new Error("lookup"); return () => "ran"; }
  }
  const g = new Sub(null, new Greenlet(() => log("the parent hears nothing")));
  for (let i = 0; i < 2; i++) {
    try { i === 0 ? g.switch() : g.throw(new Error("other")); } catch (error) { log(error.message, g.started, g.dead); }
  }
  g.parent = main;
  log(g.switch());
`, ["lookup false false", "lookup false false", "ran"]);

logs("G14 a lookup that starts the same greenlet: the outer switch becomes a resume", `
  class Sub extends Greenlet {
    lookups = 0;
    get run() {
      if (this.lookups++ === 0) log("inner", this.switch("started by the lookup"));
      return (x) => { log("body", x); log("resumed", main.switch("out")); return "end"; };
    }
  }
  const g = new Sub();
  log("outer", g.switch("by the outer switch"));
  log(g.dead, g.lookups);
`, ["body started by the lookup", "inner out", "resumed by the outer switch", "outer end", "true 2"]);

logs("G14 a lookup that starts the greenlet and lets it die: the outer switch goes to its parent", `
  class Sub extends Greenlet {
    lookups = 0;
    get run() {
      if (this.lookups++ === 0) log("inner", this.switch(1));
      return (x) => "died with " + x;
    }
  }
  const g = new Sub();
  log("outer", g.switch(2));
`, ["inner died with 1", "outer 2"]);

logs("G14 a lookup that kills the greenlet", `
  class Sub extends Greenlet {
    get run() { this.kill(); return () => log("never"); }
  }
  log(new Sub().switch(2));
`, ["2"]);

logs("G15 a pending error survives what the lookup runs", `
  class Sub extends Greenlet {
    get run() {
      log(new Greenlet((x) => main.switch(x) ?? "other").switch("elsewhere"));
      try { new Greenlet(() => { throw new Error("caught in the lookup"); }).switch(); } catch (error) { log(error.message); }
      return () => log("never");
    }
  }
  const g = new Sub();
  try { g.throw(new Error("mine")); } catch (error) { log(error.message, g.dead); }
`, ["elsewhere", "caught in the lookup", "mine true"]);

test.run();
