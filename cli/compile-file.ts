/** One call of the compiler for one file: diagnostics as problems, and a name for the file when the compiler itself fails. */
import { type CompileOptions, type Observer, observe } from "../compiler/index.ts";
import { type Problem, problemOf } from "../compiler/problem.ts";
import { suspendingPlaces } from "../compiler/selection.ts";
import type { CompiledSource } from "./maps.ts";

export interface CompiledFile extends CompiledSource {
  problems: Problem[];
}

/** When an invariant of the compiler does not hold, that is a problem of this one file: the others are compiled all the same. */
export function compileFile(path: string, text: string, options: CompileOptions): CompiledFile {
  try {
    let suspending: ReadonlySet<number> = new Set();
    const selected: Observer["selected"] = (selection, resolution) => void (suspending = suspendingPlaces(selection, resolution));
    const { code, map, diagnostics } = observe(text, { ...options, verify: process.env["GTSC_VERIFY"] === "1" }, { selected });
    return { text, code, map, suspending, problems: diagnostics.map((item) => problemOf(item, path, text)) };
  } catch (error) {
    const message = `the compiler failed on this file; this is a bug of greenlets, please report it. ${(error as Error).message}`;
    return { text, code: text, map: null, suspending: new Set(), problems: [{ code: "GL9002", severity: "error", message, place: { file: path, text, start: 0, length: 0 } }] };
  }
}
