/**
 * The steps of an iteration whose iterator may suspend. They behave as compiled functions: the iterator's methods are called as compiled code calls
 * them, and what is left to do with the result waits in a frame.
 *
 * CAUTION: the iterator is user code.
 */
import { $ } from "../core/realm.ts";
import { leave, save } from "../core/capture.ts";
import { KILLED } from "../core/errors.ts";
import { describe, type Frame2, type FunctionInfo, type Resume } from "../core/frame.ts";
import { mark } from "../core/marks.ts";
import type { AsyncIteration } from "./async-iteration.ts";
import type { Iteration } from "./iteration.ts";
import { twinOf } from "./twin.ts";

const infos = describe("greenlets", 13, [["next", 0, "0:0"], ["step", 1, "0:0"], ["take", 1, "0:0"], ["drain", 2, "0:0"], ["close", 1, "0:0"], ["abort", 1, "0:0", [0, 2]]]);
const [REQUEST, STEP, TAKE, DRAIN, CLOSE, ABORT] = infos as [FunctionInfo, FunctionInfo, FunctionInfo, FunctionInfo, FunctionInfo, FunctionInfo];

/** Calls a method of the iterator as compiled code does: afterwards `$.unwinding` has to be looked at. */
function callMethod(iterator: unknown, method: unknown): unknown {
  const fn = twinOf(method);
  $.token = fn;
  return $.call(fn, iterator);
}

function saveStep(caller: unknown, info: FunctionInfo, iteration: Iteration, resume: (frame: Frame2, value: unknown) => unknown): unknown {
  $.at = 1;
  $.s0 = iteration;
  return save(caller, info, resume as Resume);
}

const iterationOf = (frame: Frame2): Iteration => frame.s0 as Iteration;

/** The first half of a step of `for await`: what next() gives, to be awaited. */
export function request(iteration: AsyncIteration): unknown {
  const caller = $.token;
  $.token = 0;
  const result = callMethod(iteration.iterator, iteration.request());
  return $.unwinding === 0 ? result : leave(caller, REQUEST);
}

/** Moves to the next item; false at the end. */
export function step(iteration: Iteration): boolean {
  const caller = $.token;
  $.token = 0;
  if (!iteration.isForeign) return iteration.step();
  const result = callMethod(iteration.iterator, iteration.request());
  if ($.unwinding === 0) return iteration.accept(result);
  return saveStep(caller, STEP, iteration, (frame, value) => iterationOf(frame).accept(value)) as boolean;
}

/** The next item of an array pattern, undefined past the end. */
export function take(iteration: Iteration): unknown {
  const caller = $.token;
  $.token = 0;
  if (!iteration.isForeign) return iteration.take();
  const result = callMethod(iteration.iterator, iteration.request());
  if ($.unwinding === 0) return iteration.accept(result) ? iteration.value : undefined;
  return saveStep(caller, TAKE, iteration, (frame, value) => (iterationOf(frame).accept(value) ? iterationOf(frame).value : undefined));
}

/** All items that are left. */
export function drain(iteration: Iteration): unknown {
  const caller = $.token;
  $.token = 0;
  const items: unknown[] = [];
  if (fill(iteration, items)) return items;
  $.s1 = items;
  return saveStep(caller, DRAIN, iteration, goOnDraining);
}

/** @returns false when a step was captured. */
function fill(iteration: Iteration, items: unknown[]): boolean {
  while (iteration.isForeign) {
    const result = callMethod(iteration.iterator, iteration.request());
    if ($.unwinding !== 0) return false;
    if (iteration.accept(result)) items.push(iteration.value);
  }
  while (iteration.step()) items.push(iteration.value);
  return true;
}

function goOnDraining(frame: Frame2, value: unknown): unknown {
  const iteration = iterationOf(frame);
  const items = frame.s1 as unknown[];
  if (iteration.accept(value)) items.push(iteration.value);
  return fill(iteration, items) ? items : frame; // the frame: suspended again, in place
}

/** Leaves the loop by break, return or continue of an outer loop. */
export function close(iteration: Iteration): void {
  const caller = $.token;
  $.token = 0;
  const { iterator } = iteration;
  const method = iteration.closing();
  if (method === null) return;
  const result = callMethod(iterator, method);
  if ($.unwinding === 0) return iteration.closed(result);
  saveStep(caller, CLOSE, iteration, (frame, value) => iterationOf(frame).closed(value));
}

/** Leaves the loop by an error, which wins over those of the iterator (ECMA-262 §7.4.11 step 5). */
export function abort(iteration: Iteration): void {
  const caller = $.token;
  $.token = 0;
  try {
    const { iterator } = iteration;
    const method = iteration.closing();
    if (method === null) return;
    callMethod(iterator, method);
  } catch {
    $.token = 0;
  }
  if ($.unwinding === 0) return;
  saveStep(caller, ABORT, iteration, (frame, value) => {
    if (frame.at === 2 && value === KILLED) throw value;
  });
}

[request, step, take, drain, close, abort].forEach((fn, index) => mark(fn, infos[index]!));
