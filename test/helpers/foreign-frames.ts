/**
 * The third oracle of random programs: three greenlets run one program and leave at random log calls, also below foreign frames (getters,
 * conversions, executors, plain functions), where a switch back may be refused. What may be refused depends on the foreign frames alone, so that the
 * trace, refusals and all, must be the same under STRESS. Async generators are left out: under STRESS a segment of one that comes back at once stays
 * on the engine's frame (runtime/language/async-generator.ts), which then pins what otherwise would not be.
 */
import vm from "node:vm";
import { compile } from "../../compiler/index.ts";
import * as greenlets from "../../runtime/index.ts";
import { compiled, crashOf, differenceOf, type Failure, randomly, runMicrotasks, RUN_TIMEOUT_MS } from "./differential.ts";
import { type Program, RUN } from "./generate/program.ts";
import { Random } from "./generate/random.ts";
import { asFunctions } from "./generate/spelling.ts";
import { resetRuntime, restingProblems, runWithoutSourceText } from "./programs.ts";
import { tracer } from "./trace.ts";

const LEAVES = 40;
const ROUNDS = 300;

const HEAD = `
const { Greenlet, getCurrent } = require("greenlets");
let hub;
const all = [];
function t(id, value) {
  const result = log(id, value);
  if (all.includes(getCurrent()) && leaves()) hub.switch();
  return result;
}
`;

const TAIL = `
fuel = 120;
hub = new Greenlet(() => {
  for (let i = 0; i < 3; i++) all.push(new Greenlet(() => { try { log("main " + i, main()); } catch (e) { log("threw " + i, e); } }));
  for (let left = ${ROUNDS}; left > 0 && all.some((it) => !it.dead); left--) {
    const it = all[pick()];
    if (it.dead) continue;
    try { it.switch(); log("left", all.indexOf(it)); } catch (e) { log("refused", e.name); }
  }
});
hub.switch();
`;

/** Whether the program says the same under STRESS. */
export const isComparable = (program: Program): boolean => !/\basync (?:function)?\*/.test(asFunctions(program));

/** The program with its own `t`, run by three greenlets. */
export function withForeignFrames(program: Program): string {
  const text = asFunctions(program).split(RUN)[0]!;
  return text.replace(/^"use greenlet";\n(?:"use strict";\n)?/, (directives) => directives + HEAD) + TAIL;
}

export function run(seed: number, code: string, schedule: greenlets.StressSchedule | null, timeout: number): string[] {
  const { lines, t: log } = tracer();
  const random = new Random(seed ^ 0xf0e1);
  let left = LEAVES;
  const leaves = (): boolean => left > 0 && random.chance(0.4) && left-- > 0;
  greenlets.setStressSchedule(schedule);
  try {
    const load = vm.compileFunction(code, ["log", "leaves", "pick", "require", "exports"], { filename: "fuzz.cjs" }) as (...args: unknown[]) => void;
    runWithoutSourceText(() => {
      try {
        load(log, leaves, () => random.below(3), () => greenlets, {});
      } finally {
        runMicrotasks();
      }
    }, timeout);
    lines.push(...restingProblems());
  } catch (error) {
    lines.push(`threw ${String(error)}`);
  } finally {
    greenlets.setStressSchedule(null);
    resetRuntime();
  }
  return lines;
}

/** The functions that are foreign frames; under STRESS there are more that may suspend, and so be left plain for a construct in them. */
function leftPlain(source: string, stress: boolean): string {
  return compile(source, { filename: "fuzz.cjs", format: "commonjs", stress }).diagnostics.map(({ message }) => message).join("\n");
}

export function checkForeignFrames(seed: number, source: string, timeout = RUN_TIMEOUT_MS): Failure | null {
  const base = { seed, source };
  try {
    if (leftPlain(source, false) !== leftPlain(source, true)) return null;
    const wanted = run(seed, compiled(source, {}), null, timeout);
    if (wanted.some((line) => line.startsWith("the runtime is not at rest"))) return { ...base, variant: "foreign frames", kind: "not at rest", wanted: "at rest", actual: wanted.at(-1)!, line: wanted.length, engineErrors: 0 };
    const stressed = compiled(source, { stress: true });
    for (const [variant, schedule] of [["foreign frames, stress", null], ["foreign frames, randomly", randomly(seed, 0.3)()]] as const) {
      const found = differenceOf(wanted, run(seed, stressed, schedule, timeout));
      if (found !== null) return { ...base, variant, ...found };
    }
  } catch (error) {
    return { ...base, variant: "foreign frames", ...crashOf(error) };
  }
  return null;
}
