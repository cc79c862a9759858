/** `tsc --build`: projects in the order of their references, those that are out of date. Order, dates and messages are TypeScript's. */
import type * as TypeScript from "typescript";
import { isOverflow } from "../overflow.ts";
import type { Problem } from "../problem.ts";
import { type Builder, Builders, type Compiling } from "./builder.ts";
import { internals, ts } from "./classic.ts";
import { problem } from "./problems.ts";
import { type Status, statusOf } from "./watch.ts";

/** What `--build` and what follows it say. */
export interface BuildCommand {
  projects: string[];
  problems: Problem[];
  /** Every option by its lower-camel name, as parsed. */
  flags: Readonly<Record<string, unknown>>;
  watchOptions: unknown;
}

export interface Building extends Compiling {
  /** Problems of one project, as they are found. */
  report(problem: Problem): void;
  /** What was reported so far is all of a project. */
  projectDone(): void;
  /** What tsc says under --verbose and --dry. */
  message(text: string): void;
  status(status: Status): void;
  line(text: string): void;
}

export function parseBuildCommand(args: readonly string[]): BuildCommand {
  const { buildOptions, watchOptions, projects, errors } = internals.parseBuildCommand(args);
  return { projects, problems: errors.map(problem), flags: buildOptions, watchOptions };
}

/** Builds or cleans. @returns the exit code, as tsc's; undefined when it goes on watching. */
export function buildSolution({ projects, flags, watchOptions }: BuildCommand, building: Building): number | undefined {
  const builders = new Builders(building);
  const options = flags as TypeScript.BuildOptions;
  const system: TypeScript.System = { ...ts.sys, write: (text) => building.line(text.replace(/\n$/, "")) };
  const report = (item: TypeScript.Diagnostic): void => building.report(problem(item));
  const message = (item: TypeScript.Diagnostic): void => building.message(ts.flattenDiagnosticMessageText(item.messageText, "\n"));
  if (flags["watch"] === true) {
    // The first build is over before anything is watched; that it watches is said when it is true.
    let waiting: Status[] | undefined = [];
    const status: TypeScript.WatchStatusReporter = (item, _newLine, options) => {
      const next = statusOf(item, options);
      if (waiting === undefined || next.isStart) building.status(next);
      else waiting.push(next);
    };
    const host = whole(ts.createSolutionBuilderWithWatchHost(system, builders.create, report, message, status), builders, building);
    ts.createSolutionBuilderWithWatch(host, projects, options, watchOptions as TypeScript.WatchOptions).build();
    for (const next of waiting) building.status(next);
    waiting = undefined;
    return undefined;
  }
  const host = whole(ts.createSolutionBuilderHost(system, builders.create, report, message), builders, building);
  const solution = ts.createSolutionBuilder(host, projects, options);
  try {
    return flags["clean"] === true ? solution.clean() : solution.build();
  } catch (error) {
    if (!isOverflow(error)) throw error;
    building.report({ code: "GL8007", severity: "error", message: "a file is nested too deeply for TypeScript; 'gtsc -p' of the project says which." });
    return 1;
  }
}

function whole<Host extends TypeScript.SolutionBuilderHost<Builder>>(host: Host, builders: Builders, building: Building): Host {
  const { readFile, setModifiedTime } = host;
  host.readFile = (path, encoding) => builders.read(path, readFile.call(host, path, encoding));
  host.writeFile = builders.post;
  host.setModifiedTime = (path, date) => builders.later(path, () => setModifiedTime.call(host, path, date));
  host.afterProgramEmitAndDiagnostics = () => building.projectDone();
  return host;
}
