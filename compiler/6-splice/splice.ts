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
    const starts = this.#lineStarts;
    while (this.#sourceLine + 1 < starts.length && starts[this.#sourceLine + 1]! <= this.#offset) this.#sourceLine++;
    while (this.#offset < end) {
      const next = starts[this.#sourceLine + 1] ?? Infinity;
      this.#keepWords(Math.min(end, next));
      if (next <= end) this.#sourceLine++;
    }
  }

  /** A segment at the start of every word and of every line: names can be found, and what lies between maps with its word. @param end in the same line. */
  #keepWords(end: number): void {
    const source = this.#source;
    const lineStart = this.#lineStarts[this.#sourceLine]!;
    for (let at = this.#offset; at < end; at = wordEnd(source, at, end)) {
      if (!isSpace(source.charCodeAt(at))) this.#output.mark(this.#sourceLine, at - lineStart, at - this.#offset);
    }
    this.#output.writeLines(source.slice(this.#offset, end));
    this.#offset = end;
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

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13) || (code >= 128 && /\s/.test(String.fromCharCode(code)));

/** Where the word at a place ends: a name, a number, anything else by itself. */
function wordEnd(source: string, start: number, end: number): number {
  const code = source.codePointAt(start)!;
  let at = start + (code > 0xffff ? 2 : 1);
  if (isNameStart(code)) {
    for (let next: number; at < end && isNamePart((next = source.codePointAt(at)!)); ) at += next > 0xffff ? 2 : 1;
  } else if (code >= 48 && code <= 57) while (at < end && (source.charCodeAt(at) === 46 || isAsciiWord(source.charCodeAt(at)))) at++;
  return at;
}

const isAsciiWord = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;

/** Of a name, a private name. */
function isNameStart(code: number): boolean {
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 36 || code === 35;
  return /\p{ID_Start}/u.test(String.fromCodePoint(code));
}

function isNamePart(code: number): boolean {
  return code < 128 ? isAsciiWord(code) || code === 36 : /[\p{ID_Continue}\u200c\u200d]/u.test(String.fromCodePoint(code));
}

function lineStarts(source: string): number[] {
  const starts = [0];
  for (let at = source.indexOf("\n"); at >= 0; at = source.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
