/**
 * `npm run fuzz -- --minutes N [--seed S] [--only functions|coroutines] [--features]`: random programs from a seed on, until time is up. Each new kind
 * of failure is reduced and written to `.cache/fuzz/`, with its seed and what differs.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { CANDIDATE_TIMEOUT_MS, checkProgram, checkSource, type Failure, inTask, variantsOf } from "./differential.ts";
import { checkForeignFrames, isComparable, withForeignFrames } from "./foreign-frames.ts";
import { generate, generateCoroutines, type Program } from "./generate/program.ts";
import { checkCoroutines } from "./interleave.ts";
import { root } from "./paths.ts";
import { reduce } from "./reduce.ts";

const folder = join(root, ".cache/fuzz");
/** Every fourth program is a pair of coroutines. */
const isCoroutineSeed = (seed: number): boolean => seed % 4 === 3;

export function programOf(seed: number, only?: string): Program {
  const isCoroutine = only === undefined ? isCoroutineSeed(seed) : only === "coroutines";
  return isCoroutine ? generateCoroutines(seed) : generate(seed);
}

export function check(program: Program): Failure | null {
  if (program.isCoroutine) return checkCoroutines(program);
  return checkProgram(program) ?? (program.seed % 6 === 0 && isComparable(program) ? checkForeignFrames(program.seed, withForeignFrames(program)) : null);
}

const isForeign = ({ variant }: Failure): boolean => variant.startsWith("foreign frames");

/** How a changed text of the program fails, in the variant of the failure; null when it does not, or differently. */
function failsAlike(failure: Failure, program: Program, text: string): Failure | null {
  try {
    const variants = variantsOf(failure.seed).filter(({ name }) => name === failure.variant);
    const timeout = CANDIDATE_TIMEOUT_MS;
    const found = program.isCoroutine ? checkCoroutines({ ...program, text }, timeout) : isForeign(failure) ? checkForeignFrames(failure.seed, text, timeout) : checkSource(failure.seed, text, variants, timeout);
    return found !== null && found.kind === failure.kind && found.engineErrors <= failure.engineErrors ? found : null;
  } catch {
    return null; // It does not parse any more.
  }
}

/** Writes a report of a failure, with the program reduced; returns its text. */
export function report(failure: Failure, program: Program, milliseconds = 30_000): string {
  const { seed, variant, line, wanted, actual } = failure;
  const text = program.isCoroutine ? program.text : failure.source;
  const small = reduce(text, (candidate) => failsAlike(failure, program, candidate) !== null, { milliseconds });
  const reduced = failsAlike(failure, program, small) ?? failure;
  const header = [`seed ${seed}, ${variant}: line ${line} of the trace`, `wanted ${wanted}`, `actual ${actual}`, `reduced: line ${reduced.line}`, `wanted ${reduced.wanted}`, `actual ${reduced.actual}`];
  const result = `${header.map((item) => item.replace(/^/gm, "// ")).join("\n")}\n${reduced.source.replace(/^\s*\n/gm, "")}\n`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${seed}.cjs`), result);
  return result;
}

interface Tally {
  programs: number;
  failures: number;
  kinds: Map<string, number>;
  features: Map<string, number>;
}

function runOne(seed: number, only: string | undefined, tally: Tally): void {
  const program = programOf(seed, only);
  tally.programs++;
  for (const feature of program.features) tally.features.set(feature, (tally.features.get(feature) ?? 0) + 1);
  const failure = check(program);
  if (failure === null) return;
  tally.failures++;
  const { kind } = failure;
  const seen = tally.kinds.get(kind) ?? 0;
  tally.kinds.set(kind, seen + 1);
  console.log(`seed ${seed} fails: ${failure.variant}: ${kind}`);
  if (seen === 0) console.log(report(failure, program).replace(/^/gm, "    "));
}

function main(): void {
  const { values } = parseArgs({ options: { minutes: { type: "string", default: "1" }, seed: { type: "string" }, count: { type: "string" }, only: { type: "string" }, features: { type: "boolean" } } });
  const first = Number(values.seed ?? Math.floor(Math.random() * 1e9));
  const end = Date.now() + Number(values.minutes) * 60_000;
  const count = Number(values.count ?? Infinity);
  const tally: Tally = { programs: 0, failures: 0, kinds: new Map(), features: new Map() };
  console.log(`from seed ${first}`);
  for (let seed = first, shown = Date.now(); Date.now() < end && tally.programs < count; seed++) {
    runOne(seed, values.only, tally);
    if (Date.now() - shown < 30_000) continue;
    shown = Date.now();
    console.log(`${tally.programs} programs, ${tally.failures} failed`);
  }
  const rarest = [...tally.features].sort((a, b) => a[1] - b[1]).slice(0, values.features ? Infinity : 8);
  console.log(`${values.features ? "" : "rarest "}features: ${rarest.map(([name, n]) => `${name} ${Math.round((100 * n) / tally.programs)} %`).join(", ")}`);
  for (const [kind, n] of [...tally.kinds].sort((a, b) => b[1] - a[1])) console.log(`${n} × ${kind}`);
  console.log(`${tally.programs} programs, ${tally.failures} failed${tally.failures > 0 ? `; see ${relative(root, folder)}` : ""}`);
  process.exitCode = tally.failures > 0 ? 1 : 0;
}

if (process.argv[1] === import.meta.filename) await inTask(main);
