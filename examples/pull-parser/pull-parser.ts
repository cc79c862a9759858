/** A pull parser made of a push parser: `next()` runs sax up to its next event, and suspends it there, inside its own callback. */
"use greenlet";
import { getCurrent, Greenlet } from "greenlets";
import sax from "sax";
import { type Event, push } from "./push.ts";

export class PullParser {
  #greenlet: Greenlet;

  constructor(file: string) {
    // emit() hands the event to whoever called next(): that is the parent. The parser stays where it is, in the middle of its callbacks.
    this.#greenlet = new Greenlet(() => {
      push(file, sax.parser(true), (event) => this.#greenlet.parent!.switch(event));
      return null;
    });
  }

  /** The next event; null at the end of the document. @throws what the parser throws, for a document that is not well-formed. */
  next(): Event | null {
    if (this.#greenlet.dead) return null;
    this.#greenlet.parent = getCurrent();
    return this.#greenlet.switch();
  }

  /** Where the parser waits now, innermost function first. */
  where(): string[] {
    return this.#greenlet.frames().map(({ function: name, file, line }) => `${name} (${file.split("/").at(-1)}:${line})`);
  }
}
