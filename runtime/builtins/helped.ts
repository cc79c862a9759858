/** What an iterator helper of the engine's takes its values from, kept with the helper (iterator-helpers.ts). */
import { Stamp } from "../core/stamp.ts";

export class Helped extends Stamp {
  #source: unknown;
  constructor(helper: object, source: unknown) {
    super(helper);
    this.#source = source;
  }
  static of(helper: unknown): unknown {
    return Object(helper) === helper && #source in (helper as object) ? (helper as Helped).#source : null;
  }
}
