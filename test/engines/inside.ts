/**
 * What runs inside an engine: the runtime, the compiler, and jobs for them. bundle.ts makes one script of it, for Node, Bun, Deno and browsers alike.
 *
 * Values are printed by Node's `util.format`, extracted: what an engine's own console makes of an object is not the point.
 */
import { format } from "node:util"; // bundle.ts puts node-inspect-extracted there
import { compile, type CompileOptions, formatDiagnostic } from "../../compiler/index.ts";
import * as greenlets from "../../runtime/index.ts";
import type { CompileJob, Job, RunJob } from "./engine.ts";

const { runtime } = greenlets;
const mainBase = runtime.main.$base;

interface Module {
  exports: Record<string, unknown>;
}

type Body = (exports: unknown, require: (file: string) => unknown, module: Module, console: { log(...values: unknown[]): void }) => void;

async function runProgram({ name, entry, modules }: RunJob): Promise<string> {
  const lines: string[] = [];
  const print = (...values: unknown[]): void => void lines.push(...format(...values).split("\n"));
  const loaded = new Map<string, Module>();
  const requireFile = (file: string): unknown => {
    if (file === "greenlets") return greenlets;
    const known = loaded.get(file);
    if (known !== undefined) return known.exports;
    const text = modules[file];
    if (text === undefined) throw new Error(`${name} has no file ${file}`);
    const module: Module = { exports: {} };
    loaded.set(file, module);
    const body = new Function("exports", "require", "module", "console", `${text}\n//# sourceURL=${name}/${file.slice(2)}`) as Body;
    Reflect.apply(body, module.exports, [module.exports, requireFile, module, { log: print }]);
    return module.exports;
  };
  try {
    requireFile(entry);
    await turn();
    lines.push(...restingProblems());
  } catch (error) {
    print(describeError(error));
  } finally {
    reset();
  }
  return lines.map((line) => `${line}\n`).join("");
}

/** Promises that are due are done, and timers without a delay. */
async function turn(): Promise<void> {
  for (let count = 0; count < 2; count++) await new Promise((resolve) => void setTimeout(resolve, 0));
}

function describeError(error: unknown): string {
  if (typeof error !== "object" || error === null || !("message" in error)) return `Uncaught ${String(error)}`;
  const { name, message } = error as Error;
  return `Uncaught ${name}: ${message}`;
}

function restingProblems(): string[] {
  const isResting = {
    unwinding: runtime.unwinding === 0,
    head: runtime.head === null && runtime.tail === null,
    target: runtime.target === null,
    current: runtime.current === runtime.main,
    base: runtime.base === mainBase && runtime.main.$base === mainBase,
    "main.$top": runtime.main.$top === null,
  };
  return Object.entries(isResting).flatMap(([part, isSo]) => (isSo ? [] : [`the runtime is not at rest: ${part}`]));
}

/** A program that failed in the middle does not fail the next one. */
function reset(): void {
  runtime.unwinding = 0;
  runtime.token = 0;
  runtime.head = runtime.tail = runtime.target = null;
  runtime.value = undefined;
  runtime.current = runtime.main;
  runtime.base = runtime.main.$base = mainBase;
  runtime.main.$top = null;
}

function compileText({ source, options }: CompileJob): string {
  const { code, diagnostics } = compile(source, options as CompileOptions);
  return [code, ...diagnostics.map(formatDiagnostic)].join("\n");
}

async function doJob(job: Job): Promise<string> {
  try {
    return job.kind === "run" ? await runProgram(job) : compileText(job);
  } catch (error) {
    return `failed: ${(error as Error)?.stack ?? String(error)}\n`;
  }
}

(globalThis as unknown as { doJob: typeof doJob }).doJob = doJob;
