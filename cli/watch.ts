/** `gtsc --watch`: a build that goes on. TypeScript sees what changes and keeps what does not; we compile and write only what is different then. */
import { sortProblems } from "../compiler/problem.ts";
import * as typeHost from "../compiler/typehost/index.ts";
import { ProjectCompiler } from "./compiling.ts";
import { readConfig } from "./config.ts";
import { type OwnOptions, reporterFor } from "./own-options.ts";
import { ProblemsError } from "./problems.ts";
import type { Reporter } from "./reporter.ts";
import { findTarget } from "./target.ts";

/** Goes on until it is interrupted. @throws ProblemsError for what cannot be watched. */
export function watch(commandLine: typeHost.CommandLine, own: OwnOptions): undefined {
  const configFile = findTarget(commandLine);
  readConfig(configFile);
  const { flags } = configFile === undefined ? commandLine : loadable(configFile, commandLine);
  const reporter = reporterFor(own.output, flags["pretty"]);
  const compiler = new ProjectCompiler(own, { touchesUnchanged: false });
  let since = performance.now();
  endQuietly();
  typeHost.watchProject(configFile, commandLine, {
    compile: (...args) => compiler.compile(...args),
    stamp: (file) => compiler.stamp(file),
    write: (files) => compiler.write(files),
    warn: (problems) => compiler.warn(problems),
    report: (problem) => reporter.problems([problem]),
    status: (status) => {
      if (status.isStart) since = performance.now();
      printStatus(reporter, status);
    },
    done: (round) => {
      const { warnings, compiled, written } = compiler.take();
      reporter.problems(sortProblems([...round.problems, ...warnings]));
      reporter.lines([...round.lines, `${round.changed === undefined ? count(round.files, "file") : `${count(round.changed, "file")} changed`}: ${round.checked} checked, ${compiled} compiled, ${written} written, ${Math.round(performance.now() - since)} ms`]);
    },
  });
}

/** What is wrong from the beginning is an error of the command. */
function loadable(configFile: string, { options }: typeHost.CommandLine): typeHost.Project {
  const project = typeHost.loadProject(configFile, options);
  if (project.problems.some(({ code }) => code === "TS5083")) throw new ProblemsError(project.problems);
  return project;
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? "" : "s"}`;
}

/** As tsc; but a pipe is not cleared. */
export function printStatus(reporter: Reporter, { text, isStart, flags }: typeHost.Status): void {
  const isCleared = isStart && flags["preserveWatchOutput"] !== true && flags["diagnostics"] !== true && flags["extendedDiagnostics"] !== true && reporter.clear();
  if (!isCleared && !reporter.isPretty) reporter.lines([""]);
  reporter.timed(text, isStart ? 1 : 0);
}

/** Whoever interrupts a watch has what he wanted. */
export function endQuietly(): void {
  process.on("SIGINT", () => process.exit(0));
}
