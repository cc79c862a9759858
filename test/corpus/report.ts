/** docs/corpus.txt, and the lines on the terminal. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Mode } from "./program.ts";
import type { Result, Run } from "./runs.ts";

const pad = (text: string | number, width: number): string => String(text).padStart(width);
const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(1);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const grouped = (number: number): string => number.toLocaleString("en-US");

const runOf = ({ runs }: Result, mode: Mode): Run | undefined => runs.find((run) => run.mode === mode);

/** `same`; `DIFFERENT`; `pinned` when a foreign frame was in the way; `-` for a mode that was not run. */
function verdict(result: Result, mode: Mode): string {
  const run = runOf(result, mode);
  if (run === undefined) return "-";
  const problem = result.problems.find((problem) => problem.startsWith(`${mode}:`));
  return problem === undefined ? "same" : problem.includes("PinnedError") ? "pinned" : "DIFFERENT";
}

export function ratio(result: Result, mode: Mode): string {
  const plain = runOf(result, "plain")?.outcome.milliseconds;
  const other = runOf(result, mode)?.outcome.milliseconds;
  return plain && other && verdict(result, mode) === "same" ? `${(other / plain).toFixed(1)}x` : "-";
}

export function lineOf(result: Result): string {
  const files = runOf(result, "compiled")?.files ?? [];
  const total = (key: "suspending" | "leaves" | "plain" | "milliseconds" | "bytes" | "emitted"): number => sum(files.map((file) => file[key]));
  const stress = runOf(result, "stress")?.outcome;
  return [
    result.name.padEnd(12),
    pad(files.length, 6), pad(grouped(Math.round(total("bytes") / 1024)), 7), pad(grouped(total("suspending")), 8), pad(grouped(total("leaves")), 7), pad(grouped(total("plain")), 7),
    pad(seconds(total("milliseconds")), 8), pad(files.length === 0 ? "-" : `${(total("emitted") / total("bytes")).toFixed(1)}x`, 6),
    pad(seconds(runOf(result, "plain")?.outcome.milliseconds ?? 0), 9), pad(ratio(result, "compiled"), 10), pad(ratio(result, "stress"), 8),
    pad(grouped(stress?.asked ?? 0), 12), pad(grouped(stress?.taken ?? 0), 11), pad(grouped(runOf(result, "interleaved")?.outcome.pauses ?? 0), 8),
    pad(verdict(result, "compiled"), 10), pad(verdict(result, "stress"), 10), pad(verdict(result, "interleaved"), 12),
  ].join("");
}

export const HEADER = [
  "program".padEnd(12), pad("files", 6), pad("kB", 7), pad("suspend", 8), pad("leaf", 7), pad("plain", 7), pad("compile", 8), pad("size", 6),
  pad("plain s", 9), pad("compiled", 10), pad("STRESS", 8), pad("points", 12), pad("captures", 11), pad("pauses", 8), pad("compiled", 10), pad("STRESS", 10), pad("interleaved", 12),
].join("");

/** Why functions were left plain, and what went wrong: below the table. */
function notesOf(result: Result, root: string): string[] {
  const codes = new Map<string, number>();
  for (const file of runOf(result, "compiled")?.files ?? []) for (const [code, count] of Object.entries(file.codes)) codes.set(code, (codes.get(code) ?? 0) + count);
  const left = [...codes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, count]) => `${code} ${count}`).join(", ");
  return [`${result.name.padEnd(12)} ${versions(result, root)}${left === "" ? "" : `; left plain: ${left}`}`, ...result.problems.map((problem) => `    ${problem}`)];
}

function versions({ program }: Result, root: string): string {
  return program.packages.map((name) => `${name} ${(JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")) as { version: string }).version}`).join(", ");
}

export function report(results: readonly Result[], absent: readonly string[], root: string): string {
  const wrong = results.filter(({ problems }) => problems.length > 0).length;
  const interleaved = results.filter((result) => verdict(result, "interleaved") === "same");
  return [
    "Real programs, every function capable: uncompiled, compiled, under STRESS, and two runs interleaved inside the library.",
    "Written by `npm run corpus`. Files, functions and compile time (s) are those of the packages' files that the program loaded; a leaf",
    "has no call that may suspend. Ratios are processor time of the driver, against uncompiled (uglify-tests compiles its 3,528 programs inside that time).",
    "Under STRESS the whole stack is captured and reinstated, at each, each 3rd, each, each 10th, each, each 50th suspension point, for 10,000 captures each, over and over.",
    "Pauses: how often a run was left waiting inside the library, in a callback, for the other run; `-`: not interleaved, for the reason that the program's file gives.",
    `Node ${process.version}.`,
    "",
    HEADER,
    ...results.map(lineOf),
    "",
    `${results.length} programs: ${results.length - wrong} the same in every run, ${wrong} not; ${interleaved.length} the same interleaved, with ${grouped(sum(interleaved.map((result) => runOf(result, "interleaved")!.outcome.pauses)))} pauses.`,
    ...absent.map((name) => `${name} was not run: its repository is not under --repos.`),
    "",
    ...results.flatMap((result) => notesOf(result, root)),
    "",
  ].join("\n");
}
