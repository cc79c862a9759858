/** Prints problems in tsc's two shapes, TypeScript's and ours alike: `src/a.ts(1,14): error TS2322: …`, and the one for people. */
import { relative } from "node:path";
import { excerpt } from "../compiler/excerpt.ts";
import { type Place, type Problem, lineColumn } from "../compiler/problem.ts";

const RED = "\x1b[91m";
const YELLOW = "\x1b[93m";
const BLUE = "\x1b[94m";
const CYAN = "\x1b[96m";
const GREY = "\x1b[90m";
const INVERSE = "\x1b[7m";
const RESET = "\x1b[0m";

/** As tsc decides it: a terminal, unless NO_COLOR or FORCE_COLOR say otherwise. */
export function isPrettyByDefault(stream: { isTTY?: boolean }): boolean {
  const { NO_COLOR: no, FORCE_COLOR: forced } = process.env;
  if (no || forced === "0" || forced === "false") return false;
  return Boolean(forced) || stream.isTTY === true;
}

/** All problems, one under the other. */
export function formatProblems(problems: readonly Problem[], pretty: boolean): string {
  return problems.map((item) => (pretty ? `${formatPretty(item)}\n\n` : `${formatPlain(item)}\n`)).join("");
}

/** `src/a.ts(1,14): error TS2322: …`, without a file `error TS5058: …`. */
export function formatPlain({ code, severity, message, place }: Problem): string {
  const text = `${severity} ${code}: ${message}`;
  if (place === undefined) return text;
  const { line, column } = lineColumn(place.text, place.start);
  return `${displayPath(place.file)}(${line + 1},${column + 1}): ${text}`;
}

/** The path as the user would write it here: relative to the current directory, with forward slashes. */
export function displayPath(path: string): string {
  return relative(process.cwd(), path).replaceAll("\\", "/");
}

function formatPretty({ code, severity, message, place, related = [] }: Problem): string {
  const color = severity === "error" ? RED : severity === "warning" ? YELLOW : BLUE;
  const head = `${place === undefined ? "" : `${location(place)} - `}${paint(severity, color)}${paint(` ${code}: `, GREY)}${message}`;
  const details = related.map((info) => {
    const where = info.place === undefined ? "" : `\n  ${location(info.place)}${codeSpan(info.place, "    ", CYAN)}`;
    return `${where}\n    ${info.message}`;
  });
  return head + (place === undefined ? "" : `\n${codeSpan(place, "", color)}`) + (details.length > 0 ? `\n${details.join("")}` : "");
}

export function grey(text: string): string {
  return paint(text, GREY);
}

function paint(text: string, color: string): string {
  return color + text + RESET;
}

function location({ file, text, start }: Place): string {
  const { line, column } = lineColumn(text, start);
  return `${paint(displayPath(file), CYAN)}:${paint(`${line + 1}`, YELLOW)}:${paint(`${column + 1}`, YELLOW)}`;
}

/** The lines of a place with their numbers, underlined with `~~~`; of more than five lines only the first and last two. */
function codeSpan({ text, start, length }: Place, indent: string, color: string): string {
  const first = lineColumn(text, start);
  const last = lineColumn(text, start + length);
  const isLong = last.line - first.line >= 4;
  const width = Math.max(`${last.line + 1}`.length, isLong ? 3 : 0);
  const lines = text.split("\n");
  let result = "";
  for (let index = first.line; index <= last.line; index++) {
    if (isLong && first.line + 1 < index && index < last.line - 1) {
      result += `\n${indent}${paint("...".padStart(width), INVERSE)} `;
      index = last.line - 1;
    }
    const shown = excerpt(lines[index]!.trimEnd().replaceAll("\t", " "), index === first.line ? first.column : 0);
    const content = shown.text;
    const from = index === first.line ? first.column - shown.shift : 0;
    const to = index === last.line ? last.column - shown.shift : undefined;
    const squiggle = content.slice(0, from).replace(/\S/g, " ") + content.slice(from, to).replace(/./g, "~");
    result += `\n${indent}${paint(`${index + 1}`.padStart(width), INVERSE)} ${content}`;
    result += `\n${indent}${paint(" ".repeat(width), INVERSE)} ${color}${squiggle}${RESET}`;
  }
  return result;
}

interface ErrorFile {
  path: string;
  line: number;
  count: number;
}

/** `Found 3 errors in 2 files.` and a table of them: what ends the pretty shape. */
export function formatSummary(problems: readonly Problem[]): string {
  const errors = problems.filter((item) => item.severity === "error");
  if (errors.length === 0) return "";
  const files = errorFiles(errors);
  const first = files[0] && `${displayPath(files[0].path)}${paint(`:${files[0].line}`, GREY)}`;
  if (errors.length === 1) return `\nFound 1 error${errors[0]!.place === undefined ? "." : ` in ${first}`}\n\n`;
  if (files.length === 0) return `\nFound ${errors.length} errors.\n\n`;
  if (files.length === 1) return `\nFound ${errors.length} errors in the same file, starting at: ${first}\n\n`;
  const rows = files.map(({ path, line, count }) => `${`${count}`.padStart(6)}  ${displayPath(path)}${paint(`:${line}`, GREY)}\n`);
  return `\nFound ${errors.length} errors in ${files.length} files.\n\nErrors  Files\n${rows.join("")}`;
}

function errorFiles(errors: readonly Problem[]): ErrorFile[] {
  const files = new Map<string, ErrorFile>();
  for (const { place } of errors) {
    if (place === undefined) continue;
    const known = files.get(place.file);
    if (known === undefined) files.set(place.file, { path: place.file, line: lineColumn(place.text, place.start).line + 1, count: 1 });
    else known.count++;
  }
  return [...files.values()];
}
