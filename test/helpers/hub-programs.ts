/**
 * Programs of the tests of `greenlets/hub`: as greenlet-programs.ts has them, each the main function of a task, run until that has ended and the event
 * loop has gone round. Under STRESS the hub's own functions are compiled with it, too.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "node:util";
import vm from "node:vm";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../../compiler/index.ts";
import * as realm from "../../runtime/core/realm.ts";
import * as hub from "../../runtime/hub/index.ts";
import * as waiter from "../../runtime/hub/waiter.ts";
import * as greenlets from "../../runtime/index.ts";
import { load, type Variant, VARIANTS } from "./greenlet-programs.ts";
import { root } from "./paths.ts";
import { everyNth, resetRuntime, restingProblems, toCommonJs } from "./programs.ts";

/** The capable half of the hub, compiled under STRESS. The plain half is the one that ships, and has the state. */
function stressedHub(): typeof hub {
  const modules = new Map<string, unknown>([["./waiter.ts", waiter], ["./options.ts", {}], ["../core/realm.ts", realm], ["../index.ts", greenlets], ["greenlets", greenlets]]);
  const require = (name: string): unknown => {
    if (modules.has(name)) return modules.get(name);
    const source = readFileSync(join(root, "runtime/hub", name), "utf8");
    const { code } = compile(source, { filename: `greenlets/stress/hub/${name.slice(2)}`, format: "module", intrinsics: "./waiter.ts", stress: true, verify: true });
    const exports = {};
    modules.set(name, exports);
    vm.compileFunction(toCommonJs(code, name), ["exports", "require"], { filename: name })(exports, require);
    return exports;
  };
  return require("./index.ts") as typeof hub;
}

const stressed = stressedHub();

/** A promise and its ends. */
export function deferred(): { promise: Promise<unknown>; resolve: (value?: unknown) => void; reject: (error?: unknown) => void } {
  let ends!: { resolve: (value?: unknown) => void; reject: (error?: unknown) => void };
  const promise = new Promise((resolve, reject) => (ends = { resolve, reject }));
  return { promise, ...ends };
}

/** Everything that the event loop has to do by now is done when this resolves. */
export const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

const globals = { deferred, turn, hub, TimeoutError: hub.TimeoutError, later: (fn: () => void): void => void setImmediate(fn) };

/** Functions compiled in a variant, with the hub of that variant. */
export function loadHub(source: string, { stress }: Variant, more: Record<string, unknown> = {}): Record<string, any> {
  return load(source, { stress }, { ...globals, ...(stress ? stressed : hub), ...more });
}

/** Sets up a variant around an asynchronous body; what is wrong with the runtime afterwards. */
export async function inVariant({ every }: Variant, body: () => Promise<void>): Promise<string[]> {
  greenlets.setStressSchedule(everyNth(every));
  try {
    await body();
    await turn();
    return restingProblems();
  } finally {
    greenlets.setStressSchedule(null);
    resetRuntime();
  }
}

/** Runs the text as a task's function; returns what it logged. What it throws is the last line. */
export async function runTask(source: string, variant: Variant, more: Record<string, unknown> = {}): Promise<string[]> {
  const lines: string[] = [];
  const log = (...values: unknown[]): void => void lines.push(format(...values));
  const problems = await inVariant(variant, async () => {
    try {
      await hub.run(loadHub(`exports.program = function program() {${source}\n};`, variant, { log, ...more })["program"] as () => unknown);
    } catch (error) {
      log("Uncaught", error);
    }
  });
  return [...lines, ...problems];
}

/** A test: the task logs these lines, in every variant. */
export function tasksLog(name: string, source: string, expected: string[], more: Record<string, unknown> = {}): void {
  test(name, async () => {
    for (const variant of VARIANTS) assert.equal(await runTask(source, variant, more), expected, variant.name);
  });
}
