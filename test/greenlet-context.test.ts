/** What greenlets see of AsyncLocalStorages: G98 to G103 of the list of greenlet's behaviours. */
import { AsyncLocalStorage } from "node:async_hooks";
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../compiler/index.ts";
import { getCurrent, Greenlet, runInContext, runtime, setContext } from "../runtime/index.ts";
import { load, run, VARIANTS } from "./helpers/greenlet-programs.ts";
import { built, root } from "./helpers/paths.ts";

/**
 * A program in a process of its own, in which no storage has been used before; `s` is a storage, `get()` what is seen of it. Each `log` is a line; in all variants the same.
 */
function logsAlone(name: string, program: string, expected: string[], before = ""): void {
  test(name, () => {
    const folder = join(root, ".cache/contexts", String(process.pid));
    mkdirSync(folder, { recursive: true });
    try {
      for (const { name: variant, stress } of VARIANTS.slice(0, 2)) {
        const source = `"use greenlet"; const { Greenlet, getCurrent, runInContext, setContext } = require("greenlets");
          const { AsyncLocalStorage } = require("node:async_hooks"); const s = new AsyncLocalStorage(); const get = () => s.getStore(); const main = getCurrent(); const log = (...values) => console.log(...values);
          const plainly = new Function("fn", "return fn()");
          (function program() { ${program} })();`;
        const { code } = compile(source, { filename: "program.cjs", format: "commonjs", stress });
        writeFileSync(join(folder, "program.cjs"), before + code.replaceAll('require("greenlets")', `require(${JSON.stringify(join(built, "runtime/index.js"))})`));
        const { stdout, stderr } = spawnSync(process.execPath, ["--experimental-require-module", "--no-warnings", "program.cjs"], { cwd: folder, encoding: "utf8" });
        assert.is(stderr, "", variant);
        assert.equal(stdout.trimEnd().split("\n"), expected, variant);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

logsAlone("G98 the first storage of a program, entered in a greenlet, is not seen outside of it", `
  const g = new Greenlet(() => { s.enterWith("g"); main.switch(get()); main.switch(get()); return get(); });
  log(g.switch(), get());
  s.enterWith("main");
  log(g.switch(), get());
  log(g.switch(), get());
  const other = new Greenlet(() => get());
  log(other.switch());
`, ["g undefined", "g main", "g main", "main"]);

logsAlone("the first storage, run in a greenlet, while others come and go above it", `
  const sibling = new Greenlet(() => { for (;;) { log("sibling sees", get()); s.enterWith("sibling"); g.switch(); } });
  const g = new Greenlet(() => {
    s.run("g", () => { sibling.switch(); log("g sees", get()); sibling.switch(); log("g sees", get()); });
    log("then", get());
    main.switch();
    return get();
  });
  g.switch();
  log("main sees", get());
  s.enterWith("main");
  log("at the end", g.switch());
`, ["sibling sees undefined", "g sees g", "sibling sees sibling", "g sees g", "then undefined", "main sees undefined", "at the end undefined"]);

logsAlone("the first storage, entered by greenlets that wait in foreign frames when another one uses it first", `
  const outer = new Greenlet(() => plainly(() => {
    const inner = new Greenlet(() => plainly(() => { s.enterWith("inner"); return outer2().switch("from inner"); }));
    const outer2 = () => deepest;
    const deepest = new Greenlet((value) => { log("deepest sees", get()); return value; }, inner);
    log(inner.switch(), "outer sees", get());
    return get();
  }));
  const result = outer.switch();
  log("outer ends with", result, "main sees", get());
`, ["deepest sees undefined", "from inner outer sees undefined", "outer ends with undefined main sees undefined"]);

logsAlone("a storage that was entered before the first greenlet is inherited", `
  s.enterWith("main");
  const g = new Greenlet(() => { const seen = get(); s.enterWith("g"); main.switch(seen); return get(); });
  s.enterWith("later");
  log(g.switch(), get(), g.switch(), get());
`, ["main later g later"]);

logsAlone("share, chosen before any storage was used", `
  const child = (context) => new Greenlet(() => { s.enterWith("child, " + context); main.switch(); return get(); }, main, { context });
  let a, b;
  const g = new Greenlet(() => { a = child("share"); b = child("empty"); main.switch(); const seen = get(); main.switch(seen); s.enterWith("g"); main.switch(get()); });
  g.switch(); a.switch(); b.switch();
  log(g.switch(), g.switch(), a.switch(), b.switch(), get());
`, ["child, share g g child, empty undefined"]);

logsAlone("run and enterWith are Node's own again after the first use", `
  const own = [AsyncLocalStorage.prototype.run, AsyncLocalStorage.prototype.enterWith];
  log(own.map(({ name, length }) => name + length).join());
  s.run(1, () => log(get()));
  log(own.every((method) => !Object.values(Object.getOwnPropertyDescriptors(AsyncLocalStorage.prototype)).some(({ value }) => value === method)));
`, ["run2,enterWith1", "1", "true"]);

const FREEZE = 'Object.freeze(require("node:async_hooks").AsyncLocalStorage.prototype);';
logsAlone("where the host's classes are frozen, storages count as used from the start", `
  const g = new Greenlet(() => { s.enterWith("g"); main.switch(get()); return get(); });
  log(g.switch(), get());
  s.enterWith("main");
  log(g.switch(), get());
`, ["g undefined", "g main"], FREEZE);

logsAlone("where they are frozen afterwards, run and enterWith do what Node's own do", `
  ${FREEZE}
  const g = new Greenlet(() => { s.enterWith("g"); main.switch(get()); return get(); });
  log(g.switch(), get());
  log(s.run("run", get), g.switch(), get());
`, ["g undefined", "run g undefined"]);

const storage = new AsyncLocalStorage<unknown>();
const get = (): unknown => storage.getStore();
storage.enterWith("main");

/** As `logs` of the other tests, with \`storage\`, \`get\` and the functions for contexts; the storage holds "main" each time. */
function logs(name: string, source: string, expected: string[]): void {
  test(name, () => {
    for (const variant of VARIANTS) {
      storage.enterWith("main");
      Object.assign(globalThis, { storage, get, setContext, runInContext });
      assert.equal(run(source, variant), expected, variant.name);
      assert.is(get(), "main", variant.name);
    }
  });
}

logs("G98 each greenlet has its own context, by default a copy of its maker's", `
  const g = new Greenlet(() => {
    const seen = [get()];
    storage.enterWith("g");
    const h = new Greenlet(() => { const inherited = get(); storage.enterWith("h"); main.switch(inherited); return get(); });
    main.switch(h);
    seen.push(get());
    return seen;
  });
  const h = g.switch();
  log(get(), h.switch(), get(), g.switch(), h.switch(), get());
`, ["main g main [ 'main', 'g' ] h main"]);

logs("G99 empty, inherit and share", `
  const start = (context) => { const g = new Greenlet(() => { const seen = get(); storage.enterWith(context); main.switch(seen); return get(); }, main, { context }); return g; };
  const maker = new Greenlet(() => {
    storage.enterWith("maker");
    const made = ["empty", "inherit", "share"].map(start);
    main.switch(made);
    return get();
  });
  const made = maker.switch();
  log(made.map((g) => g.switch()));
  log(made.map((g) => g.switch()), get());
  log(maker.switch());
`, ["[ undefined, 'maker', 'maker' ]", "[ 'empty', 'inherit', 'share' ] main", "share"]);

logs("G99 what shares the main greenlet's is in the context of whoever switches to it", `
  const g = new Greenlet(() => { const seen = get(); storage.enterWith("g"); main.switch(seen); return get(); }, null, { context: "share" });
  log(g.switch(), get());
  storage.enterWith("main");
  log(g.switch());
`, ["main g", "main"]);

logs("G99 a context may be set while the greenlet is pending, suspended or dead, not while it runs", `
  const g = new Greenlet(() => { try { setContext(g, "empty"); } catch (error) { log(error.name, error.message); } for (;;) main.switch(get()); });
  setContext(g, "empty");
  log(g.switch());
  setContext(g, "inherit");
  log(g.switch());
  const sharer = new Greenlet(() => { storage.enterWith("sharer"); setContext(g, "share"); main.switch(); storage.enterWith("later"); main.switch(); });
  sharer.switch();
  log(g.switch());
  sharer.switch();
  log(g.switch());
  g.kill();
  setContext(g, "empty");
  log(runInContext(g, get));
`, ["GreenletError the context of a greenlet that runs cannot be replaced", "undefined", "main", "sharer", "later", "undefined"]);

test("G101 a wrong policy is refused", () => {
  for (const context of ["other", null, 1, undefined] as never[]) {
    if (context !== undefined) assert.throws(() => new Greenlet(() => 0, null, { context }), (error: Error) => error instanceof TypeError && /context must be "inherit", "empty" or "share"/.test(error.message));
    assert.throws(() => setContext(new Greenlet(() => 0), context), TypeError);
  }
  new Greenlet(() => 0, null, {});
  new Greenlet(() => 0, null, { context: undefined } as never);
  assert.throws(() => setContext(getCurrent(), "empty"), /the context of a greenlet that runs/);
});

logs("G100 runInContext sees a greenlet's context, whatever its state, and what it enters the greenlet sees", `
  const g = new Greenlet(() => { storage.enterWith("g"); main.switch(); return get(); });
  log(runInContext(g, get));
  g.switch();
  log(runInContext(g, get), get());
  runInContext(g, () => storage.enterWith("from outside"));
  log(get(), g.switch(), runInContext(g, get), runInContext(main, get));
`, ["main", "g main", "main from outside from outside main"]);

logs("G102 run is a foreign frame; who comes and goes above it has its own context, and it ends as ever", `
  const g = new Greenlet(() => { const seen = []; storage.run("in run", () => { seen.push(get()); other.switch(); seen.push(get()); }); seen.push(get()); main.switch(seen); });
  const other = new Greenlet(() => { for (;;) { log("other", get()); storage.enterWith("other"); g.switch(); } });
  storage.enterWith("changed");
  log(g.switch(), get());
  log(runInContext(other, get));
  storage.enterWith("main");
`, ["other main", "[ 'in run', 'in run', 'main' ] changed", "other"]);

logs("G103 after its death a greenlet's last context stays readable", `
  const g = new Greenlet(() => { storage.enterWith("last"); throw new Error("x"); });
  try { g.switch(); } catch {}
  log(g.dead, runInContext(g, get), get());
`, ["true last main"]);

logs("errors leave the context around as it was", `
  const g = new Greenlet(() => { storage.enterWith("g"); try { main.switch(); } finally { log("finally", get()); } });
  g.switch();
  try { g.throw(new Error("x")); } catch (error) { log(error.message, get()); }
  const h = new Greenlet(() => { storage.enterWith("h"); try { main.switch(); } finally { log("finally", get()); } });
  h.switch();
  h.kill();
  log(get());
`, ["finally g", "x main", "finally h", "main"]);

test("a greenlet that is resumed by a timer, and promises that it makes, have its context", async () => {
  const { start } = load(`exports.start = (storage, get) => {
    storage.enterWith("maker");
    const g = new Greenlet(() => { storage.enterWith("g"); for (;;) main.switch([get(), Promise.resolve().then(get), new Promise((resolve) => setTimeout(() => resolve(get()), 1))]); });
    storage.enterWith("main");
    return g;
  };`);
  const g = start(storage, get) as Greenlet;
  for (let turn = 0; turn < 3; turn++) {
    const [seen, inPromise, inTimer] = (await storage.run("another", () => new Promise((resolve) => setTimeout(() => resolve(g.switch()), 1)))) as [unknown, Promise<unknown>, Promise<unknown>];
    assert.equal([seen, await inPromise, await inTimer, get()], ["g", "g", "g", "main"]);
  }
});

test("at rest the context is that of the program, and the runtime's too", () => {
  assert.is(runtime.current, runtime.main);
  assert.is(get(), "main");
});

test.run();
