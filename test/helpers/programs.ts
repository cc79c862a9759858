/**
 * Runs programs of the tests inside this process: each module is a function in this realm (so that it shares `$` with the runtime under
 * test), gets a `console` whose lines are collected, and `require`s its own other files and the real `greenlets`.
 *
 * A program is stopped after a while, also out of an endless loop. The runtime is checked to be back in its resting state afterwards.
 */
import { format } from "node:util";
import vm from "node:vm";
import ts from "typescript";
import * as greenlets from "../../runtime/index.ts";
import { DEEPEST } from "../../runtime/core/protocol.ts";

const { runtime, setStressSchedule } = greenlets;
const TIMEOUT_MS = 10_000;

/** A file of the program, as JavaScript of the CommonJS kind; by its path relative to the entry, `./lib.ts`. */
export type Load = (file: string) => string;

export interface RunOptions {
  /** For stack traces. */
  name: string;
  entry: string;
  load: Load;
  /** When stressed code captures itself; default: always. */
  schedule?: greenlets.StressSchedule | null;
  /** More globals for the program. */
  globals?: Record<string, unknown>;
}

type Module = { exports: Record<string, unknown> };

const TURN = Symbol.for("greenlets.test.turn");
const turn = new vm.Script(`globalThis[Symbol.for("greenlets.test.turn")]()`);

/** Calls `body` and stops it when it takes too long: vm's watchdog interrupts whatever runs below it. */
export function withTimeout(body: () => void, timeout = TIMEOUT_MS): void {
  const global = globalThis as unknown as Record<symbol, unknown>;
  global[TURN] = body;
  turn.runInThisContext({ timeout });
}

/** `withTimeout` for a random program. Functions have no source text meanwhile: a compiled one's is not the one that was written. */
export function runWithoutSourceText(body: () => void, timeout: number): void {
  const prototype = Function.prototype as { toString(): string };
  const { toString } = prototype;
  prototype.toString = () => "function";
  try {
    withTimeout(body, timeout);
  } finally {
    prototype.toString = toString;
  }
}

/** Runs a program until its event loop has nothing left to do soon; what it throws becomes its last line. */
export async function runProgram(options: RunOptions): Promise<string[]> {
  const lines: string[] = [];
  const print = (...values: unknown[]): void => void lines.push(...format(...values).split("\n"));
  const modules = new Map<string, Module>();
  const requireFile = (file: string): unknown => {
    if (file === "greenlets") return greenlets;
    const known = modules.get(file);
    if (known !== undefined) return known.exports;
    const module: Module = { exports: {} };
    modules.set(file, module);
    const names = ["exports", "require", "module", "console", ...Object.keys(options.globals ?? {})];
    const body = vm.compileFunction(options.load(file), names, { filename: `${options.name}/${file.slice(2)}` });
    Reflect.apply(body, module.exports, [module.exports, requireFile, module, { log: print }, ...Object.values(options.globals ?? {})]);
    return module.exports;
  };
  setStressSchedule(options.schedule ?? null);
  try {
    withTimeout(() => requireFile(options.entry));
    await new Promise((resolve) => setImmediate(resolve));
    lines.push(...restingProblems());
  } catch (error) {
    print(describeError(error));
  } finally {
    setStressSchedule(null);
    resetRuntime();
  }
  return lines;
}

/** An error as a program's last line, without its stack: that differs between compiled and not. */
function describeError(error: unknown): string {
  if (typeof error !== "object" || error === null || !("message" in error)) return `Uncaught ${String(error)}`;
  const { name, message } = error as Error;
  return `Uncaught ${name}: ${message}`;
}

const mainBase = runtime.main.$base;

/** What is not as it must be when no greenlet runs and nothing is captured. */
export function restingProblems(): string[] {
  const problems: string[] = [];
  const expect = (name: string, isSo: boolean): void => void (isSo || problems.push(`the runtime is not at rest: ${name}`));
  expect("unwinding", runtime.unwinding === 0);
  expect("head", runtime.head === null && runtime.tail === null);
  expect("target", runtime.target === null);
  expect("current", runtime.current === runtime.main);
  expect("base", runtime.base === mainBase && runtime.main.$base === mainBase);
  expect("main.$top", runtime.main.$top === null);
  return problems;
}

/** Back to the resting state, so that a program that failed in the middle does not fail the next one. */
export function resetRuntime(): void {
  runtime.unwinding = 0;
  runtime.token = 0;
  runtime.head = runtime.tail = runtime.target = null;
  runtime.value = undefined;
  runtime.current = runtime.main;
  runtime.base = runtime.main.$base = mainBase;
  runtime.main.$top = null;
}

/** TypeScript (of modules: always strict) → JavaScript as `runProgram` takes it. A `.cjs` file is that already. */
export function toCommonJs(code: string, file: string, options: ts.CompilerOptions = {}): string {
  if (file.endsWith(".cjs")) return code;
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, moduleDetection: ts.ModuleDetectionKind.Force, jsx: ts.JsxEmit.React, ...options };
  return ts.transpileModule(code, { fileName: file, compilerOptions }).outputText;
}

/** Captures at every n-th suspension point. */
export function everyNth(n: number): greenlets.StressSchedule {
  let count = 0;
  return () => ++count % n === 0;
}

/** Text compiled with `deepStacks`, in which the stack counts as deep from the second call on. */
export const shallow = (code: string): string => code.replaceAll(` > ${DEEPEST} && `, " > 1 && ");
