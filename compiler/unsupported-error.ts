/** Thrown when a function turns out, late, to be one that cannot be compiled. The compilation starts again with it left plain. */
import type { Fn } from "./resolution.ts";

export class Unsupported extends Error {
  readonly fn: Fn;
  constructor(fn: Fn, reason: string) {
    super(reason);
    this.fn = fn;
  }
}
