/**
 * What an engine must be able to do for `npm run test:engines`: load one script, inside.ts as a bundle, and hand it jobs.
 *
 * The script is classic JavaScript without imports. It defines `globalThis.doJob(job)`, which resolves with a text and never rejects. The host has compiled
 * all programs beforehand, so the same text runs everywhere.
 */

/** Runs a program in the engine; the result is what it printed. */
export interface RunJob {
  readonly kind: "run";
  /** Unique among the jobs: `control-flow/labels, stress`. */
  readonly name: string;
  readonly entry: string;
  /** CommonJS text by the file's name inside the program: `./input.ts`. */
  readonly modules: Readonly<Record<string, string>>;
}

/** Compiles in the engine; the result is the compiled text and, below it, the diagnostics. */
export interface CompileJob {
  readonly kind: "compile";
  readonly name: string;
  readonly source: string;
  /** Plain data: options of `compile`. */
  readonly options: Readonly<Record<string, unknown>>;
}

export type Job = RunJob | CompileJob;

/** What came of a job: its result, or how the engine ended while it did it. */
export type Outcome = { readonly name: string; readonly result: string } | { readonly name: string; readonly broken: string };

export interface Engine {
  /** As it is written on the command line and in the table: `node20`, `bun`, `firefox`. */
  readonly name: string;
  readonly version: string;
  /**
   * Loads `script` and does the jobs in order, many in one process or page. A job that takes longer than `timeout` ms, or ends the process, is broken; the
   * jobs after it are done in a new one. One outcome for each job, in the order of the jobs.
   */
  run(script: string, jobs: readonly Job[], timeout: number): Promise<Outcome[]>;
}

/** Makes an engine for this machine. @throws Error that says what is missing */
export type OpenEngine = () => Promise<Engine> | Engine;
