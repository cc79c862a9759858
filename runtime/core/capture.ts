/**
 * Capture: how frames leave the native stack. Called from the slow path of compiled functions, while `$.unwinding` is set.
 *
 * Law: from the moment the flag is set until a trampoline has the frames, no user code runs.
 */
import { $ } from "./realm.ts";
import type { Frame, FunctionInfo } from "./frame.ts";
import { isAware } from "./marks.ts";
import { pin } from "./pinned.ts";

/** Frames are appended at the tail while unwinding (innermost first) and joined to the greenlet's others in O(1) afterwards. */
function append(frame: Frame): void {
  if ($.tail === null) $.head = frame;
  else $.tail.next = frame;
  $.tail = frame;
}

/**
 * First capture of an activation. A caller that is not compiled cannot be unwound: the activation becomes a pinned base there.
 *
 * @returns nothing while unwinding goes on; from a pinned base the function's own result.
 * @throws from a pinned base what the function throws in the end.
 */
export function save(caller: unknown, frame: Frame): unknown {
  append(frame);
  return isAware(caller, frame.fn) ? undefined : pin(frame.fn);
}

/** A reinstated frame suspends once more. Its caller is the trampoline, so there is no token to look at. */
export function again(frame: Frame): void {
  append(frame);
}

/** An activation whose last act was the call: nothing to save. As `save` in all else. */
export function leave(caller: unknown, fn: FunctionInfo): unknown {
  return isAware(caller, fn) ? undefined : pin(fn);
}
