/** The output as it grows: text, and the mappings of its source map (one source, no names). */

const FLATTEN_AFTER = 4096;

export class Output {
  /** Of what is written next, from 0. */
  column = 0;
  readonly #mappings = new Mappings();
  readonly #chunks: string[] = [];
  #chunk = "";
  #appends = 0;

  /** What is written next stands at this place of the source. */
  mark(line: number, column: number): void {
    this.#mappings.add(this.column, line, column);
  }

  /** Text without a line break. */
  write(text: string): void {
    this.column += text.length;
    this.#append(text);
  }

  newline(): void {
    this.column = 0;
    this.#mappings.endLine();
    this.#append("\n");
  }

  /** Text that may have line breaks. */
  writeLines(text: string): void {
    let last = -1;
    for (let next = text.indexOf("\n"); next >= 0; next = text.indexOf("\n", next + 1)) {
      this.#mappings.endLine();
      last = next;
    }
    this.column = last < 0 ? this.column + text.length : text.length - last - 1;
    this.#append(text);
  }

  #append(text: string): void {
    this.#chunk += text;
    if (++this.#appends < FLATTEN_AFTER) return;
    this.#chunk.charCodeAt(0); // makes one string of the tree that appending builds, which takes many times the memory
    this.#chunks.push(this.#chunk);
    this.#chunk = "";
    this.#appends = 0;
  }

  result(): { code: string; mappings: string } {
    return { code: this.#chunks.join("") + this.#chunk, mappings: this.#mappings.text() };
  }
}

const DIGITS = new TextEncoder().encode("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
const SEMICOLON = 59;
const COMMA = 44;

/** The `mappings` of a source map (ECMA-426): segments of base 64 VLQ numbers, each relative to the one before. */
class Mappings {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;
  #lengthWithoutEmptyLines = 0;
  #hasSegment = false;
  #column = 0;
  #sourceLine = 0;
  #sourceColumn = 0;

  /** A segment; none where the one before it on the line says the same. */
  add(column: number, sourceLine: number, sourceColumn: number): void {
    if (this.#hasSegment && sourceLine === this.#sourceLine && sourceColumn === this.#sourceColumn) return;
    if (this.#length + 40 > this.#bytes.length) this.#grow();
    if (this.#hasSegment) this.#bytes[this.#length++] = COMMA;
    this.#number(column - this.#column);
    this.#bytes[this.#length++] = DIGITS[0]!;
    this.#number(sourceLine - this.#sourceLine);
    this.#number(sourceColumn - this.#sourceColumn);
    this.#hasSegment = true;
    this.#column = column;
    this.#sourceLine = sourceLine;
    this.#sourceColumn = sourceColumn;
    this.#lengthWithoutEmptyLines = this.#length;
  }

  endLine(): void {
    if (this.#length + 40 > this.#bytes.length) this.#grow();
    this.#bytes[this.#length++] = SEMICOLON;
    this.#hasSegment = false;
    this.#column = 0;
  }

  text(): string {
    return new TextDecoder().decode(this.#bytes.subarray(0, this.#lengthWithoutEmptyLines));
  }

  #number(value: number): void {
    let rest = value < 0 ? (-value << 1) | 1 : value << 1;
    do {
      const digit = rest & 31;
      rest >>>= 5;
      this.#bytes[this.#length++] = DIGITS[rest > 0 ? digit | 32 : digit]!;
    } while (rest > 0);
  }

  #grow(): void {
    const bytes = new Uint8Array(this.#bytes.length * 2);
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }
}
