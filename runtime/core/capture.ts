/**
 * Capture: how frames leave the native stack. Called from the slow path of compiled functions, while `$.unwinding` is set.
 *
 * Law: from the moment the flag is set until a trampoline has the frames, no user code runs.
 */
import { $ } from "./realm.ts";
import { type Frame, Frame16, Frame2, Frame4, Frame8, type FunctionInfo, type Resume } from "./frame.ts";
import { isAware } from "./marks.ts";
import { pin } from "./pinned.ts";

/** Frames are appended at the tail while unwinding (innermost first) and joined to the greenlet's others in O(1) afterwards. */
export function append(frame: Frame): void {
  if ($.tail === null) $.head = frame;
  else $.tail.next = frame;
  $.tail = frame;
}

/**
 * First capture of an activation, whose resume point and variables stand in `$.at` and `$.s0` …: there, not among the arguments, so that
 * activations which are never captured need no registers for them (a compiled frame on the native stack was twice as large, findings #6).
 *
 * A caller that is not compiled cannot be unwound: the activation becomes a pinned base there.
 *
 * @returns nothing while unwinding goes on; from a pinned base the function's own result.
 * @throws from a pinned base what the function throws in the end.
 */
export function save(caller: unknown, fn: FunctionInfo, resume: Resume): unknown {
  append(takeFrame(fn, resume));
  return isAware(caller, fn) ? undefined : pin();
}

/** Makes the frame out of the realm's slots, and empties them: nothing is held back from the collector. */
export function takeFrame(fn: FunctionInfo, resume: Resume): Frame {
  const realm = $;
  const { size } = fn;
  const frame = size <= 2 ? new Frame2(fn, resume) : size <= 4 ? new Frame4(fn, resume) : size <= 8 ? new Frame8(fn, resume) : new Frame16(fn, resume);
  realm.s0 = realm.s1 = undefined;
  if (size > 2) realm.s2 = realm.s3 = undefined;
  if (size > 4) realm.s4 = realm.s5 = realm.s6 = realm.s7 = undefined;
  if (size > 8) realm.s8 = realm.s9 = realm.s10 = realm.s11 = realm.s12 = realm.s13 = realm.s14 = realm.s15 = undefined;
  return frame;
}

/** An activation whose last act was the call: nothing to save. As `save` in all else. */
export function leave(caller: unknown, fn: FunctionInfo): unknown {
  return isAware(caller, fn) ? undefined : pin();
}
