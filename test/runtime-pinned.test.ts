/** Foreign frames: last-in-first-out through every kind of them, PinnedError otherwise, and nothing lost either way. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { logs, run, VARIANTS } from "./helpers/greenlet-programs.ts";

/** Calls `f` with a foreign frame in between, as an expression of `f`; each gives back what `f` gave. */
const FRAMES: Record<string, string> = {
  "a plain function": "plainly(() => f())",
  "Array.prototype.toString": "(() => { let got; Array.prototype.toString.call({ join() { got = f(); return ''; } }); return got; })()",
  "Array.prototype.concat": "[].concat({ get [Symbol.isConcatSpreadable]() { this.got = f(); return false; } })[0].got",
  "a getter reached by super": "({ __proto__: { get x() { return f(); } }, y() { return super.x; } }).y()",
  "a getter called by the engine": "Object.values(Object.defineProperty({}, 'x', { enumerable: true, get: () => f() }))[0]",
  toString: "(() => { let got; String({ toString() { got = f(); return ''; } }); return got; })()",
  valueOf: "(() => { let got; Number({ valueOf() { got = f(); return 1; } }); return got; })()",
  "a plain generator": "[...(function* () { 'use plain'; yield f(); })()][0]",
  "a toJSON": "(() => { let got; JSON.stringify({ toJSON() { got = f(); return 1; } }); return got; })()",
  "a proxy trap": "new Proxy({}, { get: () => f() }).x",
  "a promise executor": "(() => { let got; new Promise(() => { got = f(); }); return got; })()",
  "a plain constructor": "new (class { constructor() { 'use plain'; this.x = f(); } })().x",
  "an iterator's next, called by a constructor": "[...new Set({ [Symbol.iterator]: () => { let done = false; return { next: () => (done ? { done } : { done: !(done = true), value: f() }) }; } })][0]",
};

/** The same with standard functions between that have capable twins, and other things that are no foreign frames. */
const TWINS: Record<string, string> = {
  "a getter": "({ get x() { return f(); } }).x",
  "a setter": "(() => { let got; ({ set x(_) { got = f(); } }).x = 1; return got; })()",
  "private accessors": "new (class { #got; get #x() { return this.#got; } set #x(f) { this.#got = f(); } y() { this.#x = f; return this.#x; } })().y()",
  "an operator": "(() => { let got; 1 + { valueOf() { got = f(); return 1; } }; return got; })()",
  "a template literal": "(() => { let got; `${{ toString() { got = f(); return ''; } }}`; return got; })()",
  "instanceof": "(() => { let got; 1 instanceof { [Symbol.hasInstance]() { got = f(); } }; return got; })()",
  "a generator": "[...(function* () { yield f(); })()][0]",
  "an iterator's next": "[...{ [Symbol.iterator]: () => { let done = false; return { next: () => (done ? { done } : { done: !(done = true), value: f() }) }; } }][0]",
  "JSON.parse": "JSON.parse('1', () => f())",
  "String.prototype.replace": "(() => { let got; 'a'.replace(/a/, () => { got = f(); return ''; }); return got; })()",
  "Map.prototype.forEach": "(() => { let got; new Map([[1, 2]]).forEach(() => { got = f(); }); return got; })()",
  "Reflect.apply": "Reflect.apply(f, undefined, [])",
  "Array.prototype.map": "[1].map(() => f())[0]",
  "Array.prototype.sort": "(() => { let got; [2, 1].sort(() => { got = f(); return 0; }); return got; })()",
};

for (const [name, call] of Object.entries({ ...FRAMES, ...TWINS })) {
  logs(`there and back through ${name}`, `
    const through = (f) => ${call};
    const g = new Greenlet((x) => { for (;;) x = main.switch(x + 1); });
    const work = new Greenlet(() => through(() => g.switch(1) + g.switch(2)));
    g.parent = work;
    log(through(() => g.switch(10)), through(() => new Greenlet(() => through(() => new Greenlet((x) => x * 2).switch(4))).switch()));
    g.kill();
  `, ["11 8"]);

  logs(`an error through ${name}`, `
    const through = (f) => ${call};
    const failing = () => new Greenlet(() => { throw new Error("x"); }).switch();
    const seen = [];
    ${name.includes("promise") ? 'seen.push("x", "x");' : `
    try { through(failing); } catch (error) { seen.push(error.message); }
    try { through(() => through(failing)); } catch (error) { seen.push(error.message); }`}
    log(seen);
  `, ["[ 'x', 'x' ]"]);

}

for (const [name, call] of Object.entries(TWINS)) {
  logs(`a switch out of a callback of ${name}`, `
    const through = (f) => ${call};
    const g = new Greenlet((x) => through(() => [x, main.switch("out"), plainly(() => { try { main.switch(); } catch (error) { return error.name; } })]));
    log(g.switch(1));
    log(through(() => g.switch("back")), g.dead);
  `, ["out", "[ 1, 'back', 'PinnedError' ] true"]);
}

for (const [name, call] of Object.entries(FRAMES)) {
  logs(`a switch to a greenlet pinned deeper than ${name} is refused, and all go on`, `
    const through = (f) => ${call};
    const g = new Greenlet((x) => {
      const got = through(() => { try { return main.switch("refused"); } catch (error) { return [error instanceof PinnedError, error.target === main]; } });
      log(got);
      log("outside", main.switch("works"));
      return "end";
    });
    log(g.switch());
    log(g.switch("back"), g.dead);
  `, ["[ true, true ]", "works", "outside back", "end true"]);
}

for (const [outer, first] of Object.entries(FRAMES).slice(0, 8)) {
  for (const [inner, second] of Object.entries(FRAMES).slice(5, 13)) {
    if (outer === inner) continue;
    test(`three greenlets nested through ${outer}, ${inner} and a plain function`, () => {
      const program = `
        const one = (f) => ${first};
        const two = (f) => ${second};
        const counter = new Greenlet(() => { for (let n = 0; ; n++) counter.parent.switch(n); });
        const next = () => { counter.parent = getCurrent(); return counter.switch(); };
        const c = () => { const n = next(); return plainly(() => n + next()); };
        const b = () => { const n = next(); return two(() => n + next() + new Greenlet(c).switch()) + next(); };
        const a = () => { const n = next(); return one(() => n + next() + new Greenlet(b).switch()) + next(); };
        log(new Greenlet(a).switch(), next());
        counter.kill();
      `;
      for (const variant of VARIANTS) assert.equal(run(program, variant), ["28 8"], variant.name);
    });
  }
}

logs("PinnedError names the foreign function and its place", `
  const g = new Greenlet(() => [
    plainly(() => { try { main.switch(); } catch (error) { return error.message; } }),
    Object.assign([], { join() { try { main.switch(); } catch (error) { return error.message; } } }).toString(),
    [1].map(() => plainly(() => { try { main.switch(); } catch (error) { return error.message; } }))[0],
  ]);
  for (const message of g.switch()) log(message.replace(/\\(\\w[\\w.-]+:\\d+:\\d+\\)$/, "(place)"));
`, [
  "cannot switch to <main Greenlet suspended>: it is pinned by plainly (place)",
  "cannot switch to <main Greenlet suspended>: it is pinned by Array.prototype.toString (place)",
  "cannot switch to <main Greenlet suspended>: it is pinned by plainly (place)",
]);

logs("it names the frame right above the greenlet that cannot be reached, and takes no toString of a subclass", `
  class Odd extends Greenlet { toString() { throw new Error("never asked"); } }
  const a = new Odd(() => Object.assign([], { join: () => new Greenlet(() => plainly(() => b.switch())).switch() }).toString());
  const b = new Greenlet(() => { try { a.switch(); } catch (error) { return error.message.replace(/\\(.*\\)/, ""); } }, a);
  b.parent = main;
  try { log(a.switch()); } catch (error) { log(error.name, error.value); }
`, ["PinnedError cannot switch to <Odd suspended>: it is pinned by plainly "]);

logs("the error is raised at the switch: the caller's own handlers and finally see it, and it may try again elsewhere", `
  const g = new Greenlet(() => {
    const inner = () => { try { main.switch("refused"); } finally { log("finally"); } };
    try { plainly(() => { inner(); log("never"); }); } catch (error) { log(error.name); }
    main.switch("from outside");
    return "end";
  });
  log(g.switch());
  log(g.switch());
`, ["finally", "PinnedError", "from outside", "end"]);

logs("uncaught, it goes through the foreign frame to the greenlet's parent", `
  const g = new Greenlet(() => { watching(() => main.switch("refused"), (seen, message) => log(seen, message.replace(/ \\(.*/, ""))); });
  try { g.switch(); } catch (error) { log("main caught", error.name, g.dead); }
`, ["seen cannot switch to <main Greenlet suspended>: it is pinned by watching", "main caught PinnedError true"]);

logs("a greenlet that ends while its parent is pinned deeper: the one in the way gets its result with the error", `
  const work = (end) => new Greenlet(() => {
    const child = new Greenlet(end, main);
    return plainly(() => { try { return child.switch(); } catch (error) { return [error instanceof PinnedError, error.value, error.cause?.message, child.dead]; } });
  });
  log(work(() => "result").switch());
  log(work(() => { throw new Error("x"); }).switch());
  log(work(() => { throw new GreenletExit("exit"); }).switch()[1].message);
`, ["[ true, 'result', undefined, true ]", "[ true, undefined, 'x', true ]", "exit"]);

logs("a greenlet suspended above a foreign frame is killed: finally above and below run, the plain function sees the exit", `
  const g = new Greenlet(() => {
    try { watching(() => { try { other.switch("go"); } finally { log("above"); } }, log); } catch { log("never"); } finally { log("below"); }
  });
  const other = new Greenlet(() => { log(g.kill(), g.dead); return "other ends"; });
  log(g.switch());
`, ["above", "seen the greenlet was killed", "below", "true true", "other ends"]);

logs("a greenlet pinned below is not killed from above: the error is raised at kill, and it goes on", `
  const g = new Greenlet(() => {
    const killed = plainly(() => new Greenlet(() => plainly(() => { try { return g.kill(); } catch (error) { return error.name; } })).switch());
    return [killed, g.dead, main.switch("alive")];
  });
  log(g.switch());
  log(g.switch(1), g.dead);
`, ["alive", "[ 'PinnedError', false, 1 ] true"]);

logs("kill of a suspended greenlet out of foreign frames, whose finally switches there and back", `
  const helper = new Greenlet((x) => { for (;;) x = getCurrent().parent.switch("helped " + x); });
  const g = new Greenlet(() => { try { main.switch(); } finally { helper.parent = g; log(plainly(() => helper.switch(1))); } });
  g.switch();
  log([1].map(() => plainly(() => g.kill())), g.dead);
  helper.kill();
`, ["helped 1", "[ true ] true"]);

logs("greenlets that were there before and go on in foreign frames of others", `
  const g = new Greenlet((x) => { for (let i = 0; i < 6; i++) x = getCurrent().parent.switch(x + i); return "end " + x; });
  const call = (x) => { g.parent = getCurrent(); return g.switch(x); };
  log(call(0));
  const other = new Greenlet(() => [1, 2].map((x) => [10, 20].map((y) => call(x + y))));
  log(other.switch());
  log(call(100), call(7), g.dead);
`, ["0", "[ [ 12, 23 ], [ 15, 26 ] ]", "105 end 7 true"]);

logs("a generator that suspends itself between switches of its own", `
  function* items() { for (let i = 0; i < 3; i++) yield new Greenlet((x) => x * 10).switch(i); }
  const g = new Greenlet(() => { const got = []; for (const item of items()) { got.push(item); main.switch(item); } return got; });
  log(g.switch(), g.switch(), g.switch(), g.switch());
`, ["0 10 20 [ 0, 10, 20 ]"]);

logs("main pinned by several frames, each unwound by an error", `
  const g = new Greenlet(() => { try { main.switch(); } finally { log("never before it is killed"); } });
  g.switch();
  const failing = () => { g.switch; throw new Error("x"); };
  for (let depth = 1; depth < 4; depth++) {
    const dive = (n) => (n === 0 ? new Greenlet(failing).switch() : plainly(() => dive(n - 1)));
    try { dive(depth); } catch (error) { log(error.message, depth); }
  }
  log(g.active);
  g.kill();
`, ["x 1", "x 2", "x 3", "true", "never before it is killed"]);

test.run();
