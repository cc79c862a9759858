/** Phase 1: text → Babel AST with positions. */
import { parse as babelParse, t } from "../babel.ts";
import { type Diagnostic, diagnostic } from "../diagnostics.ts";
import type { ResolvedOptions } from "../options.ts";

type ParserOptions = NonNullable<Parameters<typeof babelParse>[1]>;

/** @returns the file, or the diagnostic of the first syntax error. */
export function parse(source: string, options: ResolvedOptions): t.File | Diagnostic {
  let first: Failure | null = null;
  for (const sourceType of sourceTypes(options)) {
    const result = attempt(source, options, sourceType);
    if (result.type === "File") return result;
    first ??= result;
  }
  return first!.diagnostic;
}

interface Failure {
  type: "Failure";
  diagnostic: Diagnostic;
}

/** A file may be written as a module and compiled to CommonJS afterwards; a script may use sloppy mode. The strictest reading that parses wins. */
function sourceTypes({ format }: ResolvedOptions): NonNullable<ParserOptions["sourceType"]>[] {
  switch (format) {
    case "module":
      return ["module"];
    case "commonjs":
      return ["commonjs", "module"];
    case "script":
      return ["script"];
  }
}

function attempt(source: string, options: ResolvedOptions, sourceType: ParserOptions["sourceType"]): t.File | Failure {
  try {
    return babelParse(source, { sourceType, plugins: plugins(options.filename), sourceFilename: options.filename, allowImportExportEverywhere: false }) as t.File;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { loc, pos = 0 } = error as SyntaxError & { loc?: { line: number; column: number }; pos?: number };
    const message = error.message.replace(/\s*\(\d+:\d+\)[\s\S]*$/, "");
    const range = { start: pos, end: pos + 1, line: loc?.line ?? 1, column: loc?.column ?? 0 };
    return { type: "Failure", diagnostic: diagnostic("GL1001", options.filename, range, message) };
  }
}

function plugins(filename: string): NonNullable<ParserOptions["plugins"]> {
  if (/\.d\.[cm]?ts$/.test(filename)) return [["typescript", { dts: true }], "decorators-legacy"];
  if (/\.[cm]?ts$/.test(filename)) return ["typescript", "decorators-legacy"];
  if (/\.tsx$/.test(filename)) return ["typescript", "jsx", "decorators-legacy"];
  return ["jsx", "decorators"];
}
