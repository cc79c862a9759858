/** The output as it grows: text, and the mappings of its source map (one source, no names). What is printed before its turn comes is kept as a piece. */

const FLATTEN_AFTER = 4096;

/** Text with its mappings, to be put anywhere. */
export interface Piece {
  readonly code: string;
  /** How long the last line is. */
  readonly column: number;
  readonly mappings: MappingsPiece;
}

export class Output {
  /** Of what is written next, from 0. */
  column = 0;
  readonly #mappings = new Mappings();
  readonly #chunks: string[] = [];
  #chunk = "";
  #appends = 0;

  /** What is written next stands at this place of the source. @param ahead how much of the line is written before that. */
  mark(line: number, column: number, ahead = 0): void {
    this.#mappings.add(this.column + ahead, line, column);
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

  append({ code, column, mappings }: Piece): void {
    this.#mappings.append(mappings, this.column);
    this.column = mappings.lines === 0 ? this.column + column : column;
    this.#append(code);
  }

  /** What was written so far; the output is empty again. */
  take(): Piece {
    const piece = { code: this.#text(), column: this.column, mappings: this.#mappings.take() };
    this.column = 0;
    return piece;
  }

  result(): { code: string; mappings: string } {
    return { code: this.#text(), mappings: this.#mappings.text() };
  }

  #text(): string {
    const text = this.#chunks.length === 0 ? this.#chunk : this.#chunks.join("") + this.#chunk;
    text.charCodeAt(0);
    this.#chunks.length = this.#appends = 0;
    this.#chunk = "";
    return text;
  }
}

const DIGITS = new TextEncoder().encode("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
const SEMICOLON = 59;
const COMMA = 44;

interface Segment {
  readonly column: number;
  readonly sourceLine: number;
  readonly sourceColumn: number;
}

/** Mappings of a piece: only the first segment depends on where the piece comes to stand. */
interface MappingsPiece {
  readonly first: Segment | null;
  readonly last: Segment;
  /** Line breaks before the first segment, and in all. */
  readonly linesBefore: number;
  readonly lines: number;
  /** Whether the last line has a segment. */
  readonly hasSegment: boolean;
  /** What comes after the first segment, the lines without one at the end apart. */
  readonly bytes: Uint8Array;
  readonly emptyLines: number;
}

/** The `mappings` of a source map (ECMA-426): segments of base 64 VLQ numbers, each relative to the one before. */
class Mappings {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;
  #lengthWithoutEmptyLines = 0;
  #hasSegment = false;
  #column = 0;
  #sourceLine = 0;
  #sourceColumn = 0;
  #first: Segment | null = null;
  #linesBefore = 0;
  #lines = 0;

  /** A segment; none where the one before it on the line says the same. */
  add(column: number, sourceLine: number, sourceColumn: number): void {
    if (this.#hasSegment && sourceLine === this.#sourceLine && sourceColumn === this.#sourceColumn) return;
    if (this.#first === null) return this.#begin({ column, sourceLine, sourceColumn });
    this.#reserve(40);
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

  #begin(first: Segment): void {
    this.#first = first;
    this.#linesBefore = this.#lines;
    this.#length = this.#lengthWithoutEmptyLines = 0;
    this.#moveTo(first, true);
  }

  #moveTo({ column, sourceLine, sourceColumn }: Segment, hasSegment: boolean): void {
    this.#hasSegment = hasSegment;
    this.#column = column;
    this.#sourceLine = sourceLine;
    this.#sourceColumn = sourceColumn;
  }

  endLine(): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = SEMICOLON;
    this.#lines++;
    this.#hasSegment = false;
    this.#column = 0;
  }

  /** @param column where the piece begins on its first line. */
  append({ first, last, linesBefore, lines, hasSegment, bytes, emptyLines }: MappingsPiece, column: number): void {
    for (let line = 0; line < linesBefore; line++) this.endLine();
    if (first === null) return;
    this.add(linesBefore === 0 ? column + first.column : first.column, first.sourceLine, first.sourceColumn);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    this.#lengthWithoutEmptyLines = this.#length;
    this.#lines += lines - linesBefore - emptyLines;
    this.#moveTo(lines === 0 ? { ...last, column: column + last.column } : last, true);
    for (let line = 0; line < emptyLines; line++) this.endLine();
    if (emptyLines === 0) this.#hasSegment = hasSegment;
  }

  take(): MappingsPiece {
    const first = this.#first;
    const piece = {
      first,
      last: { column: this.#column, sourceLine: this.#sourceLine, sourceColumn: this.#sourceColumn },
      linesBefore: first === null ? this.#lines : this.#linesBefore,
      lines: this.#lines,
      hasSegment: this.#hasSegment,
      bytes: this.#bytes.slice(0, this.#lengthWithoutEmptyLines),
      emptyLines: first === null ? 0 : this.#length - this.#lengthWithoutEmptyLines,
    };
    this.#length = this.#lengthWithoutEmptyLines = this.#lines = this.#linesBefore = 0;
    this.#first = null;
    this.#moveTo({ column: 0, sourceLine: 0, sourceColumn: 0 }, false);
    return piece;
  }

  text(): string {
    const rest = new TextDecoder().decode(this.#bytes.subarray(0, this.#lengthWithoutEmptyLines));
    if (this.#first === null) return "";
    this.#length = 0;
    const { column, sourceLine, sourceColumn } = this.#first;
    for (const value of [column, 0, sourceLine, sourceColumn]) this.#number(value);
    return ";".repeat(this.#linesBefore) + new TextDecoder().decode(this.#bytes.subarray(0, this.#length)) + rest;
  }

  #number(value: number): void {
    let rest = value < 0 ? (-value << 1) | 1 : value << 1;
    do {
      const digit = rest & 31;
      rest >>>= 5;
      this.#bytes[this.#length++] = DIGITS[rest > 0 ? digit | 32 : digit]!;
    } while (rest > 0);
  }

  /** Room for that many bytes more. */
  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }
}
