/**
 * `gtsc [-p tsconfig.json] [tsc options] [files]`: type-checks the user's text, compiles it, and has TypeScript emit the
 * compiled text. Diagnostics, outputs and exit codes are tsc's; ours stand in the same list.
 *
 *     user's text ─┬─ program ──► diagnostics, .d.ts
 *                  └─ compile ──► second program ──► .js, .js.map (composed)
 */
import { dirname } from "node:path";
import { type Problem, sortProblems } from "../compiler/problem.ts";
import * as typeHost from "../compiler/typehost/index.ts";
import { type Job, compileSources } from "./compile-sources.ts";
import { readConfig } from "./config.ts";
import { printAllHelp, printHelp, printVersion } from "./help.ts";
import { init } from "./init.ts";
import { rewriteMap } from "./maps.ts";
import { writeFiles } from "./output.ts";
import { type OwnOptions, parseOwnOptions, reporterFor } from "./own-options.ts";
import { ProblemsError, fail } from "./problems.ts";
import { showConfig } from "./show-config.ts";
import { findTarget } from "./target.ts";
import { watch } from "./watch.ts";

const UNSUPPORTED = ["generateTrace", "generateCpuProfile", "diagnostics", "extendedDiagnostics"];

/** The process's exit code, as tsc's: 0 fine; 1 errors, nothing written; 2 errors, but output written. @throws ProblemsError */
export function build(args: readonly string[]): number | undefined {
  const { own, rest } = parseOwnOptions(args);
  const commandLine = typeHost.parseCommandLine(rest);
  const { flags } = commandLine;
  if (commandLine.problems.length > 0) throw new ProblemsError(commandLine.problems);
  if (flags["init"] === true) return init();
  if (flags["version"] === true) return printVersion(), 0;
  if (flags["all"] === true) return printAllHelp();
  if (flags["help"] === true) return printHelp(), 0;
  const unsupported = UNSUPPORTED.find((name) => flags[name] !== undefined);
  if (unsupported !== undefined) fail("GL8006", `option '--${unsupported}' of tsc is not supported by gtsc.`);
  if (flags["showConfig"] === true) return showConfig(commandLine);
  if (flags["watch"] === true) return watch(commandLine, own);
  return perform(openJob(commandLine, own), own);
}

interface BuildJob extends Job {
  project: typeHost.Project;
}

function openJob(commandLine: typeHost.CommandLine, { flags, frames }: OwnOptions): BuildJob {
  const configFile = findTarget(commandLine);
  const config = readConfig(configFile);
  if (configFile === undefined) return { project: commandLine, config, folder: process.cwd(), flags, frames };
  const project = typeHost.loadProject(configFile, commandLine.options);
  if (project.problems.some((item) => item.severity === "error")) throw new ProblemsError(sortProblems(project.problems));
  return { project, config, folder: dirname(configFile), flags, frames };
}

/** What a build found and wrote, in no shape yet. */
interface Built {
  problems: readonly Problem[];
  written: readonly { path: string }[];
}

function perform(job: BuildJob, own: OwnOptions): number {
  const program = typeHost.createProgram(job.project);
  const { flags } = job.project;
  if (flags["listFilesOnly"] === true) return finish(job, own, program, { problems: [], written: [] });
  return finish(job, own, program, buildProgram(program, job));
}

function buildProgram(program: typeHost.Program, job: BuildJob): Built {
  const problems = program.problems();
  const { sources, problems: ours } = compileSources(program, job);
  const { noEmit, noEmitOnError } = job.project.flags;
  const found = [...problems, ...ours];
  // A file that our compiler refuses would run uncompiled: wrong in a way that no type error is.
  if (noEmit === true || hasErrors(ours) || (noEmitOnError === true && hasErrors(found))) return { problems: found, written: [] };
  const emitted = program.emit(sources);
  found.push(...emitted.problems);
  if (noEmitOnError === true && hasErrors(found)) return { problems: found, written: [] };
  const files = emitted.files.map((file) => rewriteMap(file, sources));
  writeFiles(files);
  return { problems: found, written: files };
}

function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((item) => item.severity === "error");
}

/** Prints what tsc prints, in its order, and says how it went. */
function finish({ project }: BuildJob, { output, flags }: OwnOptions, program: typeHost.Program, { problems, written }: Built): number {
  const { pretty, listFiles, listFilesOnly, listEmittedFiles, explainFiles } = project.flags;
  const reporter = reporterFor(output, pretty);
  const sorted = sortProblems(problems);
  reporter.problems(sorted);
  reporter.lines([
    ...(listEmittedFiles === true ? inOrder(written.map(({ path }) => path)).map((path) => `TSFILE: ${path}`) : []),
    ...(explainFiles === true ? program.explainFiles() : listFiles === true || listFilesOnly === true ? program.allFiles() : []),
  ]);
  reporter.summary(sorted);
  const isFailure = hasErrors(problems) || (flags.get("fail-on-warnings") === true && problems.some((item) => item.severity === "warning"));
  if (!isFailure) return 0;
  return written.length > 0 ? 2 : 1;
}

/** TypeScript writes a map before what it is of, and lists it after. */
function inOrder(paths: readonly string[]): string[] {
  const all = new Set(paths);
  const isMapOf = new Set(paths.filter((path) => all.has(`${path}.map`)).map((path) => `${path}.map`));
  return paths.filter((path) => !isMapOf.has(path)).flatMap((path) => (isMapOf.has(`${path}.map`) ? [path, `${path}.map`] : [path]));
}
