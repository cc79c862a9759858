/** `wait` and `sleep`: the capable half of waiting. waiter.ts is the other one, and says how they work together. */
import type { SleepOptions, WaitOptions } from "./options.ts";
import { begin, call, end, explained, main, outcome, switchTo, TIME, type Waiter } from "./waiter.ts";

/**
 * Waits for a promise, as `await` does, in a function that is not async: the greenlet is suspended, whatever called it along with it, and others
 * go on meanwhile. To be called in a task (`spawn`, `run`), or in any greenlet that a task switches to.
 *
 * A rejection that comes after the wait has ended (by signal, timeout, kill) is nobody's any more, as with `Promise.race`.
 *
 * @param value a promise or any other thenable; any other value is given back after one turn of the microtask queue.
 * @returns what the promise is fulfilled with.
 * @throws what it is rejected with; the signal's reason; TimeoutError. GreenletError outside a task, RangeError for an impossible timeout, and
 *   PinnedError where a plain function's frame lies between: then nothing was subscribed.
 */
export function wait<T>(value: T | PromiseLike<T>, options: WaitOptions = {}): Awaited<T> {
  "use greenlet";
  return suspend(begin("wait", value, options)) as Awaited<T>;
}

/**
 * Waits for a time. The timer keeps the process alive, and is gone when the task is killed.
 *
 * @param ms milliseconds, as of `setTimeout`; 0 lets the event loop run once. Infinity: until the signal, or for ever.
 * @throws the signal's reason; and as `wait`.
 */
export function sleep(ms = 0, { signal }: SleepOptions = {}): void {
  "use greenlet";
  suspend(begin("sleep", TIME, { signal, timeout: ms }));
}

/** Leaves the waiter to main, and goes on when it has been settled: with its outcome. */
export function suspend(waiter: Waiter): unknown {
  "use greenlet";
  try {
    call(switchTo, main, waiter);
    return outcome(waiter);
  } catch (error) {
    throw explained(error, waiter);
  } finally {
    end(waiter);
  }
}
