/** Thrown when a function turns out, late, to be one that cannot be compiled. The compilation starts again with it left plain. */
import type { Fn } from "./resolution.ts";

export class Unsupported extends Error {
  readonly fn: Fn;
  /** All functions inside it are left plain, too. */
  readonly isWhole: boolean;
  constructor(fn: Fn, reason: string, isWhole = false) {
    super(reason);
    this.fn = fn;
    this.isWhole = isWhole;
  }
}
