/**
 * The second oracle of random programs: two coroutines over shared state, switched by one schedule, once as greenlets (compiled) and once
 * as native generators with `yield*` on every call. The merged traces must agree. A resumption may also throw, or end the coroutine.
 */
import vm from "node:vm";
import * as greenlets from "../../runtime/index.ts";
import { compile, type CompileOptions } from "../../compiler/index.ts";
import { crashOf, differenceOf, type Failure, isTimeout, PLAIN_TIMEOUT_MS, randomly, RUN_TIMEOUT_MS } from "./differential.ts";
import type { Program } from "./generate/program.ts";
import { asFunctions, asGenerators } from "./generate/spelling.ts";
import { Random } from "./generate/random.ts";
import { resetRuntime, restingProblems, runWithoutSourceText, shallow } from "./programs.ts";
import { tracer } from "./trace.ts";

const { Greenlet, setStressSchedule } = greenlets;
const ROUNDS = 60;

/** A coroutine, however made. */
interface Coroutine {
  readonly done: boolean;
  resume(value: unknown): unknown;
  raise(error: unknown): unknown;
  /** Runs only `finally`. */
  end(): unknown;
}

class GreenletCoroutine implements Coroutine {
  readonly #greenlet: greenlets.Greenlet;
  constructor(body: () => unknown) {
    this.#greenlet = new Greenlet(body);
  }
  get done(): boolean {
    return this.#greenlet.dead;
  }
  resume(value: unknown): unknown {
    return this.#greenlet.started ? this.#greenlet.switch(value) : this.#greenlet.switch();
  }
  raise(error: unknown): unknown {
    return this.#greenlet.throw(error);
  }
  end(): unknown {
    this.#greenlet.kill();
    return undefined;
  }
}

class GeneratorCoroutine implements Coroutine {
  readonly #generator: Generator;
  done = false;
  constructor(body: () => Generator) {
    this.#generator = body();
  }
  resume(value: unknown): unknown {
    return this.#step(() => this.#generator.next(value));
  }
  raise(error: unknown): unknown {
    return this.#step(() => this.#generator.throw(error));
  }
  end(): unknown {
    this.#step(() => this.#generator.return(undefined));
    return undefined;
  }
  #step(move: () => IteratorResult<unknown>): unknown {
    try {
      const { done, value } = move();
      this.done = done === true;
      return value;
    } catch (error) {
      this.done = true;
      throw error;
    }
  }
}

/** Runs the program's bodies by a schedule from the seed, logging what each resumption brings. */
function drive(seed: number, coroutines: Coroutine[], t: (id: unknown, value: unknown) => unknown, mayEnd: boolean): void {
  const random = new Random(seed ^ 0xabcdef);
  for (let round = 0; round < ROUNDS && coroutines.some(({ done }) => !done); round++) {
    const index = random.below(coroutines.length);
    const how = random.next();
    const coroutine = coroutines[index]!;
    if (coroutine.done) continue;
    try {
      const value = how < 0.1 ? coroutine.raise(`raised ${round}`) : how < 0.14 && mayEnd ? coroutine.end() : coroutine.resume(round);
      t(`round ${round} of ${index}`, value);
    } catch (error) {
      t(`round ${round} of ${index} threw`, error);
    }
    t("done", coroutine.done);
  }
}

type Bodies = { bodies: (() => never)[] };

function run(seed: number, code: string, leave: typeof leaveGenerator | null, make: (body: () => never) => Coroutine, mayEnd: boolean, timeout: number): string[] {
  const { lines, t } = tracer();
  try {
    const exports = {} as Bodies;
    const load = vm.compileFunction(code, ["t", "require", "exports", ...(leave === null ? [] : ["leave"])], { filename: "fuzz.cjs" }) as (...args: unknown[]) => void;
    runWithoutSourceText(() => {
      load(t, () => greenlets, exports, leave);
      drive(seed, exports.bodies.map(make), t, mayEnd);
    }, timeout);
    lines.push(...restingProblems());
  } catch (error) {
    lines.push(`threw ${String(error)}`);
  } finally {
    setStressSchedule(null);
    resetRuntime();
  }
  return lines;
}

/** Compiled with the program: hands a value to the greenlet that drives all. */
const LEAVE = "const leave = (value) => require('greenlets').runtime.main.switch(value);\n";

function* leaveGenerator(value: unknown): Generator {
  return yield value;
}

export function checkCoroutines(program: Program, timeout = RUN_TIMEOUT_MS): Failure | null {
  const { seed } = program;
  // Two places where a kill differs from a generator's return(): a jump out of finally swallows it in one function only, not in all that
  // delegate to it; and it is a throw completion, so that errors of an iterator's own `return` are dropped.
  const mayEnd = !program.features.has("jumpInFinally") && !program.features.has("iteratorFails");
  const wanted = run(seed, asGenerators(program), leaveGenerator, (body) => new GeneratorCoroutine(body), mayEnd, PLAIN_TIMEOUT_MS);
  if (isTimeout(wanted)) return null;
  const source = asFunctions(program).replace('"use strict";\n', `"use strict";\n${LEAVE}`);
  const variants: [string, CompileOptions, greenlets.StressSchedule | null][] = [
    ["interleaved", {}, null],
    ["interleaved, deep stacks", { deepStacks: true }, null],
    ["interleaved, stress", { stress: true }, seed % 2 === 0 ? null : randomly(seed, 0.3)()],
  ];
  for (const [variant, options, schedule] of variants) {
    let code: string;
    try {
      const result = compile(source, { filename: "fuzz.cjs", format: "commonjs", ...options });
      // A function that is left plain pins.
      if (result.diagnostics.length > 0) return null;
      code = options.deepStacks ? shallow(result.code) : result.code;
    } catch (error) {
      return { seed, variant, source, ...crashOf(error) };
    }
    setStressSchedule(schedule);
    const actual = run(seed, code, null, (body) => new GreenletCoroutine(body), mayEnd, timeout);
    const found = differenceOf(wanted, actual);
    if (found !== null) return { seed, variant, source, ...found };
  }
  return null;
}
