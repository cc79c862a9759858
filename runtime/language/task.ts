/**
 * Async functions. A compiled one stays one for the engine, which makes its promise and waits for what it awaits; its body is
 *
 *     const $task = $.task(info, resumable form);                       runs up to the first await, or the end
 *     for (; $task.isWaiting; $task.go()) try { $task.value = await $task.value; } catch (error) { $task.fail(error); }
 *     return $task.value;
 *
 * Up to its first `await` the body runs for its caller: when it is captured there, the engine's promise is dropped with the rest of the stack, and the
 * caller gets another one later. After an `await` it is called by the event loop, on top of which it is pinned when it switches.
 *
 * CAUTION: the body is user code.
 */
import { $ } from "../core/realm.ts";
import { takeFrame } from "../core/capture.ts";
import { KILLED } from "../core/errors.ts";
import { describe, type Frame, type Frame2, type FunctionInfo, type Resume } from "../core/frame.ts";
import { isAware } from "../core/marks.ts";
import { pin } from "../core/pinned.ts";
import { append, bodyFrame, type DrivenForm, enter, hasEnded, type Mode, NEXT, THROW } from "./body.ts";

export class Task {
  readonly #frame: Frame;
  #mode: Mode = NEXT;
  /** Whether `value` is awaited, or the result. */
  isWaiting = false;
  value: unknown = undefined;

  constructor(frame: Frame) {
    this.#frame = frame;
  }

  /** What was awaited failed. */
  fail(error: unknown): void {
    this.#mode = THROW;
    this.value = error;
  }

  /** Goes on after an await. */
  go(): void {
    $.token = 0;
    const { value } = this;
    const mode = this.#mode;
    this.#mode = NEXT;
    this.value = undefined;
    const given = enter(this.#frame, mode, value);
    if ($.unwinding === 0) return this.take(given);
    append(this.#frame);
    this.take(pin());
  }

  take(given: unknown): void {
    this.value = given;
    this.isWaiting = !hasEnded(this.#frame);
    this.#frame.next = null;
  }
}

const [TASK] = describe("greenlets", 6, [["async", 1, "0:0", [0, 2]]]) as [FunctionInfo];

/** Runs an async function's body up to its first `await`; behaves as a compiled function. */
export function task(fn: FunctionInfo, form: DrivenForm): Task {
  const caller = $.token;
  $.token = 0;
  const frame = bodyFrame(fn, form);
  const made = new Task(frame);
  const given = enter(frame, NEXT, undefined);
  if ($.unwinding === 0) {
    made.take(given);
    return made;
  }
  append(frame);
  if (!isAware(caller, fn)) {
    made.take(pin());
    return made;
  }
  $.at = 1;
  $.s0 = made;
  append(takeFrame(TASK, goOn as Resume));
  return made; // of which the engine makes a promise that nobody gets
}

/** The body has come to its first `await`, or its end, after it was captured: the caller gets a promise. */
function goOn(frame: Frame2, value: unknown): Promise<unknown> {
  const made = frame.s0 as Task;
  if (frame.at !== 2) made.take(value);
  else if (value === KILLED) throw value;
  else return fail(value);
  return drive(made);
}

async function fail(error: unknown): Promise<never> {
  throw error;
}

async function drive(made: Task): Promise<unknown> {
  for (; made.isWaiting; made.go()) {
    try {
      made.value = await made.value;
    } catch (error) {
      made.fail(error);
    }
  }
  return made.value;
}
