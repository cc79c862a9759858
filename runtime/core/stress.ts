/**
 * STRESS: makes the rare machinery run all the time. Code compiled with `stress` asks at every suspension point whether to capture
 * the whole stack there and reinstate it at once; that turns any ordinary program into a test of the compiler.
 */
import { $ } from "./realm.ts";
import { room } from "./greenlet.ts";
import { VALUE } from "./trampoline.ts";

/** Asked at every suspension point; true: capture and reinstate here. */
export type StressSchedule = () => boolean;

/** Sets when stressed code captures itself; null, the default: at every suspension point. For tests. */
export function setStressSchedule(schedule: StressSchedule | null): void {
  $.stressSchedule = schedule;
}

/** A switch of the current greenlet to itself, with the value of the call that just returned. */
export function stress(value: unknown): boolean {
  if ($.stressSchedule?.() === false) return false;
  room();
  $.target = $.current;
  $.mode = VALUE;
  $.value = value;
  $.unwinding = 1;
  return true;
}
