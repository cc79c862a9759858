/** A line of a file made by a program can be megabytes long: what is shown of it. */
const LONGEST_LINE = 2_000;

/**
 * The part of a line around a 0-based column.
 * @returns the text, and how much further left everything stands in it.
 */
export function excerpt(line: string, column: number): { text: string; shift: number } {
  if (line.length <= LONGEST_LINE) return { text: line, shift: 0 };
  const start = Math.max(0, column - 80);
  const before = start > 0 ? "…" : "";
  const after = start + 240 < line.length ? "…" : "";
  return { text: before + line.slice(start, start + 240) + after, shift: start - before.length };
}
