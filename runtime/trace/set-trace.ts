/** `setTrace` and `getTrace`: a callback that is told of every switch (G91–G96). */
import type { Trace } from "../core/hooks.ts";
import { $ } from "../core/realm.ts";

/**
 * Has `trace` called after every switch, in the greenlet that was switched to:
 *
 *     setTrace((event, origin, target) => console.log(event, String(origin), "→", String(target)))
 *
 * `event` is `"switch"`, or `"throw"` when the target goes on with an error. There may be more kinds of events one day: a callback leaves alone what it does not know. It may itself
 * switch, as any function that is called by a plain one (in last-in-first-out order), and is told of these switches too. Where there is nothing to trace it costs nothing.
 *
 * @param trace null: nobody is told any more. A callback that throws is removed, and its error is raised in the target: a greenlet that would have been started dies without having run (G95).
 * @returns the callback before it, or null.
 * @throws TypeError when `trace` is neither a function nor null.
 */
export function setTrace(trace: Trace | null): Trace | null {
  if (trace !== null && typeof trace !== "function") throw new TypeError("trace must be a function or null");
  const previous = $.trace;
  $.trace = trace;
  return previous;
}

/** The callback that `setTrace` has set; null: none. */
export function getTrace(): Trace | null {
  return $.trace;
}
