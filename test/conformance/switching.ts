/**
 * What a realm has beside the suite's own harness: the runtime, and for amplified texts `__sw` and `__main`. All of it is hidden from
 * enumeration. The runtime is the built one, as one script: each realm has its own.
 */
import { join } from "node:path";
import vm from "node:vm";
import { buildSync } from "esbuild";
import { compile } from "../../compiler/index.ts";
import type * as greenlets from "../../runtime/index.ts";
import { built } from "../helpers/paths.ts";

export type Greenlets = typeof greenlets;

/** Under STRESS a long loop is captured at each of its first points and at some of the others. */
const ALWAYS = 20_000;
const SOMETIMES = 97;

const runtimeScript = (): vm.Script => {
  const { outputFiles } = buildSync({ entryPoints: [join(built, "runtime/index.js")], bundle: true, format: "iife", globalName: "greenlets", write: false });
  return new vm.Script(`(() => { ${outputFiles[0]!.text}; return greenlets; })()`, { filename: "greenlets.js" });
};

/**
 * `__sw()` goes to a partner, which goes back at once to whoever it was; `__main(body)` runs a test's body in a greenlet.
 * Compiled, so that they are no foreign frames.
 */
const SWITCHING = `(function (greenlets, isDue, define) {
  const { Greenlet, getCurrent } = greenlets;
  let back = getCurrent();
  const partner = new Greenlet(function () { for (;;) back.switch(); });
  define("__sw", function () { if (isDue()) { back = getCurrent(); partner.switch(); } });
  define("__main", function (body) { new Greenlet(body).switch(); });
})`;

const NOT_SWITCHING = `(function (define) {
  define("__sw", function () {});
  define("__main", function (body) { body(); });
})`;

const once = <T>(make: () => T): (() => T) => {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};

const runtime = once(runtimeScript);
const switching = once(() => new vm.Script(compile(SWITCHING, { filename: "switching.js", format: "script", capable: "all" }).code, { filename: "switching.js" }));
const notSwitching = once(() => new vm.Script(NOT_SWITCHING));

const defineIn = (global: object) => (name: string, value: unknown): void => void Object.defineProperty(global, name, { value, writable: true, configurable: true });

/** The runtime in a realm that compiled code runs in. */
export function installRuntime(realm: vm.Context): Greenlets {
  const instance = runtime().runInContext(realm) as Greenlets;
  let points = 0;
  instance.setStressSchedule(() => ++points < ALWAYS || points % SOMETIMES === 0);
  return instance;
}

/** `__sw`, which switches at each `every`-th call, and `__main`. */
export function installSwitching(realm: vm.Context, instance: Greenlets, every: number): void {
  let calls = 0;
  const isDue = (): boolean => every > 0 && ++calls % every === 0;
  (switching().runInContext(realm) as (...args: unknown[]) => void)(instance, isDue, defineIn(realm));
}

/** The same without greenlets, for the baseline. */
export function installNoSwitching(realm: vm.Context): void {
  (notSwitching().runInContext(realm) as (...args: unknown[]) => void)(defineIn(realm));
}

/** What is not as it must be when no greenlet runs and nothing is captured; "" when all is well. */
export function unrest({ runtime: $ }: Greenlets): string {
  const isAtRest = $.unwinding === 0 && $.head === null && $.target === null && $.current === $.main && $.main.$base === $.base && $.base?.below === null;
  return isAtRest ? "" : "the runtime is not at rest";
}
