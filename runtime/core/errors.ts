/** The errors of the public interface. */
import type { Greenlet } from "./greenlet.ts";

/** Misuse of greenlets (G59): a cyclic parent chain, a parent for the main greenlet, killing the main greenlet. */
export class GreenletError extends Error {
  override name = "GreenletError";
}

/**
 * Ends a greenlet: uncaught, it is not an error but the greenlet's result (G57). `throw()` without arguments throws one;
 * unlike `kill()` it can be caught, as any error can (G56, G58).
 */
export class GreenletExit extends Error {
  override name = "GreenletExit";
}

/**
 * A switch that cannot be done because a live frame of a plain function lies between (DESIGN §4). Thrown at the switch, before anything moved.
 */
export class PinnedError extends GreenletError {
  override name = "PinnedError";
  /** The greenlet that could not be switched to. */
  declare target: Greenlet;
  /** What a greenlet that just finished wanted to hand to `target`; only then. An error is the `cause`. */
  declare value?: unknown;
  constructor(message: string, target: Greenlet) {
    super(message);
    this.target = target;
  }
}

/**
 * What `kill()` throws through a greenlet: only `finally` runs, a compiled `catch` never sees it (`caught` rethrows it).
 * The catch clause of a plain function in between sees it as a GreenletExit.
 */
export const KILLED = new GreenletExit("the greenlet was killed");
