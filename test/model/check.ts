/** Compares the runtime with the model. */
import type { Variant } from "../helpers/greenlet-programs.ts";
import { simulate } from "./model.ts";
import { execute } from "./real.ts";
import type { Script } from "./script.ts";

export const RUNS = Number(process.env["MODEL_RUNS"] ?? 600);

/** @throws where they first differ, with what came before. */
export function check(script: Script, variant: Variant): void {
  const wanted = simulate(script);
  const actual = execute(script, variant);
  const at = wanted.findIndex((line, index) => line !== actual[index]);
  if (at < 0 && wanted.length === actual.length) return;
  const line = at < 0 ? wanted.length : at;
  throw new Error([`${variant.name}:`, ...wanted.slice(0, line), `the model:   ${wanted[line] ?? "(end)"}`, `the runtime: ${actual[line] ?? "(end)"}`].join("\n"));
}

/** What the model's traces must be about, so that something is compared. */
const EVENTS: Record<string, RegExp> = {
  "a switch between two that main did not make current": /^[1-9]: got v/,
  "several values": /got \[v/,
  "no value": /got undefined/,
  "a result": /got result of|got r\d/,
  "a parent started with a result": /begins with (?:result|r\d)/,
  "an exit as a value": /got GreenletExit/,
  "an error caught": /caught (?:Error|RangeError|e\d)/,
  "killed at once": /killed true/,
  "a kill that was survived": /killed false/,
  "a finally": /: finally$/,
  "pinned": /PinnedError: \d$/,
  "pinned at a death": /PinnedError: \d (?:value|cause)/,
  "no run": /has no run/,
  "a cycle": /cyclic/,
  "a late run": /run cannot be set/,
  "the main greenlet's parent": /cannot set the parent of the main/,
  "the main greenlet killed": /cannot kill the main/,
};

export function coverage(all: readonly Script[]): Record<string, number> {
  const counts = Object.fromEntries(Object.keys(EVENTS).map((name) => [name, 0]));
  for (const script of all) {
    const trace = simulate(script);
    for (const [name, pattern] of Object.entries(EVENTS)) if (trace.some((line) => pattern.test(line))) counts[name]!++;
  }
  return counts;
}
