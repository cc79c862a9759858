/** A diagnostic as the command and the loaders see it: TypeScript's and ours have one shape, and stand in one list. */
import { TraceMap, originalPositionFor } from "@jridgewell/trace-mapping";
import type { Diagnostic } from "./diagnostics.ts";
import type { SourceMap } from "./index.ts";

/** A range of a file's text, as UTF-16 offsets. */
export interface Place {
  /** Absolute path. */
  file: string;
  text: string;
  start: number;
  length: number;
}

export interface Problem {
  /** `TS2322`, `GL1001`. */
  code: string;
  severity: "error" | "warning" | "message";
  message: string;
  place?: Place;
  related?: { message: string; place?: Place }[];
}

/** One of the compiler's diagnostics about the file at `path`, as a problem. */
export function problemOf({ code, severity, message, start, end }: Diagnostic, path: string, text: string): Problem {
  return { code, severity, message, place: { file: path, text, start, length: end - start } };
}

/** In the order of tsc: without a file first, then by file, start, length, code, message; equal ones once. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(compare).filter((item, index, all) => index === 0 || compare(all[index - 1]!, item) !== 0);
}

function compare(a: Problem, b: Problem): number {
  return (
    order(a.place?.file ?? "", b.place?.file ?? "") ||
    (a.place?.start ?? 0) - (b.place?.start ?? 0) ||
    (a.place?.length ?? 0) - (b.place?.length ?? 0) ||
    order(a.code, b.code) ||
    order(a.message, b.message)
  );
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Takes a place in compiled text back to the user's text; undefined when nothing maps there. */
export function mapPlace(place: Place, compiled: SourceMap, source: string): Place | undefined {
  const { line, column } = lineColumn(place.text, place.start);
  const found = originalPositionFor(new TraceMap(compiled), { line: line + 1, column });
  if (found.line === null) return undefined;
  const start = offsetOf(source, found.line - 1, found.column);
  return { file: place.file, text: source, start, length: Math.min(place.length, source.length - start) };
}

/** 0-based line and column of an offset. */
export function lineColumn(text: string, offset: number): { line: number; column: number } {
  let line = 0;
  let start = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) {
    line++;
    start = at + 1;
  }
  return { line, column: offset - start };
}

function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let index = 0; index < line; index++) start = text.indexOf("\n", start) + 1;
  return start + column;
}
