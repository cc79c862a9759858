/** Runs one program in each mode, each in a process of its own, and compares. */
import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FileFacts, Setting } from "./files.ts";
import { SETTING_VARIABLE } from "./files.ts";
import type { Mode, Outcome, Program } from "./program.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
export const driversFolder = join(here, "programs");

export interface Run {
  mode: Mode;
  outcome: Outcome;
  /** What was compiled for it; empty for the plain run. */
  files: FileFacts[];
}

export interface Result {
  name: string;
  program: Program;
  runs: Run[];
  /** What went wrong; empty when every run gave what the plain one gave. */
  problems: string[];
}

export interface RunOptions {
  root: string;
  repos: string;
  cache: string;
  minutes: number;
  modes: readonly Mode[];
}

/** The names of the programs, in order. */
export function programNames(): string[] {
  return readdirSync(driversFolder).filter((name) => name.endsWith(".js") && name !== "pause.js").map((name) => name.slice(0, -3)).sort();
}

/** A hash of the compiler: what it compiled before another build is not used. */
export function buildHash(): string {
  const folder = join(here, "..", "..", "compiler");
  const hash = createHash("sha1");
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) if (name.endsWith(".js")) hash.update(readFileSync(join(folder, name)));
  return hash.digest("hex");
}

const build = buildHash();

export async function runProgram(name: string, program: Program, options: RunOptions): Promise<Result> {
  const result: Result = { name, program, runs: [], problems: [] };
  for (const mode of options.modes) {
    if (mode === "interleaved" && program.interleaves !== true) continue;
    const run = await runOnce(name, program, mode, options);
    result.runs.push(run);
    const problem = problemOf(run, result.runs[0]!.outcome.text);
    if (problem !== null) result.problems.push(`${mode}: ${problem}`);
    for (const { file, error } of run.files) if (error !== undefined) result.problems.push(`${mode}: ${file} was not compiled: ${error}`);
    if (mode === "plain" && problem !== null) break;
  }
  return result;
}

function problemOf({ mode, outcome }: Run, wanted: string): string | null {
  if (outcome.error !== undefined) return outcome.error;
  if (outcome.text !== wanted) return differenceOf(wanted, outcome.text);
  if (outcome.text === "") return "the driver gave no text";
  if (mode === "stress" && outcome.taken === 0) return "no suspension point was reached";
  if (mode === "interleaved" && outcome.pauses === 0) return "the driver never paused";
  return null;
}

function differenceOf(wanted: string, actual: string): string {
  let at = 0;
  while (wanted[at] === actual[at]) at++;
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 60), at + 120));
  return `differs at ${at}\n    plain ${around(wanted)}\n    here  ${around(actual)}`;
}

async function runOnce(name: string, program: Program, mode: Mode, { root, repos, cache, minutes }: RunOptions): Promise<Run> {
  const scratch = mkdtempSync(join(tmpdir(), "corpus-"));
  const log = join(scratch, "loaded");
  const setting: Setting = { root, drivers: driversFolder, cache, log, build, stress: mode === "stress", isCompiled: mode !== "plain" };
  const repository = program.repository === undefined ? "" : join(repos, program.repository);
  try {
    const outcome = await outcomeOf([name, mode, repository], { ...process.env, [SETTING_VARIABLE]: JSON.stringify(setting) }, minutes);
    return { mode, outcome, files: factsOf(log, cache) };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function outcomeOf(args: string[], env: NodeJS.ProcessEnv, minutes: number): Promise<Outcome> {
  return new Promise((done) => {
    const nothing: Outcome = { text: "", milliseconds: 0, asked: 0, taken: 0, pauses: 0 };
    const child = fork(join(here, "child.js"), args, { env, silent: true });
    let told: Outcome | null = null;
    let output = "";
    let timedOut = false;
    const timer = setTimeout(() => void ((timedOut = true), child.kill("SIGKILL")), minutes * 60_000);
    const collect = (chunk: Buffer): void => void (output = (output + String(chunk)).slice(-2000));
    child.stdout!.on("data", collect);
    child.stderr!.on("data", collect);
    child.on("message", (outcome: Outcome) => void (told = outcome));
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      done(told ?? { ...nothing, error: timedOut ? `took longer than ${minutes} minutes` : `the process ended with ${signal ?? code}: ${output}` });
    });
  });
}

function factsOf(log: string, cache: string): FileFacts[] {
  if (!existsSync(log)) return [];
  const hashes = new Set(readFileSync(log, "utf8").trim().split("\n"));
  return [...hashes].map((hash) => JSON.parse(readFileSync(join(cache, `${hash}.json`), "utf8")) as FileFacts);
}
