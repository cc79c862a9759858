/**
 * `gtsc [-p tsconfig.json] [tsc options] [files]`: type-checks the user's text, compiles it, and has TypeScript emit the
 * compiled text. Diagnostics, outputs and exit codes are tsc's; ours stand in the same list.
 *
 *     user's text ─┬─ program ──► diagnostics, .d.ts
 *                  └─ compile ──► second program ──► .js, .js.map (composed)
 */
import { statSync } from "node:fs";
import { dirname } from "node:path";
import { type Problem, sortProblems } from "../compiler/problem.ts";
import * as typeHost from "../compiler/typehost/index.ts";
import { parseArguments } from "./arguments.ts";
import { type Job, compileSources } from "./compile-sources.ts";
import { configAt, findConfig, framesArgument, readConfig } from "./config.ts";
import { printHelp, printVersion } from "./help.ts";
import { rewriteMap } from "./maps.ts";
import { writeFiles } from "./output.ts";
import { ProblemsError, fail } from "./problems.ts";
import { displayPath, formatProblems, isPrettyByDefault } from "./report.ts";

const KINDS = { frames: "value", stress: "flag", "keep-frames": "flag", warnings: "flag", types: "flag" } as const;
const UNSUPPORTED = ["watch", "build", "init", "showConfig", "generateTrace"];

/** The process's exit code, as tsc's: 0 fine; 1 errors, nothing written; 2 errors, but output written. @throws ProblemsError */
export function build(args: readonly string[]): number {
  const { flags, values, rest } = parseArguments(args, { kinds: KINDS, keepsUnknown: true });
  const commandLine = typeHost.parseCommandLine(rest);
  if (commandLine.problems.length > 0) throw new ProblemsError(commandLine.problems);
  if (commandLine.flags["help"] === true) return printHelp(), 0;
  if (commandLine.flags["version"] === true) return printVersion(), 0;
  const unsupported = UNSUPPORTED.find((name) => commandLine.flags[name] !== undefined);
  if (unsupported !== undefined) fail("GL8006", `option '--${unsupported}' of tsc is not supported by gtsc.`);
  return perform(openJob(commandLine, { flags, frames: framesArgument(values.get("frames")) }));
}

function openJob(commandLine: typeHost.CommandLine, own: Pick<Job, "flags" | "frames">): Job {
  const { project: wanted } = commandLine.flags;
  if (commandLine.files.length > 0) {
    if (wanted !== undefined) fail("TS5042", "Option 'project' cannot be mixed with source files on a command line.");
    for (const file of commandLine.files) {
      if (statSync(file, { throwIfNoEntry: false }) === undefined) fail("TS6053", `File '${displayPath(file)}' not found.`);
    }
    return { project: commandLine, config: readConfig(undefined), folder: process.cwd(), ...own };
  }
  const configFile = typeof wanted === "string" ? configAt(wanted) : findConfig(process.cwd());
  if (configFile === undefined) return fail("TS5081", `Cannot find a tsconfig.json file at the current directory: ${process.cwd()}.`);
  const config = readConfig(configFile);
  const project = typeHost.loadProject(configFile, commandLine.options);
  if (project.problems.some((item) => item.severity === "error")) throw new ProblemsError(sortProblems(project.problems));
  return { project, config, folder: dirname(configFile), ...own };
}

function perform(job: Job): number {
  const program = typeHost.createProgram(job.project);
  const problems = program.problems();
  const { sources, problems: ours } = compileSources(program, job);
  const { noEmit, noEmitOnError } = job.project.flags;
  const found = [...problems, ...ours];
  // A file that our compiler refuses would run uncompiled: wrong in a way that no type error is.
  if (noEmit === true || hasErrors(ours) || (noEmitOnError === true && hasErrors(found))) return finish(job, program, found, []);
  const emitted = program.emit(sources);
  found.push(...emitted.problems);
  if (noEmitOnError === true && hasErrors(found)) return finish(job, program, found, []);
  const files = emitted.files.map((file) => rewriteMap(file, sources));
  writeFiles(files);
  return finish(job, program, found, files);
}

function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((item) => item.severity === "error");
}

/** Prints what tsc prints, in its order, and says how it went. */
function finish({ project }: Job, program: typeHost.Program, problems: readonly Problem[], written: readonly { path: string }[]): number {
  const { pretty, listFiles, listEmittedFiles } = project.flags;
  const isPretty = typeof pretty === "boolean" ? pretty : isPrettyByDefault(process.stdout);
  process.stdout.write(formatProblems(sortProblems(problems), isPretty));
  const lines = [
    ...(listEmittedFiles === true ? written.map(({ path }) => `TSFILE: ${path}`) : []),
    ...(listFiles === true ? program.allFiles() : []),
  ];
  if (lines.length > 0) process.stdout.write(`${lines.join("\n")}\n`);
  if (!hasErrors(problems)) return 0;
  return written.length > 0 ? 2 : 1;
}
