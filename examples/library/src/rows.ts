"use greenlet";
/**
 * A push parser, written without a thought of greenlets: it calls `read` for more text and `onRow` with what it has found. The one line above makes it a
 * parser that can be suspended in either.
 */

/** A row's fields. */
export type Row = string[];

/**
 * Reads all rows.
 *
 * @param read the next piece of text, of any length; undefined at the end
 * @returns how many rows there were
 */
export function readRows(read: () => string | undefined, onRow: (row: Row) => void): number {
  const characters = new Characters(read);
  let count = 0;
  while (!characters.isAtEnd()) {
    onRow(readRow(characters));
    count++;
  }
  return count;
}

function readRow(characters: Characters): Row {
  const row: Row = [];
  for (;;) {
    row.push(characters.peek() === '"' ? readQuoted(characters) : characters.until(/[,\r\n]/));
    if (!characters.skip(",")) break;
  }
  characters.skip("\r");
  characters.skip("\n");
  return row;
}

/** `"a ""quoted"" field"` */
function readQuoted(characters: Characters): string {
  let field = "";
  characters.skip('"');
  do field += (field === "" ? "" : '"') + characters.until(/"/); while (characters.skip('"') && characters.skip('"'));
  return field;
}

/** The text as it comes in. */
class Characters {
  #text = "";
  #at = 0;
  #isDone = false;
  readonly #read: () => string | undefined;

  constructor(read: () => string | undefined) {
    this.#read = read;
  }

  /** The next character, undefined at the end. */
  peek(): string | undefined {
    while (this.#at === this.#text.length && !this.#isDone) this.#refill();
    return this.#text[this.#at];
  }

  isAtEnd(): boolean {
    return this.peek() === undefined;
  }

  /** Takes a character if it is the next one. */
  skip(character: string): boolean {
    if (this.peek() !== character) return false;
    this.#at++;
    return true;
  }

  /** Takes what stands before one of these characters. */
  until(end: RegExp): string {
    let taken = "";
    for (let next = this.peek(); next !== undefined && !end.test(next); next = this.peek()) {
      taken += next;
      this.#at++;
    }
    return taken;
  }

  #refill(): void {
    const text = this.#read();
    this.#isDone = text === undefined;
    this.#text = text ?? "";
    this.#at = 0;
  }
}

/** A field as it has to be written. Nothing in it can suspend, and it says so: it stays as it is. */
export function quote(field: string): string {
  "use plain";
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
