/**
 * Gives tests to processes, one at a time each, and ends a process that hangs or dies: then the test it was at has failed, and the next one
 * goes to a fresh process. So does every process after a while, as what a test leaves behind in it (realms, V8's protectors) is not the test's own.
 */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { TestResult, WorkerOptions } from "./worker.ts";

export interface PoolOptions extends WorkerOptions {
  jobs: number;
  /** Seconds that one test may take in all its variants. */
  timeout: number;
  onResult(result: TestResult | Broken): void;
}

/** A test that ended its process. */
export interface Broken {
  path: string;
  broken: "timeout" | "crash";
}

/** A test's realms are not given back, and where a test has written to Array.prototype every `push` looks through all realms of the process (findings #27). */
const TESTS_PER_PROCESS = 60;
/** What Node needs for modules in realms, and tests for `gc` and IsHTMLDDA. */
export const FLAGS = ["--experimental-vm-modules", "--no-warnings", "--expose-gc", "--allow-natives-syntax", "--max-old-space-size=3000"];

/** Runs all tests; resolves when the last has its result. */
export async function runAll(paths: readonly string[], options: PoolOptions): Promise<void> {
  const queue = [...paths];
  await Promise.all(Array.from({ length: Math.min(options.jobs, paths.length) }, async () => {
    while (queue.length > 0) await runProcess(queue, options);
  }));
}

/** One process, until it breaks or has done its share. */
function runProcess(queue: string[], { root, variants, timeout, onResult }: PoolOptions): Promise<void> {
  const workerOptions: WorkerOptions = { root, variants };
  const child = fork(join(import.meta.dirname, "worker.js"), [JSON.stringify(workerOptions)], { execArgv: FLAGS, silent: true });
  return new Promise((resolve) => {
    let current: string | undefined;
    let left = TESTS_PER_PROCESS;
    let timer: NodeJS.Timeout | undefined;
    let isTooSlow = false;
    const next = (): void => {
      clearTimeout(timer);
      current = left-- > 0 ? queue.shift() : undefined;
      if (current === undefined) return void child.kill("SIGKILL");
      timer = setTimeout(() => {
        isTooSlow = true;
        child.kill("SIGKILL");
      }, timeout * 1000);
      send(child, current);
    };
    child.on("message", (result: TestResult) => {
      onResult(result);
      next();
    });
    child.on("exit", () => {
      clearTimeout(timer);
      if (current !== undefined) onResult({ path: current, broken: isTooSlow ? "timeout" : "crash" });
      resolve();
    });
    next();
  });
}

/** A child that is gone tells by its exit. */
const send = (child: ChildProcess, path: string): void => void child.send(path, () => {});
