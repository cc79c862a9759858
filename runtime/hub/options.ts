/** What the waiting functions take and throw. */

/** An AbortSignal, as far as it matters here. */
export interface Signal {
  readonly aborted: boolean;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as of AbortSignal
  readonly reason: any;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

export interface SleepOptions {
  /** An AbortSignal: once aborted, what waits throws the signal's `reason`; when it is already, before anything else happens. */
  signal?: Signal | undefined;
}

export interface WaitOptions extends SleepOptions {
  /** After so many milliseconds what waits throws a TimeoutError. Left out, or Infinity: never. At most 2,147,483,647. */
  timeout?: number | undefined;
}

/** The `timeout` of a wait has passed. */
export class TimeoutError extends Error {
  override name = "TimeoutError";
}
