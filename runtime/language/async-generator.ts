/**
 * Async generators. A compiled one stays one for the engine, which queues its requests, makes its promises and awaits what it yields; its body is
 *
 *     const $task = $.asyncGenerator(info, resumable form);
 *     for ($task.go(); $task.isRunning; $task.go()) {
 *       try { $task.receive($task.how === 0 ? await $task.value : $task.how === 1 ? yield $task.value : yield* $task.value) }
 *       catch (error) { $task.fail(error) }
 *       finally {
 *         if ($task.isLeft) {
 *           for ($task.leave(); $task.isRunning && $task.how === 0; $task.go()) …as above, for awaits
 *           if ($task.isRunning) yield* $task
 *           if ($task.hasResult) return $task.value
 *         }
 *       }
 *     }
 *     if ($task.hasResult) return $task.value
 *
 * A return() comes to the `finally`, which cannot see its value: the body returns a placeholder in its place, and unless it does otherwise the engine
 * completes with the value it has. Where the body's own finalizers yield, `$task` is the iterator that the engine delegates to.
 *
 * CAUTION: the body is user code.
 */
import { $ } from "../core/realm.ts";
import { save, takeFrame } from "../core/capture.ts";
import { describe, type Frame, type Frame2, type FunctionInfo, type Resume } from "../core/frame.ts";
import { isAware, mark } from "../core/marks.ts";
import { pin } from "../core/pinned.ts";
import { append, bodyFrame, type DrivenForm, enter, Given, hasEnded, type Mode, NEXT, RETURN, THROW } from "./body.ts";
import { isCompiledGenerator } from "./generator.ts";

const AWAIT = 0;
const YIELD = 1;
const DELEGATE = 2;

/** In place of the value of a return(), which the engine keeps. */
const PLACEHOLDER = {};

/** A part of a body, up to its next yield or await, that was captured; and the `next()` of compiled code that ran it. */
const [SEGMENT, STEP] = describe("greenlets", 11, [["next", 0, "0:0", [0, 2]], ["next", 1, "0:0"]]) as [FunctionInfo, FunctionInfo];

type Result = { value: unknown; done: boolean };

export class AsyncGeneratorTask {
  readonly #frame: Frame;
  #mode: Mode = NEXT;
  /** A segment was captured: how it ended, once it has. */
  #parked: { mode: Mode; value: unknown } | null = null;
  /** A return() waits for the body's finalizers: whether their first step is still to be told. */
  #isFirst = true;
  #inner: AsyncGenerator<unknown, unknown, unknown> | null = null;
  isRunning = true;
  how: typeof AWAIT | typeof YIELD | typeof DELEGATE = AWAIT;
  value: unknown = undefined;
  hasResult = false;
  isLeft = false;

  constructor(fn: FunctionInfo, form: DrivenForm) {
    this.#frame = bodyFrame(fn, form);
  }

  receive(value: unknown): void {
    this.isLeft = false;
    this.#mode = NEXT;
    this.value = value;
  }

  /** What was awaited or yielded failed, or throw() was called. */
  fail(error: unknown): void {
    this.isLeft = false;
    this.#mode = THROW;
    this.value = error;
  }

  /** Runs the body on. */
  go(): void {
    const caller = $.token;
    $.token = 0;
    if (this.#parked !== null) return this.#unpark();
    const { value } = this;
    this.value = undefined;
    const given = enter(this.#frame, this.#mode, value);
    if ($.unwinding === 0) return this.#take(given);
    append(this.#frame);
    // A greenlet that switches to itself (STRESS) is back at once: waiting would cost a turn of the microtask queue.
    if (!isAware(caller, SEGMENT) || $.target === $.current) return this.#take(pin());
    this.#park();
  }

  #park(): void {
    let wake!: () => void;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    const parked = (this.#parked = { mode: NEXT as Mode, value: undefined as unknown });
    const settle = (frame: Frame2, value: unknown): void => {
      if (frame.at === 2) parked.mode = THROW;
      parked.value = value;
      wake();
    };
    $.at = 1;
    append(takeFrame(SEGMENT, settle as Resume));
    this.#set(AWAIT, woken);
  }

  #unpark(): void {
    const { mode, value } = this.#parked!;
    this.#parked = null;
    this.value = undefined;
    if (mode === THROW) throw value;
    this.#take(value);
  }

  #set(how: 0 | 1 | 2, value: unknown): void {
    this.how = how;
    this.value = value;
    this.isLeft = true;
  }

  #take(given: unknown): void {
    this.#frame.next = null;
    if (hasEnded(this.#frame)) {
      this.isRunning = false;
      this.hasResult = given instanceof Given && given.value !== PLACEHOLDER;
      this.value = this.hasResult ? (given as Given).value : undefined;
    } else if (given instanceof Given) this.#set(given.isDelegated ? DELEGATE : YIELD, given.value);
    else this.#set(AWAIT, given);
  }

  /** return() was called: the body's finalizers run. */
  leave(): void {
    this.#goOn(RETURN, PLACEHOLDER);
    this.isLeft = false;
  }

  // ---- the iterator of the finalizers

  [Symbol.asyncIterator](): this {
    return this;
  }
  next(value: unknown): Promise<Result> {
    return this.#step(NEXT, value);
  }
  throw(error: unknown): Promise<Result> {
    return this.#step(THROW, error);
  }
  return(value: unknown): Promise<Result> {
    return this.#step(RETURN, value);
  }

  async #step(mode: Mode, value: unknown): Promise<Result> {
    if (this.#isFirst) this.#isFirst = false;
    else if (this.#inner !== null) return this.#delegate(mode, value);
    else this.#goOn(mode, value);
    while (this.isRunning) {
      if (this.how === DELEGATE) {
        this.#inner = delegate(this.value as AsyncIterable<unknown>);
        return this.#delegate(NEXT, undefined);
      }
      try {
        const settled = await this.value;
        if (this.how === YIELD) return { value: settled, done: false };
        this.#goOn(NEXT, settled);
      } catch (error) {
        this.#goOn(THROW, error);
      }
    }
    this.isLeft = false;
    return { value: this.value, done: true };
  }

  #goOn(mode: Mode, value: unknown): void {
    this.#mode = mode;
    this.value = value;
    this.go();
  }

  async #delegate(mode: Mode, value: unknown): Promise<Result> {
    const inner = this.#inner!;
    let result: Result | null = null;
    try {
      result = (await (mode === NEXT ? inner.next(value) : mode === THROW ? inner.throw(value) : inner.return(value))) as Result;
      if (!result.done) return result;
    } catch (error) {
      [mode, value] = [THROW, error];
    }
    this.#inner = null;
    if (result !== null) [mode, value] = [mode === RETURN ? RETURN : NEXT, result.value];
    return this.#step(mode, value);
  }
}

async function* delegate(iterable: AsyncIterable<unknown>): AsyncGenerator<unknown, unknown, unknown> {
  return yield* iterable;
}

// ---- the steps that compiled code calls

const prototype = Object.getPrototypeOf(async function* () {}.prototype) as Record<"next" | "return" | "throw", (value: unknown) => unknown>;
export const asyncGeneratorPrototype = prototype;

/**
 * The engine's own step, called for a caller that can be suspended: a segment of the body that is captured then waits in the heap, and the engine
 * for a promise in its place. What the engine's step gave is the caller's, later.
 */
function stepFunction(name: "next" | "return" | "throw"): (this: unknown, value: unknown) => unknown {
  const native = prototype[name];
  const make = {
    [name](this: unknown, value: unknown): unknown {
      const caller = $.token;
      $.token = isCompiledGenerator(this) ? SEGMENT.id : 0;
      const promise = $.call(native, this, value);
      $.token = 0;
      if ($.unwinding === 0) return promise;
      $.at = 1;
      $.s0 = promise;
      return save(caller, STEP, ((frame) => (frame as Frame2).s0) satisfies Resume);
    },
  };
  return mark(make[name]!, STEP);
}

/** The capable twins of the engine's step functions. */
export const asyncGeneratorTwins = { next: stepFunction("next"), return: stepFunction("return"), throw: stepFunction("throw") };
