/** Parents and dead greenlets: G34 to G48 of the list of greenlet's behaviours. */
import { test } from "uvu";
import { logs } from "./helpers/greenlet-programs.ts";

logs("G34 every greenlet but main has a parent", `
  log(main.parent, new Greenlet(() => 1).parent === main);
`, ["null true"]);

logs("G35 the parent may be changed while pending, suspended, running and dead", `
  const [p, q] = [1, 2].map((n) => new Greenlet((x) => "p" + n + " " + x));
  const pending = new Greenlet(() => "pending");
  pending.parent = p;
  log(pending.parent === p, pending.switch());
  const suspended = new Greenlet(() => { main.switch(); return "suspended"; });
  suspended.switch();
  suspended.parent = q;
  log(suspended.switch());
  suspended.parent = main;
  log(suspended.parent === main, p.dead, q.dead);
`, ["true p1 pending", "p2 suspended", "true true true"]);

logs("G36 a parent that is no greenlet is a TypeError, and changes nothing", `
  const g = new Greenlet(() => main.switch());
  for (const start of [false, true]) {
    if (start) g.switch();
    for (const parent of [null, undefined, 1, "x", {}]) {
      try { g.parent = parent; } catch (error) { log(error instanceof TypeError, g.parent === main); }
    }
  }
  g.switch();
`, Array.from({ length: 10 }, () => "true true"));

logs("G37 a cycle is a GreenletError", `
  const a = new Greenlet(() => 1);
  const b = new Greenlet(() => 1, a);
  const c = new Greenlet(() => 1, b);
  for (const parent of [a, b, c]) {
    try { a.parent = parent; } catch (error) { log(error instanceof GreenletError, error.message, a.parent === main); }
  }
`, Array.from({ length: 3 }, () => "true cyclic parent chain true"));

logs("G38 the main greenlet's parent cannot be set, which is said before anything else", `
  for (const parent of [main, 5, new Greenlet(() => 1)]) {
    try { main.parent = parent; } catch (error) { log(error instanceof GreenletError, error.message); }
  }
`, Array.from({ length: 3 }, () => "true cannot set the parent of the main greenlet"));

logs("G39 a greenlet that changes its parent while it runs ends in the new one", `
  const other = new Greenlet(() => { log("other got", main.switch("other waits")); return "via other"; });
  log(other.switch());
  const g = new Greenlet(() => { g.parent = other; return "result"; });
  log(g.switch());
`, ["other waits", "other got result", "via other"]);

logs("G39 another greenlet may change it, too", `
  const other = new Greenlet(() => main.switch());
  other.switch();
  const g = new Greenlet(() => { new Greenlet(() => { g.parent = other; }, g).switch(); throw new Error("for the new parent"); });
  try { g.switch(); } catch (error) { log(error.message, other.dead); }
`, ["for the new parent true"]);

logs("G40 a switch to a dead greenlet goes to its parent, also one given to it later, and starts it", `
  const g = new Greenlet(() => 1);
  g.switch();
  g.parent = new Greenlet((...args) => ["started with", args]);
  log(g.switch(1, 2), g.parent.dead);
  const waiting = new Greenlet(() => { for (;;) log("waiting got", main.switch()); });
  waiting.switch();
  g.parent = waiting;
  g.switch(1, 2);
  g.switch();
  waiting.kill();
`, ["[ 'started with', [ 1, 2 ] ] true", "waiting got [ 1, 2 ]", "waiting got undefined"]);

logs("G41 when the parent is dead the result goes to the nearest living ancestor", `
  const top = new Greenlet(() => { log("top got", main.switch("ready")); return "end"; });
  log(top.switch());
  const middle = new Greenlet(() => 1, top);
  const low = new Greenlet(() => { main.switch(); return "result"; }, middle);
  low.switch();
  middle.kill();
  log(low.switch());
  const orphan = new Greenlet(() => "to main", middle);
  log(orphan.switch());
`, ["ready", "top got result", "end", "to main"]);

logs("G42 a parent that cannot be started: its error replaces the result and goes to the next ancestor; it stays unstarted", `
  class Failing extends Greenlet { get run() { throw new Error("lookup"); } }
  const runless = new Greenlet();
  for (const parent of [runless, new Failing()]) {
    try { new Greenlet(() => "lost", parent).switch(); } catch (error) { log(error.message, parent.started); }
  }
  const chain = new Greenlet(() => "lost", new Greenlet(null, new Failing()));
  try { chain.switch(); } catch (error) { log(error.message); }
  runless.run = (x) => "mended " + x;
  log(new Greenlet(() => "again", runless).switch());
`, ["the greenlet has no run false", "lookup false", "lookup", "mended again"]);

logs("G42 the replaced error of a dying greenlet, too", `
  try { new Greenlet(() => { throw new Error("lost"); }, new Greenlet()).switch(); } catch (error) { log(error.name); }
`, ["TypeError"]);

logs("G42 a lookup at a death may switch there and back, and the result is not lost", `
  class Sub extends Greenlet {
    get run() {
      log(new Greenlet(() => dying.switch("and back")).switch());
      return (x) => "parent got " + x;
    }
  }
  const parent = new Sub();
  const dying = new Greenlet(() => "result", parent);
  log(dying.switch(), dying.dead, parent.dead);
`, ["and back", "parent got result true true"]);

logs("G42 a lookup at a death that starts the parent itself: the result is handed to it then", `
  class Sub extends Greenlet {
    lookups = 0;
    get run() {
      if (this.lookups++ === 0) log("inner", this.switch("early"));
      return (x) => { log("started", x); log("then", dying.switch("out")); return "end"; };
    }
  }
  const parent = new Sub();
  const dying = new Greenlet(() => "result", parent);
  log(dying.switch(), parent.dead);
`, ["started early", "inner out", "then result", "end true"]);

logs("G44 a long chain of parents dies from below, pending or suspended, with a value and with an error", `
  let g = main;
  for (let i = 0; i < 1000; i++) g = new Greenlet((x) => x + 1, g);
  log(g.switch(0));
  for (let i = 0; i < 1000; i++) { g = new Greenlet(() => { try { return main.switch() + 1; } catch (error) { throw new Error(error.message + "!"); } }, g); g.switch(); }
  try { g.throw(new Error("up")); } catch (error) { log(error.message.length); }
`, ["1000", "1002"]);

logs("G45 a dead greenlet whose nearest living ancestor is the caller returns the arguments", `
  const g = new Greenlet(() => 1);
  g.switch();
  log(g.switch(), g.switch(25), g.switch(1, 2));
  const inside = new Greenlet(() => {
    const child = new Greenlet(() => 1);
    child.switch();
    return [child.switch("mine"), getCurrent() === inside];
  });
  log(inside.switch());
`, ["undefined 25 [ 1, 2 ]", "[ 'mine', true ]"]);

logs("G46 a pending one is started with them", `
  const parent = new Greenlet((...args) => args);
  const g = new Greenlet(() => 1, parent);
  g.kill();
  log(g.switch(1, 2), parent.dead);
`, ["[ 1, 2 ] true"]);

logs("G47 throw on a dead greenlet raises in that ancestor; an exit is returned as a value", `
  const g = new Greenlet(() => 1);
  g.switch();
  try { g.throw(new Error("mine")); } catch (error) { log(error.message); }
  class MyExit extends GreenletExit {}
  log(g.throw().name, g.throw(MyExit, "payload").message, g.throw(new GreenletExit("x")).message);
  const waiting = new Greenlet(() => { try { main.switch(); } catch (error) { return "caught " + error.message; } });
  waiting.switch();
  g.parent = waiting;
  log(g.throw(new Error("for the parent")));
`, ["mine", "GreenletExit payload x", "caught for the parent"]);

logs("G48 main never dies", `
  for (const go of [() => main.throw(new Error("x")), () => main.kill(), () => main.throw()]) {
    try { go(); } catch (error) { log(error.name, main.dead); }
  }
`, ["Error false", "GreenletError false", "GreenletExit false"]);

test.run();
