/**
 * Phase 6: compiled bodies go into the user's text; everything else stays byte for byte. The source map is exact to the token: kept text maps
 * by words, printed text by the positions of its nodes.
 */
import { GenMapping, maybeAddSegment, toEncodedMap } from "@jridgewell/gen-mapping";
import { generate, t } from "../babel.ts";
import type { SourceMap } from "../index.ts";

/** Text that replaces a range of the source: printed from a node, or ours. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly content: string | t.Node;
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
  readonly #map: GenMapping;
  readonly #lineStarts: number[];
  #code: string[] = [];
  #line = 0;
  #column = 0;
  #offset = 0;

  constructor(source: string, filename: string) {
    this.#source = source;
    this.#filename = filename;
    this.#map = new GenMapping({ file: filename });
    this.#lineStarts = lineStarts(source);
  }

  result(): SpliceResult {
    const map = toEncodedMap(this.#map);
    map.sourcesContent = [this.#source];
    if (map.sources.length === 0) map.sources = [this.#filename];
    return { code: this.#code.join(""), map: map as SourceMap };
  }

  keepUntil(end: number): void {
    if (end < this.#offset) throw new Error("Invariant: edits do not overlap");
    const text = this.#source.slice(this.#offset, end);
    // A segment at the start of every word and of every line: names can be found, and what lies between maps with its word.
    for (const match of text.matchAll(/[\p{ID_Start}$_@#][\p{ID_Continue}$\u200c\u200d]*|\d[\w.]*|["'`]|[^\s\w]/gu)) this.#segment(this.#offset + match.index, text, match.index);
    this.#advance(text);
    this.#offset = end;
  }

  #segment(offset: number, text: string, index: number): void {
    const [line, column] = this.#positionAfter(text, index);
    const [sourceLine, sourceColumn] = this.#sourcePosition(offset);
    maybeAddSegment(this.#map, line, column, this.#filename, sourceLine, sourceColumn);
  }

  // Within one kept text positions only grow: the last line break before is remembered.
  #textOf: string | null = null;
  #breakAt = -1;
  #breaks = 0;

  #positionAfter(text: string, index: number): [line: number, column: number] {
    if (this.#textOf !== text) {
      this.#textOf = text;
      this.#breakAt = -1;
      this.#breaks = 0;
    }
    for (let next = text.indexOf("\n", this.#breakAt + 1); next >= 0 && next < index; next = text.indexOf("\n", next + 1)) {
      this.#breakAt = next;
      this.#breaks++;
    }
    return this.#breakAt < 0 ? [this.#line, this.#column + index] : [this.#line + this.#breaks, index - this.#breakAt - 1];
  }

  #sourceLine = 0;

  #sourcePosition(offset: number): [line: number, column: number] {
    if (this.#lineStarts[this.#sourceLine]! > offset) this.#sourceLine = 0;
    while (this.#sourceLine + 1 < this.#lineStarts.length && this.#lineStarts[this.#sourceLine + 1]! <= offset) this.#sourceLine++;
    return [this.#sourceLine, offset - this.#lineStarts[this.#sourceLine]!];
  }

  write({ start, end, content }: Edit): void {
    if (typeof content === "string") this.#advance(content);
    else this.#print(content, start);
    this.#offset = end;
    this.#textOf = null;
  }

  #print(node: t.Node, start: number): void {
    const indent = this.#indentAt(start);
    const { code, map } = print(node, indent, this.#filename);
    map.forEach((segments, line) => {
      for (const segment of segments) {
        const [column, , sourceLine, sourceColumn] = segment;
        if (sourceLine === undefined) continue;
        maybeAddSegment(this.#map, this.#line + line, column + (line === 0 ? this.#column : 0), this.#filename, sourceLine, sourceColumn!);
      }
    });
    this.#advance(code);
  }

  /** How far the line of an offset is indented, in steps of the printer. */
  #indentAt(offset: number): number {
    const lineStart = this.#source.lastIndexOf("\n", offset - 1) + 1;
    const white = /^[ \t]*/.exec(this.#source.slice(lineStart, offset))![0];
    return Math.floor(white.replaceAll("\t", "  ").length / 2);
  }

  #advance(text: string): void {
    this.#code.push(text);
    let last = -1;
    for (let next = text.indexOf("\n"); next >= 0; next = text.indexOf("\n", next + 1)) {
      this.#line++;
      last = next;
    }
    this.#column = last < 0 ? this.#column + text.length : text.length - last - 1;
  }
}

type Segments = [column: number, source?: number, line?: number, sourceColumn?: number, name?: number][];

/** Prints a node as it stands `indent` blocks deep: inside that many blocks, whose lines are dropped again. */
function print(node: t.Node, indent: number, filename: string): { code: string; map: Segments[] } {
  let wrapped = t.isStatement(node) ? node : t.expressionStatement(node as t.Expression);
  for (let depth = 0; depth < indent; depth++) wrapped = t.blockStatement([wrapped]);
  const { code, decodedMap } = generate(wrapped, { sourceMaps: true, sourceFileName: filename, jsescOption: { minimal: true } });
  const lines = code.split("\n");
  const body = lines.slice(indent, lines.length - indent);
  const shift = indent * 2;
  body[0] = body[0]!.slice(shift);
  const mappings = ((decodedMap?.mappings ?? []) as unknown as Segments[]).slice(indent, lines.length - indent);
  const first = (mappings[0] ?? []).map(([column, ...rest]) => [column - shift, ...rest] as Segments[number]);
  return { code: body.join("\n").replace(/;$/, t.isStatement(node) ? ";" : ""), map: [first, ...mappings.slice(1)] };
}

function lineStarts(source: string): number[] {
  const starts = [0];
  for (let at = source.indexOf("\n"); at >= 0; at = source.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
