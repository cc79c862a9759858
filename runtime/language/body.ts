/**
 * Driven bodies: the frame of a generator or async function between two of its suspensions. Its `at` tells where it is: 0 not begun, a resume
 * point, or ENDED.
 */
import { append, takeFrame } from "../core/capture.ts";
import type { Frame, FunctionInfo } from "../core/frame.ts";
import { SLOTS } from "../core/protocol.ts";
import { $ } from "../core/realm.ts";

/** A resumable form that is driven: `mode` tells what came back from a `yield`. */
export type DrivenForm = (frame: Frame, value: unknown, mode?: Mode) => unknown;

export const NEXT = 0;
export const THROW = 1;
export const RETURN = 2;
export type Mode = typeof NEXT | typeof THROW | typeof RETURN;

const ENDED = -1;
/** In a table of handlers: the resume point takes the error itself. */
const HERE = -1;

/** A frame for a body that has not begun. It reads its slots at once: the last of a large one is an array. */
export function bodyFrame(fn: FunctionInfo, form: DrivenForm): Frame {
  if (fn.size > SLOTS) $.s15 = [];
  const frame = takeFrame(fn, form);
  frame.at = 0;
  return frame;
}

/** Runs a body on, until it gives a value, ends, fails, or is captured (then it has returned its frame). */
export function enter(frame: Frame, mode: Mode, value: unknown): unknown {
  const { fn, resume } = frame;
  if (mode !== THROW) return (resume as DrivenForm)(frame, value, mode);
  const handler = fn.handlers?.[frame.at];
  if (handler === HERE) return (resume as DrivenForm)(frame, value, THROW);
  if (!handler) throw value;
  frame.at = handler;
  return resume(frame, value);
}

export const hasEnded = (frame: Frame): boolean => frame.at === ENDED;

/** What a body gives when it has to be told from another value: a result that `yield*` passes on; of an async generator, all but what it awaits. */
export class Given {
  readonly value: unknown;
  readonly isDelegated: boolean;
  constructor(value: unknown, isDelegated: boolean) {
    this.value = value;
    this.isDelegated = isDelegated;
  }
}

export const delegated = (value: unknown): Given => new Given(value, true);
export const yielded = (value: unknown): Given => new Given(value, false);

/** The body was captured: its frame belongs to the greenlet. */
export { append };
