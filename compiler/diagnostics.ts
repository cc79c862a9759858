/** Diagnostics: what the compiler tells its user. Each code has a page in docs/errors/. */
import { codeFrameColumns } from "@babel/code-frame";
import { excerpt } from "./excerpt.ts";

export type Severity = "error" | "warning" | "message";

/** Code → severity and message. `{0}` stands for the detail. The docs have a page for each. */
export const MESSAGES = {
  GL1001: ["error", "syntax error: {0}"],
  GL2003: ["warning", "{0} is left plain: {1}"],
  GL2004: ["warning", "{0} is left plain: it contains a direct eval, which could see the compiler's temporaries"],
  GL2005: ["warning", "{0} is left plain: it contains a 'with' statement"],
  GL2007: ["warning", "{0} is left plain: {1}"],
  GL2008: ["warning", "an initialiser of a class of {0} is left plain: {1}"],
  GL2009: ["warning", "the file is left plain: it is nested too deeply for the compiler"],
  GL3001: ["error", "{0} carries both 'use greenlet' and 'use plain'"],
  GL4001: ["warning", "'{0}' is not compiled, but calls {1}, {2}: it cannot be suspended below a plain function"],
  GL4002: ["warning", "{0} is not compiled, but is given a function that comes to {1}: it cannot be suspended there"],
  GL4003: ["message", "'{0}' carries a mark, but nothing that it calls can suspend: it stays as it is"],
} as const satisfies Record<string, readonly [Severity, string]>;

export type DiagnosticCode = keyof typeof MESSAGES;

export interface Diagnostic {
  code: DiagnosticCode;
  severity: Severity;
  message: string;
  file: string;
  /** UTF-16 offsets into the source. */
  start: number;
  end: number;
  /** 1-based. */
  line: number;
  /** 1-based. */
  column: number;
}

/** Wrong use of the compiler itself, or an internal invariant that does not hold. Wrong programs get diagnostics instead. */
export class CompileError extends Error {
  override name = "CompileError";
}

export interface Range {
  start: number;
  end: number;
  line: number;
  /** 0-based, as Babel counts. */
  column: number;
}

export function diagnostic(code: DiagnosticCode, file: string, range: Range, ...details: string[]): Diagnostic {
  const [severity, template] = MESSAGES[code];
  const message = template.replace(/\{(\d)\}/g, (_, index: string) => details[Number(index)] ?? "");
  return { code, severity, message, file, start: range.start, end: range.end, line: range.line, column: range.column + 1 };
}

/** `src/a.ts(3,14): error GL1001: …`, the shape of tsc. */
export function formatDiagnostic({ file, line, column, severity, code, message }: Diagnostic): string {
  return `${file}(${line},${column}): ${severity} ${code}: ${message}`;
}

/** The same for people: `src/a.ts:3:14 - error GL1001: …` and a code frame. */
export function formatDiagnosticWithFrame(item: Diagnostic, source: string): string {
  const { file, line, column, severity, code, message } = item;
  const frame = frameOf(source, line, column);
  return `${file}:${line}:${column} - ${severity} ${code}: ${message}\n\n${frame}\n`;
}

export function frameOf(source: string, line: number, column: number): string {
  const lines = source.split(/\r\n|[\n\r\u2028\u2029]/);
  const { shift } = excerpt(lines[line - 1] ?? "", column - 1);
  for (let index = Math.max(0, line - 2); index <= line && index < lines.length; index++) lines[index] = excerpt(lines[index]!, column - 1).text;
  return codeFrameColumns(lines.join("\n"), { start: { line, column: column - shift } }, { highlightCode: false, linesAbove: 1, linesBelow: 1 });
}
