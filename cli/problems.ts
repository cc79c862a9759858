/** What stops a command: problems for the user, thrown once and printed once. */
import type { Problem } from "../compiler/problem.ts";
import { formatPlain } from "./report.ts";

/** How an error that came through another thread, where classes are lost, is still known. */
export const PROBLEMS = "ERR_GREENLETS_PROBLEMS";

/** Thrown to the user's own code only by an `import()` that fails; its message is what gtsc would print. */
export class ProblemsError extends Error {
  override name = "ProblemsError";
  readonly code = PROBLEMS;
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatPlain).join("\n"));
    this.problems = problems;
    Object.defineProperty(this, "problems", { enumerable: false });
    // Node and bundlers print the stack, and where this was thrown tells users nothing.
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** Stops with one problem that belongs to no file. */
export function fail(code: string, message: string): never {
  throw new ProblemsError([{ code, severity: "error", message }]);
}
