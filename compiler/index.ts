/** compile(source, options): the list of phases. */
import type { Diagnostic } from "./diagnostics.ts";
import { type CompileOptions, resolveOptions } from "./options.ts";

/** Source map v3. */
export interface SourceMap {
  version: 3;
  file?: string;
  sources: (string | null)[];
  sourcesContent?: (string | null)[];
  names: string[];
  mappings: string;
}

export interface CompileResult {
  /** The compiled text; the source itself when nothing had to change. */
  code: string;
  /** null when nothing changed. */
  map: SourceMap | null;
  diagnostics: Diagnostic[];
}

export type { CompileOptions } from "./options.ts";
export { type Diagnostic, formatDiagnostic, formatDiagnosticWithFrame } from "./diagnostics.ts";

export function compile(source: string, options: CompileOptions = {}): CompileResult {
  resolveOptions(options);
  return { code: source, map: null, diagnostics: [] };
}
