/**
 * The differential oracle of random programs: the same text run uncompiled, compiled (never capturing), and compiled under STRESS at every
 * point and at random ones, also with some functions left plain, must give the same trace.
 */
import vm from "node:vm";
import * as greenlets from "../../runtime/index.ts";
import { compile, type CompileOptions } from "../../compiler/index.ts";
import type { Program } from "./generate/program.ts";
import { asFunctions } from "./generate/spelling.ts";
import { Random } from "./generate/random.ts";
import { resetRuntime, restingProblems, runWithoutSourceText, shallow } from "./programs.ts";
import { tracer } from "./trace.ts";

export interface Failure {
  seed: number;
  /** Which run differs. */
  variant: string;
  /** The first line that differs, without its numbers: what a reducer must keep. */
  kind: string;
  wanted: string;
  actual: string;
  line: number;
  /** Errors of the engine in the wanted trace: a reduced program must not live on more of them. */
  engineErrors: number;
  /** The program, uncompiled. */
  source: string;
}

/** A way to run a program's text. */
export interface Variant {
  name: string;
  options: CompileOptions;
  /** Made anew for each run; null: capture at every point. */
  schedule?: () => greenlets.StressSchedule;
}

const FILENAME = "fuzz.cjs";
/** An uncompiled program that takes longer is left out; a compiled one gets so much more that only a hang is a failure, whatever the machine's load. */
export const PLAIN_TIMEOUT_MS = 300;
export const RUN_TIMEOUT_MS = 60_000;
/** While a failing program is made smaller: a candidate that takes longer than this is not worth waiting for. */
export const CANDIDATE_TIMEOUT_MS = 1_000;

/** A schedule from a seed: captures with some probability. */
export const randomly = (seed: number, probability: number) => (): greenlets.StressSchedule => {
  const random = new Random(seed);
  return () => random.chance(probability);
};

export function variantsOf(seed: number): Variant[] {
  const stress = { stress: true };
  return [
    { name: "stress", options: stress },
    { name: "stress, randomly", options: stress, schedule: randomly(seed, [0.5, 0.2, 0.05][seed % 3]!) },
    { name: "stress, never", options: stress, schedule: () => () => false },
    ...(seed % 4 === 0 ? [{ name: "compiled", options: {} }] : []),
    ...(seed % 4 === 3 ? [{ name: "deep stacks", options: { deepStacks: true } }] : []),
    ...(seed % 8 === 1 ? [{ name: "kept frames", options: { stress: true, keepFrames: true } }] : []),
  ];
}

/** Runs JavaScript of the CommonJS kind; the trace ends with what it threw and what is wrong with the runtime afterwards. */
export function traceOf(code: string, schedule: greenlets.StressSchedule | null = null, timeout = RUN_TIMEOUT_MS): string[] {
  const { lines, t } = tracer();
  greenlets.setStressSchedule(schedule);
  try {
    const run = vm.compileFunction(code, ["t", "require", "exports"], { filename: FILENAME }) as (...args: unknown[]) => void;
    const exports: { last?: () => void } = {};
    rejected = (reason) => t("unhandled", reason);
    runWithoutSourceText(() => {
      try {
        run(t, () => greenlets, exports);
        runMicrotasks();
        exports.last?.();
      } finally {
        runMicrotasks();
      }
    }, timeout);
    lines.push(...restingProblems());
  } catch (error) {
    lines.push(`threw ${String(error)}`);
  } finally {
    rejected = () => undefined;
    greenlets.setStressSchedule(null);
    resetRuntime();
  }
  return lines;
}

/** Promises that nobody handles are part of the trace. */
let rejected: (reason: unknown) => void = () => undefined;
process.on("unhandledRejection", (reason) => rejected(reason));

/**
 * Runs all microtasks now, so that a program's whole trace is there when it returns, and one that hangs is stopped. Does nothing inside a
 * microtask: call the differential from a task of its own.
 */
export const runMicrotasks = (): void => (process as unknown as { _tickCallback(): void })._tickCallback();

/** Calls `body` in a task of its own. */
export const inTask = <Value>(body: () => Value): Promise<Value> =>
  new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(body());
      } catch (error) {
        reject(error as Error);
      }
    });
  });

export function compiled(source: string, options: CompileOptions): string {
  const { code } = compile(source, { filename: FILENAME, format: "commonjs", ...options });
  return options.deepStacks ? shallow(code) : code;
}

/** What an uncompiled program prints; null when it takes too long to be worth it, or runs out of stack: how deep that is, is not the language's. */
export function plainTrace(source: string): string[] | null {
  const trace = traceOf(source, null, PLAIN_TIMEOUT_MS);
  return isTimeout(trace) || trace.some((line) => line.includes("Maximum call stack size exceeded")) ? null : trace;
}

export const isTimeout = (trace: readonly string[]): boolean => /^threw Error: Script execution timed out/.test(trace.at(-1) ?? "");

/** The first difference between two traces; null when they are the same. */
export function differenceOf(wanted: string[], actual: string[]): Pick<Failure, "kind" | "wanted" | "actual" | "line" | "engineErrors"> | null {
  const line = wanted.findIndex((text, index) => text !== actual[index]);
  const at = line >= 0 ? line : wanted.length;
  if (line < 0 && actual.length === wanted.length) return null;
  const [left = "(end)", right = "(end)"] = [wanted[at], actual[at]];
  const engineErrors = wanted.filter((text) => /\b(?:Type|Reference)Error\b/.test(text)).length;
  return { kind: `${kindOf(left)} / ${kindOf(right)}`, wanted: left, actual: right, line: at + 1, engineErrors };
}

/** `12 [3,"a"]` → `# [#,"…"]`; the message of an error stays. */
const kindOf = (line: string): string => (line.startsWith("threw ") || line.startsWith("the runtime") ? line.replace(/\d+/g, "#") : line.replace(/"[^"]*"/g, '"…"').replace(/-?\d+(?:\.\d+)?/g, "#"));

/** One variant of one source; null when it prints what it prints uncompiled. */
export function checkVariant(seed: number, source: string, wanted: string[], variant: Variant, compile: (options: CompileOptions) => string, timeout = RUN_TIMEOUT_MS): Failure | null {
  const base = { seed, variant: variant.name, source };
  let code: string;
  try {
    code = compile(variant.options);
  } catch (error) {
    return { ...base, ...crashOf(error) };
  }
  const found = differenceOf(wanted, traceOf(code, variant.schedule?.() ?? null, timeout));
  return found === null ? null : { ...base, ...found };
}

/** The compiler itself threw. */
export function crashOf(error: unknown): Pick<Failure, "kind" | "wanted" | "actual" | "line" | "engineErrors"> {
  const lines = String((error as Error).stack ?? error).split("\n");
  return { kind: `compile: ${lines[0]!.replace(/\d+/g, "#").slice(0, 100)}`, wanted: "compiles", actual: lines.slice(0, 6).join("\n"), line: 0, engineErrors: 0 };
}

/** All variants of a source text. */
export function checkSource(seed: number, source: string, variants = variantsOf(seed), timeout = RUN_TIMEOUT_MS): Failure | null {
  const wanted = plainTrace(source);
  if (wanted === null) return null;
  const codes = new Map<string, string>();
  const compileOnce = (options: CompileOptions): string => {
    const key = JSON.stringify(options);
    if (!codes.has(key)) codes.set(key, compiled(source, options));
    return codes.get(key)!;
  };
  for (const variant of variants) {
    const failure = checkVariant(seed, source, wanted, variant, compileOnce, timeout);
    if (failure !== null) return failure;
  }
  return null;
}

/** A generated program: as it is, and for some seeds with a random subset of its functions left plain. */
export function checkProgram(program: Program): Failure | null {
  const { seed } = program;
  if (seed % 5 !== 2) return checkSource(seed, asFunctions(program));
  const random = new Random(seed ^ 0x5eed);
  const plain = new Set(Array.from({ length: program.functions }, (_, index) => index).filter(() => random.chance(0.3)));
  return checkSource(seed, asFunctions(program, plain));
}
