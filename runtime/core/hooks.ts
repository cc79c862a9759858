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

/** The contexts of greenlets (runtime/context/). */
export interface Contexts {
  /** The current greenlet is another one now. */
  switched(origin: Greenlet): void;
  /** Runs a turn in its greenlet's context; on top of `base`, which the native stack around belongs to. */
  turn(base: Base, turn: Turn, greenlet: Greenlet, frame: Frame | null, mode: Mode, value: unknown): unknown;
}
