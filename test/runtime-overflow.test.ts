/**
 * The native stack overflows somewhere inside the runtime: wherever that is, the error is raised in the program, at a switch or in what it
 * called; nothing is half done; all finally clauses run; and every other greenlet goes on as if nothing had happened.
 *
 * A plain function calls itself until the stack is full; then, on each level of the way back, a scenario is tried once, so that it has a
 * little more stack each time, until it succeeds. Variants of the function with frames of other sizes shift the levels. All that is done in the main greenlet, and in
 * another one, whose frames lie on a trampoline.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { getCurrent, Greenlet, runtime, setStressSchedule } from "../runtime/index.ts";
import { load } from "./helpers/greenlet-programs.ts";
import { restingProblems } from "./helpers/programs.ts";

const LEVELS = 60;
const SHIFTS = 16;

/** Who is on the other side: a greenlet, or a genlet whose steps look like a greenlet's. It gives 0 at its first switch, then 1, … */
type Worker = Pick<Greenlet, "switch" | "dead" | "kill">;

/** One try on one level: filled in near the end of the stack, hence by plain assignments only, and looked at later. */
interface Attempt {
  worker: Worker;
  isReached: boolean;
  isEntered: boolean;
  hasReturned: boolean;
  value: unknown;
  caught: unknown;
  thrown: unknown;
  finallies: number;
  isAtRest: boolean;
}

type Scenario = (worker: Worker, attempt: Attempt) => unknown;

const source = `
  let home = main;
  exports.at = (greenlet) => { home = greenlet; };
  exports.worker = () => { const g = new Greenlet(() => { for (let n = 0; ; n++) home.switch(n); }); g.switch(); return g; };
  const counter = genlet((self) => { self.producer = getCurrent(); const level = (depth) => { if (depth > 0) level(depth - 1) + 0; else for (let n = 0; ; n++) stubborn(n); }; level(2); });
  // Whatever it was that failed, the same Yield can be tried again.
  const stubborn = (n) => { for (let left = 2; ; left--) try { return Yield(n); } catch (error) { if (left === 0 || !(error instanceof RangeError)) throw error; } };
  exports.genletWorker = () => {
    const self = { producer: null, switch: () => self.it.next().value, throw: (error) => self.it.throw(error), get dead() { return self.producer.dead; }, kill: () => self.it.return().done };
    self.it = counter(self);
    self.switch();
    return self;
  };
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
      const killed = new Greenlet(() => { let finallies = 0; try { home.switch(); } finally { finallies++; } });
      killed.switch();
      killed.kill();
      return worker.switch();
    }),
    "a throw": tries((worker) => { const g = new Greenlet(() => { try { home.switch(); } catch { return 1; } }); g.switch(); g.throw(new Error("x")); return worker.switch(); }),
    "several arguments": tries((worker) => { new Greenlet((...args) => args).switch(1, 2, 3); return worker.switch(4, 5); }),
    "a run that is looked up": tries((worker) => { new Lazy().switch(); return worker.switch(); }),
    "a run that is looked up, and switches": tries((worker) => new Switching(worker).switch()),
    "a pending parent at a death": tries((worker) => { new Greenlet(() => 7, new Greenlet((x) => x + 1)).switch(); return worker.switch(); }),
    "a pending parent whose run is looked up": tries((worker) => { new Greenlet(() => 7, new Lazy()).switch(); return worker.switch(); }),
    "greenlets in greenlets": tries((worker) => { new Greenlet(() => new Greenlet(() => new Greenlet(() => 1).switch() + 1).switch() + 1).switch(); return worker.switch(); }),
    "a switch below a plain function": tries((worker) => plainly(() => worker.switch())),
    "a switch below two, with an error": tries((worker) => plainly(() => { try { plainly(() => { throw new Greenlet(() => 5).switch(); }); } catch (error) { if (error !== 5) throw error; } return worker.switch(); })),
    "a switch that is refused": tries((worker) => {
      new Greenlet(() => plainly(() => { try { home.switch(); } catch (error) { if (!(error instanceof PinnedError)) throw error; } })).switch();
      return worker.switch();
    }),
    "a death that is refused": tries((worker) => {
      new Greenlet(() => plainly(() => { try { new Greenlet(() => 1, home).switch(); } catch (error) { if (!(error instanceof PinnedError)) throw error; } })).switch();
      return worker.switch();
    }),
    "a switch in a generator": tries((worker) => { for (const value of (function* () { yield worker.switch(); })()) return value; }),
    "a switch in a constructor": tries((worker) => new (class { constructor() { this.value = worker.switch(); } })().value),
    "a switch in a comparator": tries((worker) => { let got; [2, 1].sort(() => { got = worker.switch(); return 0; }); return got; }),
    "a switch as a callback": tries((worker) => new Greenlet(() => worker.switch()).callback()()),
    "a genlet's whole life": tries((worker) => { let sum = 0; for (const value of few()) sum += value; return sum === 3 ? worker.switch() : sum; }),
    "a genlet that is closed": tries((worker) => { const it = few(); it.next(); it.return(); return worker.switch(); }),
  };
  const few = genlet(() => { try { [1, 2].forEach((n) => Yield(n)); } finally { few.closed++; } });
  few.closed = 0;
  class Lazy extends Greenlet { get run() { return (x) => x; } }
  class Switching extends Greenlet {
    constructor(worker) { super(); this.worker = worker; }
    get run() { const got = this.worker.switch(); return () => got; }
  }
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

const fresh = (worker: Worker): Attempt => ({
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

interface Program {
  at(home: Greenlet): void;
  worker(): Worker;
  genletWorker(): Worker;
  scenarios: Record<string, Scenario>;
}

/** Tries the scenario at all distances; what went wrong, by how often. */
function problemsOf(program: Program, make: () => Worker, scenario: Scenario, isStress: boolean): { problems: Record<string, number>; done: number; failed: number } {
  const problems: Record<string, number> = {};
  const counts = { done: 0, failed: 0 };
  for (let shift = 0; shift < SHIFTS; shift++) {
    // Engines compile a function at its first call, which takes more stack than any call: not what is tested here.
    for (const any of Object.values(program.scenarios)) attempt(any, fresh(make()));
    attempts = Array.from({ length: LEVELS }, () => fresh(make()));
    left = LEVELS;
    dive(scenario, shift);
    for (const one of attempts) {
      if (one.hasReturned && one.caught === undefined) counts.done++;
      else counts.failed++;
      const problem = problemOf(one, isStress);
      if (problem !== null) problems[problem] = (problems[problem] ?? 0) + 1;
    }
  }
  return { problems, ...counts };
}

for (const stress of [false, true]) {
  const program = load(source, { stress }) as unknown as Program;
  const ways: [string, () => Worker, Scenario][] = Object.entries(program.scenarios).map(([name, scenario]) => [name, program.worker, scenario]);
  ways.push(...["a switch", "a switch below three frames", "a switch in a callback", "a switch below a plain function"].map((name): [string, () => Worker, Scenario] => [`${name}: a genlet's step`, program.genletWorker, program.scenarios[name]!]));
  for (const [name, make, scenario] of ways) {
    for (const isInside of [false, true]) {
      test(`${name}${isInside ? ", in a greenlet" : ""}, at each distance from the end of the stack${stress ? ", under STRESS" : ""}`, () => {
        setStressSchedule(null);
        const work = (): ReturnType<typeof problemsOf> => problemsOf(program, make, scenario, stress);
        const inside = new Greenlet(work);
        program.at(isInside ? inside : getCurrent());
        const { problems, done, failed } = isInside ? inside.switch() : work();
        assert.equal(problems, {});
        assert.ok(done > 100 && failed > 100, `${done} done, ${failed} failed`);
        assert.equal(restingProblems(), []);
        assert.is(getCurrent(), runtime.main);
      });
    }
  }
}

test.run();
