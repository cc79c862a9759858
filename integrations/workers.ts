/** Worker threads of a program that `gtsc run` started: Node hands them the process's own flags, and ours came later. */
import { createRequire, syncBuiltinESMExports } from "node:module";
import type { Worker, WorkerOptions } from "node:worker_threads";

type WorkerClass = new (file: string | URL, options?: WorkerOptions) => Worker;

/** From now on threads and forked processes import `url` first. */
export function importEverywhere(url: string): void {
  const flags = ["--import", url];
  // child_process.fork reads it when it is called.
  process.execArgv.push(...flags);
  const threads = createRequire(import.meta.url)("node:worker_threads") as { Worker: WorkerClass };
  const Original = threads.Worker;
  threads.Worker = class Worker extends Original {
    constructor(file: string | URL, options: WorkerOptions = {}) {
      super(file, { ...options, execArgv: options.execArgv ?? flags });
    }
  };
  syncBuiltinESMExports();
}
