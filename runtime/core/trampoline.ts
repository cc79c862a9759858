/**
 * The trampoline: the one loop that switches. It performs the pending switch, resumes the target's top frame (or starts it), and looks at
 * what came of it:
 *
 *     unwound again    join the captured frames to the greenlet's own, go on with the next pending switch
 *     returned         hand the value to the next frame down; none left: the greenlet is dead, its parent gets the value
 *     threw            the same, as an error; a frame without a handler at its resume point is dropped without being entered
 *
 * Only the innermost frame goes back to the native stack; a frame below waits until the one above returns, so a switch costs the
 * same at every depth. There is no recursion here: 100,000 frames and parents are a loop.
 */
import { $ } from "./realm.ts";
import type { Frame } from "./frame.ts";
import { DEAD, PENDING, SUSPENDED, exitValue, isExit, type Greenlet, liveAncestor, prepare } from "./greenlet.ts";
import { type Base, isPinnedBelow, pinnedError, unpin } from "./pinned.ts";

/** What a switch brings: one value, nothing, several arguments in an array (G17, G18), an error; or a call that comes before all frames: `[fn, self, args]`. */
export const VALUE = 0;
export const NOTHING = 1;
export const ARGUMENTS = 2;
export const ERROR = 3;
export const CALL = 4;
export type Mode = typeof VALUE | typeof NOTHING | typeof ARGUMENTS | typeof ERROR | typeof CALL;

/** Runs greenlets on top of `base` until its owner has no frame above it; then its value or error goes on in the foreign frame. */
export function trampoline(base: Base): unknown {
  const realm = $;
  for (;;) {
    let greenlet: Greenlet = realm.target!;
    let mode: Mode = realm.mode;
    let value: unknown = realm.value;
    realm.target = null;
    realm.value = undefined;
    // Known only now: the greenlet that switches has just been pinned itself, so what was topmost is not any more.
    if (isPinnedBelow(greenlet, base)) {
      value = pinnedError(greenlet);
      mode = ERROR;
      greenlet = realm.current;
    }
    let origin = realm.current;
    realm.current = greenlet;
    // One turn: run frames of one greenlet after the other until one of them switches.
    for (;;) {
      const isStart = greenlet.$state === PENDING;
      if (isStart) greenlet.$state = SUSPENDED;
      if (origin !== greenlet) {
        realm.contexts?.switched(origin);
        if (realm.trace !== null) {
          mode = traced(origin, mode, value);
          value = realm.value;
          realm.value = undefined;
        }
        origin = greenlet;
      }
      let frame: Frame | null = null;
      if (!isStart && mode !== CALL) {
        frame = mode === ERROR ? unwindToHandler(greenlet, value) : greenlet.$top;
        if (frame === null) {
          if (greenlet === base.owner) {
            unpin(base);
            if (mode === ERROR) throw value;
            return value;
          }
          realm.current = greenlet = die(greenlet, mode, value, base);
          mode = realm.mode;
          value = realm.value;
          realm.value = undefined;
          continue;
        }
        greenlet.$top = frame.next; // it stays linked to what is below, for when it suspends again
      }
      try {
        if (realm.contexts !== null) value = realm.contexts.turn(base, turn, greenlet, frame, mode, value);
        else value = frame === null ? begin(greenlet, mode, value) : $.call(frame.resume, undefined, frame, value); // (as a method it would be `Frame2.fail` in stacks)
      } catch (error) {
        reset();
        mode = ERROR;
        value = error;
        continue;
      }
      if (realm.unwinding !== 0) {
        realm.unwinding = 0;
        // The frame that was resumed is again the outermost of those captured, unless it left by a tail call.
        const below = value === frame ? frame : greenlet.$top;
        if (realm.tail === null) {
          greenlet.$top = below;
        } else {
          realm.tail.next = below;
          greenlet.$top = realm.head;
          realm.head = realm.tail = null;
        }
        break;
      }
      mode = VALUE;
    }
  }
}

/** Goes on with a frame; as a function, for who stands around it. */
function turn(greenlet: Greenlet, frame: Frame | null, mode: Mode, value: unknown): unknown {
  return frame === null ? begin(greenlet, mode, value) : $.call(frame.resume, undefined, frame, value);
}

export type Turn = typeof turn;

/** What runs without a frame: a call, or the greenlet's start. */
function begin(greenlet: Greenlet, mode: Mode, value: unknown): unknown {
  $.depth = 0; // (at their calls resumed frames say so themselves)
  if (mode !== CALL) return start(greenlet, mode, value);
  const [fn, self, args] = value as [unknown, unknown, unknown[]];
  $.token = fn;
  return $.apply(fn, self, args);
}

/** What a stack overflow leaves behind. */
function reset(): void {
  $.token = $.unwinding = 0;
  $.head = $.tail = null;
}

/**
 * Tells the trace callback of a switch to the current greenlet, which it runs in (G93). A callback that fails is removed, and its error is raised there (G95).
 * @returns the mode; the value is in the realm.
 */
export function traced(origin: Greenlet, mode: Mode, value: unknown): Mode {
  try {
    $.trace!(mode === ERROR ? "throw" : "switch", origin, $.current);
  } catch (error) {
    reset();
    $.trace = null;
    mode = ERROR;
    value = error;
  }
  $.value = value;
  return mode;
}

/** First run of a greenlet. Its body is known (looked up by the switch, G12). */
function start(greenlet: Greenlet, mode: Mode, value: unknown): unknown {
  const body = greenlet.$body as (...args: unknown[]) => unknown;
  greenlet.$body = null;
  if (mode === ERROR) throw value; // G67: it dies without having run
  $.token = body;
  if (mode === VALUE) return $.call(body, greenlet, value);
  if (mode === NOTHING) return $.call(body, greenlet);
  return $.apply(body, greenlet, value as unknown[]);
}

/** Drops the frames that cannot handle an error at their resume point; the first that can is set to go on at its handler. */
function unwindToHandler(greenlet: Greenlet, error: unknown): Frame | null {
  let frame = greenlet.$top;
  let handler: number | undefined = 0;
  while (frame !== null && !(handler = frame.fn.handlers?.[frame.at])) frame = frame.next;
  $.passing?.(error, greenlet, frame);
  if (frame !== null) frame.at = handler!;
  greenlet.$top = frame;
  return frame;
}

/**
 * The end of a greenlet: its parent (while it is being killed, the killer) goes on with the result (G19, G41, G49). A pending parent is
 * started with it (G20); when it cannot be, the error that says so goes to the next ancestor instead (G42).
 * @returns who runs next; with what is in the realm's mode and value.
 */
function die(greenlet: Greenlet, mode: Mode, value: unknown, base: Base): Greenlet {
  let heir = liveAncestor(greenlet.$killer ?? greenlet.$parent!);
  while (heir.$state === PENDING) {
    try {
      prepare(heir); // CAUTION: a getter may run, as this greenlet's last act, and even start the heir
      if ((heir.$state as number) === PENDING) break;
      heir = liveAncestor(heir);
    } catch (error) {
      mode = ERROR;
      value = error;
      heir = liveAncestor(heir.$parent!);
    }
  }
  greenlet.$state = DEAD;
  if (isExit(mode, value)) {
    mode = VALUE;
    value = exitValue(value);
  }
  if (isPinnedBelow(heir, base)) {
    // The heir cannot go on now: the greenlet on whose foreign frame everything here runs is told, and nothing is lost.
    const error = pinnedError(heir);
    error[mode === ERROR ? "cause" : "value"] = value;
    mode = ERROR;
    value = error;
    heir = base.owner;
  }
  $.mode = mode;
  $.value = value;
  return heir;
}
