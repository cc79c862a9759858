/**
 * The native stack overflows somewhere inside the runtime: wherever that is, the error is raised in the program, at a switch or in what it
 * called; nothing is half done; all finally clauses run; and every other greenlet goes on as if nothing had happened.
 *
 * A plain function calls itself until the stack is full; then, on each level of the way back, a scenario is tried once, so that it has a
 * little more stack each time, until it succeeds. Variants of the function with frames of other sizes shift the levels.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { getCurrent, type Greenlet, runtime, setStressSchedule } from "../runtime/index.ts";
import { load } from "./helpers/greenlet-programs.ts";
import { restingProblems } from "./helpers/programs.ts";

const LEVELS = 60;
const SHIFTS = 16;

/** One try on one level: filled in near the end of the stack, hence by plain assignments only, and looked at later. */
interface Attempt {
  worker: Greenlet;
  isReached: boolean;
  isEntered: boolean;
  hasReturned: boolean;
  value: unknown;
  caught: unknown;
  thrown: unknown;
  finallies: number;
  isAtRest: boolean;
}

type Scenario = (worker: Greenlet, attempt: Attempt) => unknown;

const source = `
  exports.worker = () => { const g = new Greenlet(() => { for (let n = 0; ; n++) main.switch(n); }); g.switch(); return g; };
  const tries = (body) => (worker, attempt) => {
    attempt.isEntered = true;
    try { return body(worker); } catch (error) { attempt.caught = error; return -1; } finally { attempt.finallies++; }
  };
  function inner(worker, n) { return n === 0 ? worker.switch() : inner(worker, n - 1) + 0; }
  function wide(worker, a, b, c, d, e, f, g, h, i, j) { const value = worker.switch(0); return value + a + b + c + d + e + f + g + h + i + j; }
  exports.scenarios = {
    "a switch": tries((worker) => worker.switch()),
    "a switch below three frames": tries((worker) => inner(worker, 3)),
    "a switch with many variables alive": tries((worker) => wide(worker, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
    "a switch in a callback": tries((worker) => [1].map(() => worker.switch())[0]),
    "a greenlet that ends": tries((worker) => { new Greenlet(() => 7).switch(); return worker.switch(); }),
    "a greenlet that fails": tries((worker) => { try { new Greenlet(() => { throw new TypeError(); }).switch(); } catch (error) { if (!(error instanceof TypeError)) throw error; } return worker.switch(); }),
    "a kill": tries((worker) => {
      const killed = new Greenlet(() => { let finallies = 0; try { main.switch(); } finally { finallies++; } });
      killed.switch();
      killed.kill();
      return worker.switch();
    }),
    "a throw": tries((worker) => { const g = new Greenlet(() => { try { main.switch(); } catch { return 1; } }); g.switch(); g.throw(new Error("x")); return worker.switch(); }),
  };
`;

let attempts: Attempt[] = [];
let left = 0;

function attempt(scenario: Scenario, one: Attempt): void {
  one.isReached = true;
  const { base, current } = runtime;
  try {
    one.value = scenario(one.worker, one);
    one.hasReturned = true;
  } catch (error) {
    one.thrown = error;
  }
  one.isAtRest = runtime.unwinding === 0 && runtime.head === null && runtime.tail === null && runtime.base === base && runtime.current === current;
}

function dive(scenario: Scenario, shift: number): void {
  try {
    shifts[shift]!(scenario, shift);
  } catch {
    // the end of the stack
  }
  if (left > 0) attempt(scenario, attempts[--left]!);
}

const shifts = Array.from({ length: SHIFTS }, (_, n) => new Function("dive", `return (scenario, shift) => dive(scenario, shift${", 0".repeat(n)});`)(dive) as typeof dive);

const fresh = (worker: Greenlet): Attempt => ({
  worker,
  isReached: false,
  isEntered: false,
  hasReturned: false,
  value: undefined,
  caught: undefined,
  thrown: undefined,
  finallies: 0,
  isAtRest: true,
});

/** What is wrong with an attempt, if anything. */
function problemOf(one: Attempt, isStress: boolean): string | null {
  if (!one.isReached) return null;
  if (!one.isAtRest) return "the runtime was left in the middle";
  const error = one.thrown ?? one.caught;
  if (error !== undefined && !(error instanceof RangeError)) return `raised ${String(error)}`;
  if (one.isEntered && one.finallies !== 1) return `finally ran ${one.finallies} times`;
  const isDone = one.hasReturned && one.caught === undefined;
  if (isDone && one.value !== 1) return `returned ${String(one.value)}`;
  // The overflow may have been the worker's own.
  if (one.worker.dead) return isDone ? "the worker died unnoticed" : null;
  const next = one.worker.switch();
  one.worker.kill();
  // Under STRESS the stack may also overflow between the worker's answer and the return.
  return next === (isDone ? 2 : 1) || (isStress && !isDone && next === 2) ? null : `the worker went on with ${String(next)}`;
}

for (const stress of [false, true]) {
  const program = load(source, { stress });
  const scenarios = Object.entries(program["scenarios"] as Record<string, Scenario>);
  for (const [name, scenario] of scenarios) {
    test(`${name}, at each distance from the end of the stack${stress ? ", under STRESS" : ""}`, () => {
      setStressSchedule(null);
      const problems = new Map<string, number>();
      const counts = { done: 0, failed: 0 };
      for (let shift = 0; shift < SHIFTS; shift++) {
        // Engines compile a function at its first call, which takes more stack than any call: not what is tested here.
        for (const [, any] of scenarios) attempt(any, fresh(program["worker"]()));
        attempts = Array.from({ length: LEVELS }, () => fresh(program["worker"]()));
        left = LEVELS;
        dive(scenario, shift);
        assert.equal(restingProblems(), []);
        for (const one of attempts) {
          if (one.hasReturned && one.caught === undefined) counts.done++;
          else counts.failed++;
          const problem = problemOf(one, stress);
          if (problem !== null) problems.set(problem, (problems.get(problem) ?? 0) + 1);
        }
      }
      assert.equal(Object.fromEntries(problems), {});
      assert.ok(counts.done > 100 && counts.failed > 100, JSON.stringify(counts));
      assert.is(getCurrent(), runtime.main);
    });
  }
}

test.run();
