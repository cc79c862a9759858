/**
 * The way of an error through frames on the heap, which its own stack does not tell (G50).
 *
 * An error's stack is what was on the native stack where it was made: the frames that had been resumed, the trampoline, and the program under that, which may
 * have nothing to do with the error. Frames that wait on the heap are missing, those of the greenlet and of its parents. So the trampoline tells here which
 * frames an error goes through; they are kept with the error, in a private field: the error itself stays as it is.
 *
 * Like Python's traceback it grows with all that the error goes through, also when it is caught and thrown again. Not covered: frames that were on the native
 * stack when the error came through (its own stack has those above the place where it was made), and primitive values.
 */
import { KILLED } from "../core/errors.ts";
import { leave, save } from "../core/capture.ts";
import type { Frame, FunctionInfo } from "../core/frame.ts";
import { type Greenlet, transfer } from "../core/greenlet.ts";
import type { FramePosition } from "../core/inspection.ts";
import { nameOf, pin } from "../core/pinned.ts";
import { $ } from "../core/realm.ts";
import { Stamp } from "../core/stamp.ts";
import { trampoline } from "../core/trampoline.ts";
import { lineOf, PLAIN_LINE, positionOf, titleOf } from "./frames.ts";

/** More steps than this are not kept: an error object that is thrown again and again must not grow for ever. */
const LIMIT = 1_000;

/** A frame on the way, and those of a recursion under it; without a function: the plain ones under a base, and what else the native stack held there. */
interface Step {
  readonly fn: FunctionInfo | null;
  readonly at: number;
  times: number;
  next: Step | null;
}

/** What an error goes through of one greenlet at once. */
interface Leg {
  readonly greenlet: Greenlet;
  readonly first: Step;
  next: Leg | null;
}

/** Lists, which grow without a call of anything that the program could have replaced. */
interface Path {
  first: Leg | null;
  last: Leg | null;
  length: number;
}

class Travelled extends Stamp {
  #path: Path = { first: null, last: null, length: 0 };

  static pathOf(error: unknown): Path | null {
    return typeof error === "object" && error !== null && #path in error ? (error as Travelled).#path : null;
  }
}

/** Called by the trampoline: the error goes through the greenlet's frames down to `last`, which handles it; null: through all of them, and out of its base. */
export function passing(error: unknown, greenlet: Greenlet, last: Frame | null): void {
  if (typeof error !== "object" || error === null || error === KILLED) return;
  let frame = greenlet.$top;
  if (frame === null && greenlet.$base === null) return;
  const path = Travelled.pathOf(error) ?? stamped(error);
  if (path === null || path.length >= LIMIT) return;
  const head: Step = { fn: null, at: 0, times: 0, next: null };
  let tail = head;
  while (frame !== null && path.length < LIMIT) {
    const { fn, at } = frame;
    if (tail.fn === fn && tail.at === at) tail.times++; // nothing to allocate in a deep recursion
    else {
      tail = tail.next = { fn, at, times: 1, next: null };
      path.length++;
    }
    frame = frame === last ? null : frame.next;
  }
  if (last === null && greenlet.$base !== null) {
    tail.next = { fn: null, at: 0, times: 1, next: null };
    path.length++;
  }
  const leg: Leg = { greenlet, first: head.next!, next: null };
  if (path.last === null) path.first = leg;
  else path.last.next = leg;
  path.last = leg;
}

/** Engines may come to refuse private fields to objects that are not extensible. */
function stamped(error: object): Path | null {
  try {
    return Travelled.pathOf(new Travelled(error));
  } catch {
    return null;
  }
}

export interface PathPosition extends FramePosition {
  /** Whose frame it is. */
  greenlet: Greenlet;
}

/**
 * The frames on the heap that an error has gone through so far, in that order: those of the greenlet that it was thrown in, then those of its parents, each time down to
 * the one that handled it. Empty for what has gone through none, and for what is no object.
 */
export function pathOf(error: unknown): PathPosition[] {
  const frames: PathPosition[] = [];
  for (let leg = Travelled.pathOf(error)?.first; leg; leg = leg.next) {
    for (let step: Step | null = leg.first; step !== null; step = step.next) {
      for (let time = 0; step.fn !== null && time < step.times; time++) frames.push({ ...positionOf(step.fn, step.at), greenlet: leg.greenlet });
    }
  }
  return frames;
}

/**
 * An error's stack with the frames on the heap that the error has gone through (`pathOf`), and without those under the trampoline that it did not go through:
 *
 *     Error: unexpected end
 *         at token (lexer.ts:40:11)
 *       through <Parser dead>:
 *         at block (parser.ts:12:5)
 *       through <main Greenlet running>:
 *         at main.ts:3:8
 *
 * CAUTION: reads `error.stack`, which may be the program's.
 */
export function stackOf(error: unknown): string {
  const path = Travelled.pathOf(error);
  const own = ownStack(error);
  if (path === null) return own;
  const pieces = betweenTrampolines(own.split("\n"));
  const lines = pieces[0]!;
  let greenlet: Greenlet | null = null;
  let bases = 0;
  for (let leg = path.first; leg !== null; leg = leg.next) {
    if (leg.greenlet !== greenlet) lines.push(`  through ${titleOf((greenlet = leg.greenlet))}:`);
    for (let step: Step | null = leg.first; step !== null; step = step.next) {
      if (step.fn !== null) lines.push(lineOf(positionOf(step.fn, step.at)));
      else lines.push(...(pieces[++bases] ?? [PLAIN_LINE]));
      if (step.times > 1) lines.push(`    … and ${step.times - 1} more of it`);
    }
  }
  if (path.length >= LIMIT) lines.push("    … and more");
  return lines.join("\n");
}

function ownStack(error: unknown): string {
  const stack: unknown = typeof error === "object" && error !== null ? (error as Error).stack : undefined;
  return typeof stack === "string" ? stack : typeof error === "object" ? Object.prototype.toString.call(error) : String(error);
}

/**
 * The pieces of a native stack that lie between trampolines; without what is under each of them: the runtime's own frames, and the compiled function that the base
 * stands on, whose frame is on the heap.
 *
 *     at thrower …                    the first piece
 *     at start …, begin               the runtime, at times
 *     at trampoline …, pin, save      the runtime
 *     at callback …                   the function on which the base stands
 *     at Array.map …                  the second piece
 */
function betweenTrampolines(lines: readonly string[]): string[][] {
  const starts = lines.flatMap((line, index) => (isTrampoline(line, lines[index + 1]) ? [index] : []));
  return [-1, ...starts].map((start, index) => {
    const piece = aboveTurn(lines.slice(start + 1, starts[index]));
    return start === -1 ? piece : underBase(piece);
  });
}

/** Without the runtime's frames between the trampoline and what it runs: `start`, and those that enter a context. */
function aboveTurn(piece: readonly string[]): string[] {
  let end = piece.length;
  while (end > 0 && TURN.has(nameOf(piece[end - 1]!).split(".").at(-1)!) && /\btrampoline\.|\bcontexts\.|async_hooks/.test(piece[end - 1]!)) end--;
  return piece.slice(0, end);
}

const TURN = new Set(["start", "begin", "turn", "#inScope", "HostContexts.#inScope", "runInAsyncScope"]);

function underBase(piece: readonly string[]): string[] {
  const names = piece.map((line) => nameOf(line).split(".").at(-1)); // V8 says `Object.save`
  let at = 0;
  while (at < names.length && RUNTIME.has(names[at])) at++;
  if (names.slice(0, at).includes(save.name)) at++;
  return at < names.length ? piece.slice(at) : [PLAIN_LINE];
}

const { saveConstructor } = $ as { saveConstructor?: { name: string } };
const RUNTIME = new Set([pin, save, leave, transfer, saveConstructor].map((fn) => fn?.name));

/** A function of the program may have that name. */
const isTrampoline = (line: string, below: string | undefined): boolean => nameOf(line) === trampoline.name && (below === undefined || nameOf(below) === pin.name);
