/** Random scripts of greenlets: what the runtime does is what the model says, compiled and under STRESS. `npm run model -- --minutes 10` tries more of them. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { VARIANTS } from "./helpers/greenlet-programs.ts";
import { check, coverage, RUNS } from "./model/check.ts";
import { scripts } from "./model/script.ts";

for (const variant of VARIANTS) {
  test(`G122 ${RUNS} scripts, ${variant.name}`, () => fc.assert(fc.property(scripts, (script) => check(script, variant)), { seed: 20_261_126, numRuns: RUNS, includeErrorInReport: true }));
}

test("the scripts reach what they are there for", () => {
  const counts = coverage(fc.sample(scripts, { seed: 1, numRuns: RUNS, includeErrorInReport: true }));
  const rare = Object.entries(counts).filter(([, count]) => count < RUNS / 100);
  assert.equal(Object.fromEntries(rare), {});
});

test.run();
