/**
 * A switch that fails leaves both sides usable (G121), and interleaved unfinished switches never corrupt what is under way (G122): errors in a getter `run`, in foreign frames,
 * and in the middle of others' switches. runtime-overflow.test.ts does the same with a full stack, model.test.ts with random scripts.
 */
import { test } from "uvu";
import { logs } from "./helpers/greenlet-programs.ts";

const FAILING = `
  class Failing extends Greenlet {
    left = 1;
    get run() { if (this.left-- > 0) throw new Error("lookup"); return (x) => "ran with " + x; }
  }
  const partner = new Greenlet(() => { for (let n = 1; ; n++) partner.parent.switch(n); });
  const next = () => { partner.parent = getCurrent(); return partner.switch(); };
  const attempt = (f) => { try { return f(); } catch (error) { return error.name + " " + error.message; } };
`;

for (const [place, through] of Object.entries({ "compiled code": "(f) => f()", "a plain function": "(f) => plainly(f)", "a getter of the engine's": "(f) => Object.values(Object.defineProperty({}, 'x', { enumerable: true, get: f }))[0]", "another greenlet": "(f) => new Greenlet(f).switch()", "a genlet": "(f) => genlet(f)().next().value" })) {
  logs(`G121 an error in a getter run, at a switch in ${place}: both sides go on, and the greenlet can be started later`, `
    ${FAILING}
    const through = ${through};
    const g = new Failing(null, main);
    log(next());
    log(through(() => [attempt(() => g.switch(1)), next()]));
    log(g.started, g.dead, next());
    log(through(() => { g.parent = getCurrent(); return [g.switch(2), next()]; }), g.dead);
  `, ["1", "[ 'Error lookup', 2 ]", "false false 3", "[ 'ran with 2', 4 ] true"]);

  logs(`G121 an error in a getter run, at the death of a child in ${place}: it goes to the next ancestor, and all others go on`, `
    ${FAILING}
    const through = ${through};
    const parent = new Failing();
    log(next(), through(() => {
      parent.parent = getCurrent();
      const child = new Greenlet(() => { log(next()); return "lost"; }, parent);
      return [attempt(() => child.switch()), child.dead, parent.started, next()];
    }));
    log(next());
    parent.parent = main;
    log(new Greenlet(() => "a result", parent).switch(), parent.dead, next());
  `, ["2", "1 [ 'Error lookup', true, false, 3 ]", "4", "ran with a result true 5"]);

  logs(`G121 an error thrown in ${place} between switches goes to its caller; who is suspended above or beside it goes on`, `
    ${FAILING}
    const through = ${through};
    const parked = new Greenlet(() => { for (let n = 10; ; n += 10) try { parked.parent.switch(n); } catch (error) { log("parked caught", error); } });
    const park = () => { parked.parent = getCurrent(); return parked.switch(); };
    log(attempt(() => through(() => { log(next(), park()); throw new TypeError("in between"); })));
    log(attempt(() => through(() => { parked.parent = getCurrent(); log(parked.throw("a text")); throw new RangeError("again"); })));
    log(next(), park());
  `, ["1 10", "TypeError in between", "parked caught a text", "20", "RangeError again", "2 30"]);
}

logs("G121 an error in a foreign frame that a suspended greenlet lies on: its frames above and below unwind, those of others do not", `
  ${FAILING}
  const g = new Greenlet(() => { try { return plainly(() => { try { log("g got", inside.switch()); } finally { log("above"); } }); } finally { log("below"); } });
  const inside = new Greenlet(() => { log("inside got", attempt(() => g.throw(new Error("into g")))); return "inside ends"; });
  log(attempt(() => g.switch()), g.dead, inside.active);
  log(next(), inside.switch("sent"));
`, ["above", "below", "Error into g true true", "inside got sent", "1 inside ends"]);

logs("G121 a switch refused in each of three foreign frames, one in the other: each is left as it was entered", `
  ${FAILING}
  const g = new Greenlet(() => {
    const refused = () => attempt(() => main.switch()).replace(/:.*/, "");
    const got = plainly(() => [refused(), plainly(() => [refused(), plainly(() => [refused(), next()]), refused(), next()]), refused(), next()]);
    log(JSON.stringify(got));
    return main.switch("out") + 1;
  });
  log(g.switch());
  log(next(), g.switch(1), g.dead);
`, [JSON.stringify(["r", ["r", ["r", 1], "r", 2], "r", 3]).replaceAll('"r"', '"PinnedError cannot switch to <main Greenlet suspended>"'), "out", "4 2 true"]);

logs("G122 three greenlets, each in the middle of a switch to the next: values and errors find their way", `
  const order = [];
  const body = (name) => (x) => {
    for (let turn = 0; turn < 4; turn++) {
      order.push(name + x);
      try { x = ring[name].switch(x + 1); } catch (error) { order.push(name + "!" + error); x = error; }
    }
    return name + " ends with " + x;
  };
  const [a, b, c] = ["a", "b", "c"].map((name) => new Greenlet(body(name)));
  const ring = { a: b, b: c, c: a };
  log(a.switch(0));
  log(order.join(" "));
  log(b.throw(100), c.throw(200));
  log([a, b, c].map((g) => g.dead).join());
`, ["a ends with 12", "a0 b1 c2 a3 b4 c5 a6 b7 c8 a9 b10 c11", "b ends with 100 c ends with 200", "true,true,true"]);

logs("G122 three greenlets that start, kill and throw into one another before any of them is done", `
  const log1 = (...values) => log(values.join(" "));
  const c = new Greenlet((x) => { try { log1("c", x); a.switch("from c"); } finally { log1("c's finally"); b.switch("c is being killed"); log1("c's finally goes on"); } });
  const b = new Greenlet((x) => { log1("b", x); const got = c.switch("from b"); log1("b got", got); log1("c is dead", c.dead); return "b ends"; });
  const a = new Greenlet(() => { const got = b.switch("from a"); log1("a got", got); log1("killed", c.kill()); return "a ends"; });
  log1(a.switch());
  log1(c.switch(), a.dead, b.dead, c.dead);
`, ["b from a", "c from b", "a got from c", "c's finally", "b got c is being killed", "c is dead false", "b ends", "c's finally goes on", "killed true", "a ends true true true"]);

test.run();
