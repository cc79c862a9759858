/**
 * Phase 6: compiled bodies go into the user's text; everything else stays byte for byte. The source map is exact to the token: kept text maps
 * by words, printed text by the positions of its nodes.
 */
import type { SourceMap } from "../index.ts";
import { Output, type Piece } from "./output.ts";

/** Text that replaces a range of the source: printed from a node, or ours. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly content: string | Piece;
  /** What is written right in front of the content: an insertion of its own could be parted from it by others at the same place. */
  readonly head?: string | undefined;
}

export interface SpliceResult {
  readonly code: string;
  readonly map: SourceMap;
}

/** @param edits not overlapping; several insertions at one place keep their order. */
export function splice(source: string, edits: readonly Edit[], filename: string): SpliceResult {
  const writer = new Writer(source, filename);
  for (const edit of edits.map((item, index) => ({ item, index })).sort((a, b) => a.item.start - b.item.start || a.item.end - b.item.end || a.index - b.index)) {
    writer.keepUntil(edit.item.start);
    writer.write(edit.item);
  }
  writer.keepUntil(source.length);
  return writer.result();
}

class Writer {
  readonly #source: string;
  readonly #filename: string;
  readonly #lineStarts: number[];
  readonly #output = new Output();
  #offset = 0;
  #sourceLine = 0;

  constructor(source: string, filename: string) {
    this.#source = source;
    this.#filename = filename;
    this.#lineStarts = lineStarts(source);
  }

  result(): SpliceResult {
    const { code, mappings } = this.#output.result();
    return { code, map: { version: 3, file: this.#filename, names: [], sources: [this.#filename], sourcesContent: [this.#source], mappings } };
  }

  keepUntil(end: number): void {
    if (end < this.#offset) throw new Error("Invariant: edits do not overlap");
    const text = this.#source.slice(this.#offset, end);
    let written = 0;
    // A segment at the start of every word and of every line: names can be found, and what lies between maps with its word.
    for (const match of text.matchAll(/[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*|\d[\w.]*|["'`]|[^\s\w]/gu)) {
      this.#output.writeLines(text.slice(written, match.index));
      written = match.index;
      const [line, column] = this.#sourcePosition(this.#offset + match.index);
      this.#output.mark(line, column);
    }
    this.#output.writeLines(text.slice(written));
    this.#offset = end;
  }

  #sourcePosition(offset: number): [line: number, column: number] {
    if (this.#lineStarts[this.#sourceLine]! > offset) this.#sourceLine = 0;
    while (this.#sourceLine + 1 < this.#lineStarts.length && this.#lineStarts[this.#sourceLine + 1]! <= offset) this.#sourceLine++;
    return [this.#sourceLine, offset - this.#lineStarts[this.#sourceLine]!];
  }

  write({ start, end, content, head = "" }: Edit): void {
    this.#output.writeLines(head);
    if (typeof content === "string") this.#output.writeLines(this.#isGlued(start, content) ? ` ${content}` : content);
    else this.#output.append(content);
    this.#offset = end;
  }

  /** `return()=>x` in minified text: what is put in front of the parenthesis would become a part of the word. */
  #isGlued(start: number, content: string): boolean {
    return start > this.#glued && start > 0 && /[\w$]/.test(this.#source[start - 1]!) && /^[\w$]/.test(content) && ((this.#glued = start), true);
  }

  /** Where a space was put last: what is inserted next at the same place stands behind it. */
  #glued = -1;
}

function lineStarts(source: string): number[] {
  const starts = [0];
  for (let at = source.indexOf("\n"); at >= 0; at = source.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
