/** What was seen of a document: elements by name, and a hash of all events in their order. */
import type { Event } from "./push.ts";

export class Summary {
  readonly #elements = new Map<string, number>();
  #events = 0;
  #hash = 0;

  add({ kind, name, value }: Event): void {
    this.#events++;
    this.#mix(kind);
    this.#mix(name);
    this.#mix(value);
    if (kind === "open") this.#elements.set(name, (this.#elements.get(name) ?? 0) + 1);
  }

  #mix(text: string): void {
    for (let index = 0; index < text.length; index++) this.#hash = (Math.imul(this.#hash, 31) + text.charCodeAt(index)) | 0;
  }

  toString(): string {
    const elements = [...this.#elements].map(([name, count]) => `${name} ${count}`).join(", ");
    return `${elements}; ${this.#events} events, hash ${this.#hash >>> 0}`;
  }
}
