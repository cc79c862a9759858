/** One call of the compiler for one file: diagnostics as problems, and a name for the file when the compiler itself fails. */
import { type CompileOptions, compile } from "../compiler/index.ts";
import { type Problem, problemOf } from "../compiler/problem.ts";
import type { CompiledSource } from "./maps.ts";

export interface CompiledFile extends CompiledSource {
  problems: Problem[];
}

/** @throws Error that names the file, when an invariant of the compiler does not hold. */
export function compileFile(path: string, text: string, options: CompileOptions): CompiledFile {
  try {
    const { code, map, diagnostics } = compile(text, { ...options, verify: process.env["GTSC_VERIFY"] === "1" });
    return { text, code, map, problems: diagnostics.map((item) => problemOf(item, path, text)) };
  } catch (error) {
    throw new Error(`the compiler failed on ${path}; this is a bug of greenlets. ${(error as Error).message}`, { cause: error });
  }
}
