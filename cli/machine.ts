/** Problems for programs: `--output json` and `--output github`. docs/gtsc.md promises the fields. */
import { relative } from "node:path";
import { type Place, type Problem, lineColumn } from "../compiler/problem.ts";

interface Range {
  file: string | null;
  line: number | null;
  column: number | null;
  endLine: number | null;
  endColumn: number | null;
}

const NOWHERE: Range = { file: null, line: null, column: null, endLine: null, endColumn: null };

/** One object in one line. All fields are always there; lines and columns count from 1, and the end is behind the last character. */
export function formatJson({ code, severity, message, place, related = [] }: Problem): string {
  return JSON.stringify({ code, severity, message, ...rangeOf(place), related: related.map((item) => ({ message: item.message, ...rangeOf(item.place) })) });
}

const KINDS = { error: "error", warning: "warning", message: "notice" } as const;

/** A workflow command of GitHub Actions, which shows it at its line in a pull request. */
export function formatGithub({ code, severity, message, place }: Problem): string {
  const properties = [...(place === undefined ? [] : placeProperties(place)), ["title", code]];
  return `::${KINDS[severity]} ${properties.map(([name, value]) => `${name}=${escapeProperty(`${value}`)}`).join(",")}::${escapeText(message)}`;
}

/** Columns are of use to GitHub in a single line only. */
function placeProperties(place: Place): [string, unknown][] {
  const { file, line, column, endLine, endColumn } = rangeOf(place);
  const path = relative(process.env["GITHUB_WORKSPACE"] || process.cwd(), file ?? "").replaceAll("\\", "/");
  return [["file", path], ["line", line], ["endLine", endLine], ...(line === endLine ? [["col", column], ["endColumn", endColumn]] as [string, unknown][] : [])];
}

function rangeOf(place: Place | undefined): Range {
  if (place === undefined) return NOWHERE;
  const [start, end] = [place.start, place.start + place.length].map((offset) => lineColumn(place.text, offset));
  return { file: place.file.replaceAll("\\", "/"), line: start!.line + 1, column: start!.column + 1, endLine: end!.line + 1, endColumn: end!.column + 1 };
}

function escapeText(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeText(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
