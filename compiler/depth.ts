/**
 * Text that is nested more deeply than the compiler can recurse. Parser, analysis and printer walk trees by recursion; where the native stack ends, the
 * function, or the whole file, is left plain: the engine overflows on nesting too, only later, so such text is nearly always made by a program.
 */
import { type Diagnostic, diagnostic } from "./diagnostics.ts";
import type { ResolvedOptions } from "./options.ts";
import { isOverflow } from "./overflow.ts";
import type { Fn } from "./resolution.ts";
import { Unsupported } from "./unsupported-error.ts";

/** Runs a step of one function's compilation; when the stack ends there, the outermost function around it is left plain with all inside. */
export function orTooDeep<T>(fn: Fn, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (!isOverflow(error)) throw error;
    let outermost = fn;
    for (let outer = fn.parent; outer !== null; outer = outer.parent) if (outer.kind === "function") outermost = outer;
    throw new Unsupported(outermost, "it is nested too deeply for the compiler", true);
  }
}

/** A function and all inside it. */
export function withInner(fn: Fn): Fn[] {
  const found = [fn];
  for (const item of found) found.push(...item.children);
  return found;
}

/** The diagnostic for a file that cannot be read, or resolved: at the place where its brackets are deepest. */
export function tooDeep(source: string, { filename }: ResolvedOptions): Diagnostic {
  const start = deepestPlace(source);
  const lineStart = source.lastIndexOf("\n", start - 1) + 1;
  let line = 1;
  for (let at = source.indexOf("\n"); at >= 0 && at < start; at = source.indexOf("\n", at + 1)) line++;
  return diagnostic("GL2009", filename, { start, end: start + 1, line, column: start - lineStart });
}

/** Strings and comments are skipped as far as one can without a parser; what looks like one inside a regular expression moves the place a little. */
const TOKEN = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\/.*|\/\*[^]*?\*\/|[([{]|[)\]}]/g;

function deepestPlace(source: string): number {
  let depth = 0;
  let deepest = 0;
  let place = 0;
  for (const { 0: token, index } of source.matchAll(TOKEN)) {
    if (token.length > 1) continue;
    depth += /[([{]/.test(token) ? 1 : -1;
    if (depth > deepest) [deepest, place] = [depth, index];
  }
  return place;
}
