"use greenlet";
/** Hands out rows one by one: the push parser runs in a greenlet of its own, and waits inside `onRow` until somebody wants the next one. */
import { getCurrent, Greenlet } from "greenlets";
import { readRows, type Row } from "./rows.ts";

export class PullReader {
  readonly #parser: Greenlet<[], Row | number>;
  #reader = getCurrent();

  constructor(read: () => string | undefined) {
    this.#parser = new Greenlet(() => readRows(read, (row) => void this.#reader.switch(row)));
  }

  /** The next row, undefined after the last one. What `read` throws comes out here. */
  next(): Row | undefined {
    if (this.#parser.dead) return undefined;
    this.#reader = getCurrent();
    this.#parser.parent = this.#reader;
    const row = this.#parser.switch();
    return typeof row === "number" ? undefined : row;
  }
}
