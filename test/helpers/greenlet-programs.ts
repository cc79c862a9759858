/**
 * Programs of the tests of the runtime: short texts, compiled when the test runs and called in this process, each several times: compiled,
 * under STRESS at every suspension point, and at every second and third. What they `log` must be the same each time, and the runtime must be
 * at rest afterwards.
 */
import { format } from "node:util";
import vm from "node:vm";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile, type CompileOptions } from "../../compiler/index.ts";
import * as greenlets from "../../runtime/index.ts";
import { everyNth, resetRuntime, restingProblems } from "./programs.ts";

export interface Variant {
  name: string;
  stress: boolean;
  /** Capture at every n-th suspension point. */
  every: number;
}

export const VARIANTS: Variant[] = [
  { name: "compiled", stress: false, every: 1 },
  { name: "stress", stress: true, every: 1 },
  { name: "stress, every 2nd", stress: true, every: 2 },
  { name: "stress, every 3rd", stress: true, every: 3 },
];

/** Functions of no module under test, never compiled: foreign frames. */
const foreign = {
  plainly: (fn: (...args: unknown[]) => unknown, ...args: unknown[]): unknown => fn(...args),
  /** Reports an error that goes through a plain function's frame, and lets it go on. */
  watching: (fn: () => unknown, log: (...values: unknown[]) => void): unknown => {
    try {
      return fn();
    } catch (error) {
      log("seen", (error as Error).message);
      throw error;
    }
  },
};

const NAMES = { ...foreign, Greenlet: greenlets.Greenlet, genlet: greenlets.genlet, Yield: greenlets.Yield, getCurrent: greenlets.getCurrent, GreenletError: greenlets.GreenletError, GreenletExit: greenlets.GreenletExit, PinnedError: greenlets.PinnedError, pathOf: greenlets.pathOf, stackOf: greenlets.stackOf, main: greenlets.runtime.main };

/** Compiles a text and runs it as a CommonJS module in which all of `greenlets` and `main` are known; returns its exports. */
export function load(source: string, options: CompileOptions = {}, globals: Record<string, unknown> = {}): Record<string, any> {
  const { code, diagnostics } = compile(`"use greenlet";${source}`, { filename: "program.cjs", format: "commonjs", verify: true, ...options });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  assert.is(errors.map(({ message }) => message).join("\n"), "");
  const known: Record<string, unknown> = { ...NAMES, ...globals };
  const exports = {};
  vm.compileFunction(code, ["exports", "require", ...Object.keys(known)], { filename: "program.cjs" })(exports, () => greenlets, ...Object.values(known));
  return exports;
}

/** Runs the text as a function's body in one variant; returns what it logged. What it throws is the last line. */
export function run(source: string, { stress, every }: Variant, options: CompileOptions = {}): string[] {
  const lines: string[] = [];
  const log = (...values: unknown[]): void => void lines.push(format(...values));
  greenlets.setStressSchedule(everyNth(every));
  try {
    load(`exports.program = function program() {${source}\n};`, { ...options, stress }, { log })["program"]();
  } catch (error) {
    log("Uncaught", error);
  } finally {
    greenlets.setStressSchedule(null);
  }
  lines.push(...restingProblems());
  resetRuntime();
  return lines;
}

/** A test: the program logs these lines, in every variant. */
export function logs(name: string, source: string, expected: string[], options: CompileOptions = {}): void {
  test(name, () => {
    for (const variant of VARIANTS) assert.equal(run(source, variant, options), expected, variant.name);
  });
}
