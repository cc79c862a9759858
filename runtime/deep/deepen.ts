/** `deepStacks`: the stack of a recursion that gets too deep is moved to the heap. */
import { room } from "../core/greenlet.ts";
import type { FunctionInfo } from "../core/frame.ts";
import { isAware } from "../core/marks.ts";
import { DEEPEST } from "../core/protocol.ts";
import { $ } from "../core/realm.ts";
import { Stamp } from "../core/stamp.ts";
import { CALL } from "../core/trampoline.ts";

/** So many frames of one greenlet are an endless recursion: half a gigabyte and more. Without a limit it would end the process. */
const MOST = 5_000_000;

/** What a bound function calls: its arguments are among those that the function got, so that it is not the one to be called again. */
class Bound extends Stamp {
  #target: unknown;
  constructor(bound: object, target: unknown) {
    super(bound);
    this.#target = target;
  }
  /** The function that runs in the end; bound ones may be bound again. */
  static targetOf(fn: unknown): unknown {
    while (typeof fn === "function" && #target in fn) fn = (fn as unknown as Bound).#target;
    return fn;
  }
}

/** How often a stack was moved, and when to count next. */
let moves = 0;
let next = 0;

/**
 * At the entry of a function that is called too deep: its callers leave the native stack, and it is called again. Where the caller is not compiled they
 * cannot, and the function runs where it is.
 * @returns whether it is to return at once.
 * @throws RangeError when the greenlet has more than 5,000,000 frames.
 */
export function deepen(caller: unknown, fn: FunctionInfo, self: unknown, args: ArrayLike<unknown>): boolean {
  if (typeof caller !== "function" || !isAware(caller, fn)) return false;
  if (++moves >= next) count();
  room();
  $.target = $.current;
  $.mode = CALL;
  $.value = [Bound.targetOf(caller), self, args];
  $.unwinding = 1;
  return true;
}

/** Counts the frames of the current greenlet now and then: as often as it costs next to nothing. */
function count(): void {
  let frames = 0;
  for (let frame = $.current.$top; frame !== null && frames <= MOST; frame = frame.next) frames++;
  next = moves + Math.max(100, Math.floor(frames / DEEPEST / 4));
  if (frames > MOST) throw new RangeError("Maximum call stack size exceeded");
}

$.deepen = deepen;
$.bound = (bound, target) => void new Bound(bound, target);
