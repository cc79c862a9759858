/** What may be told of switches, or stand around them. Both are null until somebody asks for them, and live outside of the core. */
import type { Frame } from "./frame.ts";
import type { Greenlet } from "./greenlet.ts";
import type { Base } from "./pinned.ts";
import type { Mode, Turn } from "./trampoline.ts";

/** `throw`: the target goes on with an error. */
export type TraceEvent = "switch" | "throw";

/**
 * Is called after each switch, in the target (G92, G93).
 * @param origin who was left: the greenlet that switched, or that has just died; the target itself where a switch came back at once (G23, G45).
 */
export type Trace = (event: TraceEvent, origin: Greenlet, target: Greenlet) => void;

/**
 * What a new greenlet sees of the host's AsyncLocalStorages (G98, G99):
 *
 *     inherit    what its maker sees now, as a copy: what either of them enters later, the other does not see
 *     empty      nothing
 *     share      the context of the greenlet that makes it, also what is entered later; made by the main greenlet: that of whoever switches to it
 */
export type ContextPolicy = "inherit" | "empty" | "share";

export interface GreenletOptions {
  context?: ContextPolicy;
}

/** Where a greenlet's own context is kept between its turns; null: nothing of it was entered yet. */
export interface Context {
  resource: { runInAsyncScope<Args extends unknown[], Result>(fn: (...args: Args) => Result, self: unknown, ...args: Args): Result } | null;
}

/** The contexts of greenlets (runtime/context/). */
export interface Contexts {
  /** A greenlet was made, without options. */
  made(greenlet: Greenlet): void;
  /** The current greenlet is another one now. */
  switched(origin: Greenlet): void;
  /** Runs a turn in its greenlet's context; on top of `base`, which the native stack around belongs to. */
  turn(base: Base, turn: Turn, greenlet: Greenlet, frame: Frame | null, mode: Mode, value: unknown): unknown;
}
