/** `npm run model -- --minutes 10 [--seed n]`: random scripts, runtime against model, until time is up or they differ; then the shortest script that fails. */
import fc from "fast-check";
import { VARIANTS } from "../helpers/greenlet-programs.ts";
import { check } from "./check.ts";
import { scripts } from "./script.ts";

const CHUNK = 500;

function numberOf(option: string, fallback: number): number {
  const at = process.argv.indexOf(option);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
}

const end = Date.now() + numberOf("--minutes", 1) * 60_000;
let seed = numberOf("--seed", Date.now() % 1_000_000_000);
let count = 0;
console.log(`first seed ${seed}`);
for (; Date.now() < end && process.exitCode === undefined; seed++) {
  const property = fc.property(scripts, (script) => VARIANTS.forEach((variant) => check(script, variant)));
  const result = fc.check(property, { seed, numRuns: CHUNK });
  count += result.numRuns;
  if (!result.failed) continue;
  console.log(`repeat with --seed ${seed}\n${JSON.stringify(result.counterexample?.[0], null, 1)}\n${String((result.errorInstance as Error).message)}`);
  process.exitCode = 1;
}
console.log(`${count} scripts, each in ${VARIANTS.length} variants${process.exitCode === undefined ? ": no difference" : ""}`);
