/** Engines that are a program on this machine and have Node's `node:fs`: Node itself, Bun, Deno. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Message } from "./driver.ts";
import type { Engine, Job, Outcome } from "./engine.ts";

export interface ProcessEngine extends Engine {
  readonly binary: string;
  /** In front of a script's path: `["run", "-A"]`. */
  readonly flags: readonly string[];
}

/** @throws Error when the binary does not start */
export function processEngine(name: string, binary: string, flags: readonly string[] = []): ProcessEngine {
  const { stdout, status, error } = spawnSync(binary, ["--version"], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${name}: ${binary} --version fails: ${error?.message ?? `exit code ${status}`}`);
  const version = /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? stdout.trim();
  return { name, binary, flags, version, run: (script, jobs, timeout) => runAll({ binary, flags, script, jobs, timeout }) };
}

interface Work {
  binary: string;
  flags: readonly string[];
  script: string;
  jobs: readonly Job[];
  timeout: number;
}

async function runAll(work: Work): Promise<Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), "engine-"));
  try {
    writeFileSync(join(folder, "inside.js"), work.script);
    writeFileSync(join(folder, "jobs.json"), JSON.stringify(work.jobs));
    const outcomes: Outcome[] = [];
    while (outcomes.length < work.jobs.length) outcomes.push(...(await runFrom(outcomes.length, folder, work)));
    return outcomes;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One process: it ends with the last job, or with the first that is broken. */
function runFrom(first: number, folder: string, { binary, flags, jobs, timeout }: Work): Promise<Outcome[]> {
  return new Promise((resolve) => {
    const outcomes: Outcome[] = [];
    const nameOf = (index: number): string => jobs[index]?.name ?? "";
    const driver = join(import.meta.dirname, "driver.js");
    const child = spawn(binary, [...flags, driver, join(folder, "inside.js"), join(folder, "jobs.json"), String(first)], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let errors = "";
    let isLate = false;
    const stop = (): void => {
      isLate = true;
      child.kill("SIGKILL");
    };
    let timer = setTimeout(stop, timeout);
    child.stderr.on("data", (text) => (errors = (errors + text).slice(-2000)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      clearTimeout(timer);
      timer = setTimeout(stop, timeout);
      const message = messageOf(line);
      if (message !== null && "done" in message) outcomes.push({ name: nameOf(message.done), result: message.result });
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const next = first + outcomes.length;
      const broken = isLate ? `nothing happened for ${timeout / 1000} s` : `the process ended (${signal ?? `exit code ${code}`}) ${errors}`.trim();
      if (next < jobs.length) outcomes.push({ name: nameOf(next), broken });
      resolve(outcomes);
    });
  });
}

function messageOf(line: string): Message | null {
  try {
    return JSON.parse(line) as Message;
  } catch {
    return null;
  }
}
