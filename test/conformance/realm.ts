/**
 * Fresh realms that give a test what it expects of its host (INTERPRETING.md of the suite): `print`, `$262`, the harness. What a test can reach
 * belongs to the test's own realm.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";
import { Modules } from "./modules.ts";
import { type Greenlets, installNoSwitching, installRuntime, installSwitching } from "./switching.ts";
import { type Transform, untransformed, type Variant } from "./variants.ts";

export interface Realm {
  readonly global: vm.Context;
  /** What the test printed. */
  readonly output: string[];
  readonly modules: Modules;
  /** null in the baseline. */
  readonly greenlets: Greenlets | null;
  /** An error of this realm. */
  readonly makeError: (name: string, message: string) => unknown;
}

/** One way to run tests: untransformed (null), or a variant with its compiler. */
export interface Flavor {
  readonly variant: Variant | null;
  /** Amplified texts: `__sw` is there, as a no-op or as the variant says. */
  readonly isAmplified: boolean;
  readonly transform: Transform;
  readonly harness: Map<string, vm.Script>;
}

export const baselineFlavor = (isAmplified: boolean): Flavor => ({ variant: null, isAmplified, transform: untransformed, harness: new Map() });

const SETUP = new vm.Script(
  `(function (host) {
    "use strict";
    const G = globalThis, constructors = Object.create(null);
    for (const name of ["SyntaxError", "TypeError", "ReferenceError", "RangeError", "EvalError", "URIError", "Error"]) constructors[name] = G[name];
    const make = (name, message) => new (constructors[name] ?? constructors.Error)(message);
    const unwrap = (result) => {
      if (result.isOk) return result.value;
      throw result.isForeign ? make(result.name, result.message) : result.error;
    };
    G.print = function print(message) { host.print("" + message); };
    G.$262 = {
      global: G,
      createRealm() { return host.createRealm(); },
      detachArrayBuffer(buffer) { return unwrap(host.detach(buffer)); },
      evalScript(code) { return unwrap(host.evalScript("" + code)); },
      gc() { return host.gc(); },
      AbstractModuleSource: function AbstractModuleSource() { throw make("TypeError", "not constructible"); },
      agent: {
        start() { throw make("Error", "agents are not provided"); }, broadcast() {}, getReport() { return null; }, sleep() {}, monotonicNow() { return host.now(); },
      },
    };
    if (host.dda !== undefined) G.$262.IsHTMLDDA = host.dda;
    return make;
  })`,
  { filename: "realm.js" },
);

/** document.all's double, from V8's own tests; each realm has its own. */
const makeDda: () => unknown = (() => {
  try {
    return Function("return %GetUndetectable()") as () => unknown;
  } catch {
    return () => undefined;
  }
})();

type Outcome = { isOk: true; value: unknown } | { isOk: false; isForeign: boolean; name?: string; message?: string; error?: unknown };

/** Errors of the runner's own realm are made anew in the test's. */
function outcomeOf(run: () => unknown): Outcome {
  try {
    return { isOk: true, value: run() };
  } catch (error) {
    if (error instanceof Error) return { isOk: false, isForeign: true, name: error.name, message: error.message };
    return { isOk: false, isForeign: false, error };
  }
}

let scripts = 0;

/** A new realm for a test file. */
export function createRealm(root: string, file: string, flavor: Flavor): Realm {
  const { variant, transform } = flavor;
  let realm: Realm;
  const output: string[] = [];
  const importDynamically = ((specifier: string, referrer: { identifier?: string }, attributes: { type?: string }) => realm.modules.importDynamically(specifier, referrer, attributes)) as never;
  const global = vm.createContext(vm.constants.DONT_CONTEXTIFY as never, { importModuleDynamically: importDynamically });
  const evalScript = (code: string): unknown => {
    // Each has its own name: scripts share the scope of what the compiler puts at their top.
    const filename = `evalScript${++scripts}.js`;
    return new vm.Script(transform(code, filename, false), { filename, importModuleDynamically: importDynamically }).runInContext(global);
  };
  const makeError = (SETUP.runInContext(global) as (host: object) => Realm["makeError"])({
    print: (message: string) => output.push(message),
    createRealm: () => (createRealm(root, file, flavor).global as { $262: unknown }).$262,
    detach: (buffer: ArrayBuffer) => outcomeOf(() => (structuredClone(buffer, { transfer: [buffer] }), null)),
    evalScript: (code: string) => outcomeOf(() => evalScript(code)),
    gc: () => globalThis.gc?.(),
    now: () => performance.now(),
    dda: makeDda(),
  });
  const greenlets = variant === null ? null : installRuntime(global);
  if (flavor.isAmplified && greenlets === null) installNoSwitching(global);
  if (flavor.isAmplified && greenlets !== null) installSwitching(global, greenlets, variant!.every);
  realm = { global, output, greenlets, makeError, modules: new Modules({ global, file, transform, greenlets, makeError, importDynamically }) };
  return realm;
}

/** Runs files of harness/ in a realm; each is transformed once for a flavor. */
export function runHarness(root: string, realm: Realm, names: readonly string[], { harness, transform }: Flavor): void {
  for (const name of names) {
    let script = harness.get(name);
    if (script === undefined) {
      const filename = join(root, "harness", name);
      script = new vm.Script(transform(readFileSync(filename, "utf8"), filename, false), { filename });
      harness.set(name, script);
    }
    script.runInContext(realm.global);
  }
}
