/** TypeScript's diagnostics as problems, and what its own recursion cannot take. */
import type * as TypeScript from "typescript";
import { isOverflow } from "../overflow.ts";
import type { Place, Problem } from "../problem.ts";
import { ts } from "./classic.ts";

/** Our problems on their way through TypeScript. */
const ours = new WeakMap<TypeScript.Diagnostic, Problem>();

/** One of our errors for those parts of TypeScript that count errors. `problem` gives it back as it was. */
export function diagnosticOf(item: Problem, program: TypeScript.Program): TypeScript.Diagnostic {
  const { place, message } = item;
  const file = place === undefined ? undefined : program.getSourceFile(place.file);
  const diagnostic = { category: ts.DiagnosticCategory.Error, code: 0, messageText: message, file, start: place?.start, length: place?.length };
  ours.set(diagnostic, item);
  return diagnostic;
}

export function problem(item: TypeScript.Diagnostic): Problem {
  const own = ours.get(item);
  if (own !== undefined) return own;
  const severity = item.category === ts.DiagnosticCategory.Error ? "error" : item.category === ts.DiagnosticCategory.Warning ? "warning" : "message";
  const related = item.relatedInformation?.map((info) => ({ message: flatten(info.messageText), place: placeOf(info) }));
  return { code: `TS${item.code}`, severity, message: flatten(item.messageText), place: placeOf(item), related };
}

function placeOf({ file, start = 0, length = 0 }: TypeScript.DiagnosticRelatedInformation): Place | undefined {
  return file === undefined ? undefined : { file: file.fileName, text: file.text, start, length };
}

function flatten(message: string | TypeScript.DiagnosticMessageChain): string {
  return ts.flattenDiagnosticMessageText(message, "\n");
}

/** @returns what TypeScript's own recursion cannot take, as a problem of the file. */
export function tooDeepFor(path: string, text: string): Problem {
  return { code: "GL8007", severity: "error", message: "the file is nested too deeply for TypeScript.", place: { file: path, text, start: 0, length: 0 } };
}

export function overflows(step: () => unknown): boolean {
  try {
    step();
    return false;
  } catch (error) {
    if (!isOverflow(error)) throw error;
    return true;
  }
}

/** What `step` finds in all files; when the native stack ends in it, file by file, and a problem for each where it ends again. */
export function eachFile(program: TypeScript.Program, problems: Problem[], step: (file?: TypeScript.SourceFile) => void): void {
  try {
    return step();
  } catch (error) {
    if (!isOverflow(error)) throw error;
  }
  for (const file of program.getSourceFiles()) {
    try {
      step(file);
    } catch (error) {
      if (!isOverflow(error)) throw error;
      problems.push(tooDeepFor(file.fileName, file.text));
    }
  }
}
