/** What came of an engine's jobs, judged: against what a fixture's stdout.txt says, and where the engine itself has other words, against the uncompiled program. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root as project } from "../helpers/paths.ts";
import type { Engine, Outcome } from "./engine.ts";
import type { Suite } from "./suite.ts";

/** A line of exceptions.txt: `engine[,engine] fixture reason`. */
export interface Exception {
  engines: readonly string[];
  fixture: string;
  reason: string;
}

export interface Failure {
  name: string;
  wanted: string;
  got: string;
}

export interface EngineReport {
  name: string;
  version: string;
  /** Programs. */
  cases: number;
  compiled: number;
  stress: number;
  /** Programs that print other words here, and the same ones compiled. */
  own: string[];
  failures: Failure[];
  excepted: { fixture: string; reason: string }[];
  /** Exceptions that hold for this engine although nothing of them failed. */
  stale: string[];
  /** Files whose compiled text is the host's, of how many. */
  texts: number;
  files: number;
  seconds: number;
}

export function readExceptions(): Exception[] {
  const text = readFileSync(join(project, "test/engines/exceptions.txt"), "utf8");
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).map((line) => {
    const [engines = "", fixture = "", ...reason] = line.split(" ");
    return { engines: engines.split(","), fixture, reason: reason.join(" ") };
  });
}

export function judge(engine: Engine, suite: Suite, outcomes: readonly Outcome[], exceptions: readonly Exception[], seconds: number): EngineReport {
  const results = new Map(outcomes.map((outcome) => [outcome.name, "result" in outcome ? outcome.result : `broken: ${outcome.broken}\n`]));
  const own: string[] = [];
  const failures: Failure[] = [];
  const excepted: EngineReport["excepted"] = [];
  const passed = { compiled: 0, stress: 0 };
  const rules = new Map(exceptions.filter(({ engines }) => engines.includes(engine.name)).map((rule) => [rule.fixture, rule.reason]));
  const stale = new Set(rules.keys());
  for (const item of suite.cases) {
    const uncompiled = item.uncompiled === null ? item.expected : (results.get(item.uncompiled.name) ?? "");
    if (uncompiled !== item.expected) own.push(item.name);
    const wrong = (["compiled", "stress"] as const).flatMap((variant): Failure[] => {
      const got = results.get(item[variant].name) ?? "not run\n";
      if (!agrees(got, uncompiled, item.expected)) return [{ name: item[variant].name, wanted: uncompiled, got }];
      passed[variant]++;
      return [];
    });
    const reason = rules.get(item.name);
    if (reason === undefined) failures.push(...wrong);
    else if (wrong.length > 0) {
      excepted.push({ fixture: item.name, reason });
      stale.delete(item.name);
    }
  }
  let texts = 0;
  for (const { job, expected } of suite.compilations) {
    const got = results.get(job.name) ?? "not run\n";
    if (got === expected) texts++;
    else failures.push({ name: `compiling ${job.name}`, wanted: expected, got });
  }
  return { name: engine.name, version: engine.version, cases: suite.cases.length, ...passed, own, failures, excepted, stale: [...stale], texts, files: suite.compilations.length, seconds };
}

/**
 * Line by line: as the engine has it uncompiled, or as the fixture says, which is the standard. What an engine says in its own errors is left out of the
 * comparison: a compiled call that fails is another expression.
 */
function agrees(got: string, uncompiled: string, expected: string): boolean {
  if (got === uncompiled || got === expected) return true;
  const [lines, own, standard] = [got, uncompiled, expected].map((text) => text.split("\n").map(withoutWords)) as [string[], string[], string[]];
  if (lines.length !== own.length && lines.length !== standard.length) return false;
  return lines.every((line, index) => line === own[index] || line === standard[index]);
}

const withoutWords = (line: string): string => line.replace(/\b((?:Type|Reference|Range)Error): .*/, "$1").replace(/ \(evaluating '[^']*'\)/g, "");
