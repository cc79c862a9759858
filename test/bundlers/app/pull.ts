"use greenlet";
/** A push parser of an npm package, turned around: `next()` goes on with it until its next callback. */
import { getCurrent, Greenlet } from "greenlets";
import sax from "sax";
import { type Event, Kind } from "./kinds.ts";

export class PullParser {
  #main = getCurrent();
  readonly greenlet: Greenlet<[], Event | undefined>;

  constructor(text: string) {
    this.greenlet = new Greenlet(() => this.#parse(text));
  }

  next(): Event | undefined {
    this.#main = getCurrent();
    return this.greenlet.switch();
  }

  #parse(text: string): undefined {
    const parser = sax.parser(true);
    parser.onopentag = (tag) => this.#emit({ kind: Kind.Open, value: tag.name });
    parser.onclosetag = (name) => this.#emit({ kind: Kind.Close, value: name });
    parser.ontext = (value) => this.#emit({ kind: Kind.Text, value });
    parser.write(text).close();
  }

  #emit(event: Event): void {
    this.#main.switch(event);
  }
}
