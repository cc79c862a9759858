/** `gtsc --build [projects]`: projects and what they reference, in order, those that are out of date. */
import { type Problem, sortProblems } from "../compiler/problem.ts";
import * as typeHost from "../compiler/typehost/index.ts";
import { ProjectCompiler } from "./compiling.ts";
import { printBuildHelp } from "./help.ts";
import { parseOwnOptions, reporterFor } from "./own-options.ts";
import { ProblemsError } from "./problems.ts";
import type { Reporter } from "./reporter.ts";
import { endQuietly, printStatus } from "./watch.ts";

/** The exit code, as tsc's; nothing when it goes on watching. @throws ProblemsError */
export function buildProjects(args: readonly string[]): number | undefined {
  const { own, rest } = parseOwnOptions(args);
  const command = typeHost.parseBuildCommand(rest);
  if (command.problems.length > 0) throw new ProblemsError(command.problems);
  if (command.flags["help"] === true) return printBuildHelp(), 0;
  const reporter = reporterFor(own.output, command.flags["pretty"]);
  const compiler = new ProjectCompiler(own, { touchesUnchanged: true });
  const told = new Told(reporter, compiler);
  if (command.flags["watch"] === true) endQuietly();
  const code = typeHost.buildSolution(command, {
    compile: (...args) => compiler.compile(...args),
    stamp: (file) => compiler.stamp(file),
    write: (files) => compiler.write(files),
    warn: (problems) => compiler.warn(problems),
    report: (problem) => told.add(problem),
    projectDone: () => told.flush(),
    message: (text) => (told.flush(), reporter.timed(text, 1)),
    status: (status) => (told.flush(), printStatus(reporter, status)),
    line: (text) => (told.flush(), reporter.lines([text])),
  });
  told.flush();
  if (code === undefined) return undefined;
  reporter.summary(told.all);
  return code === 0 && own.flags.get("fail-on-warnings") === true && told.all.some((item) => item.severity === "warning") ? 2 : code;
}

/** Problems of a project are told together, ours and TypeScript's in one order. */
class Told {
  readonly all: Problem[] = [];
  readonly #reporter: Reporter;
  readonly #compiler: ProjectCompiler;
  #pending: Problem[] = [];

  constructor(reporter: Reporter, compiler: ProjectCompiler) {
    this.#reporter = reporter;
    this.#compiler = compiler;
  }

  add(problem: Problem): void {
    this.#pending.push(problem);
  }

  flush(): void {
    const sorted = sortProblems([...this.#pending, ...this.#compiler.take().warnings]);
    this.#pending = [];
    this.all.push(...sorted);
    this.#reporter.problems(sorted);
  }
}
