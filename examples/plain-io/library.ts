/** A client without a single `async`: each function says what it computes, and that `get` waits concerns nobody. */
"use greenlet";
import { each, wait } from "greenlets/hub";
import type { Author, Book } from "./server.ts";

export class Client {
  readonly #origin: string;
  readonly #known = new Map<string, unknown>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** What stands at a path, asked for once. */
  get<T>(path: string, timeout = 10_000): T {
    if (this.#known.has(path)) return this.#known.get(path) as T;
    const response = wait(fetch(this.#origin + path), { timeout });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    const value = wait(response.json());
    this.#known.set(path, value);
    return value as T;
  }

  authors(): Author[] {
    return this.get<number[]>("/authors").map((id) => this.get<Author>(`/authors/${id}`));
  }

  pagesOf(author: Author): number {
    return author.books.reduce((sum, id) => sum + this.get<Book>(`/books/${id}`).pages, 0);
  }

  /** The comparator waits: `sort` itself is suspended in the middle. */
  byPages(): Author[] {
    return this.authors().sort((left, right) => this.pagesOf(right) - this.pagesOf(left));
  }

  /** The lines of a stream, as they come; to be left at any time. */
  *log(): Generator<string> {
    const { body } = wait(fetch(`${this.#origin}/log`));
    let rest = "";
    for (const chunk of each(body as unknown as AsyncIterable<Uint8Array>)) {
      const lines = (rest + Buffer.from(chunk).toString()).split("\n");
      rest = lines.pop()!;
      yield* lines;
    }
  }
}
