/** The part of a build that is ours: every file of the program that may be capable, compiled. */
import { relative } from "node:path";
import { programFacts, type ProgramFacts } from "../compiler/facts/facts.ts";
import type { CompileOptions, FrameTables } from "../compiler/options.ts";
import type { Problem } from "../compiler/problem.ts";
import * as typeHost from "../compiler/typehost/index.ts";
import { capableOf, isForeign } from "./capable.ts";
import { compileFile } from "./compile-file.ts";
import type { GreenletsConfig } from "./config.ts";
import type { CompiledSource } from "./maps.ts";
import { displayPath } from "./report.ts";

/** What a build needs to know of the command line and the config. */
export interface Job {
  project: typeHost.Project;
  config: GreenletsConfig;
  /** File names in maps and frames are relative to it. */
  folder: string;
  flags: ReadonlyMap<string, boolean>;
  /** Instead of what the config says. */
  frames: FrameTables | undefined;
}

/** Only what changed, by path. A file that does not parse is left to TypeScript, which has said so. */
export function compileSources(program: typeHost.Program, job: Job): { sources: Map<string, CompiledSource>; problems: Problem[] } {
  const sources = new Map<string, CompiledSource>();
  const problems: Problem[] = [];
  const files = program.files();
  const facts = hasTypes(job) ? factsOf(program, files, job) : null;
  if (facts !== null) problems.push(...facts.warnings(displayPath).filter(({ severity }) => severity !== "message" || job.flags.get("warnings") === true));
  for (const file of files) {
    const options = optionsOf(file, job);
    if (options === undefined) continue;
    const compiled = compileFile(file.path, file.text, facts === null ? options : { ...options, facts: facts.of(file.path) });
    if (compiled.code !== file.text) sources.set(file.path, compiled);
    // A function that carries a mark and is left plain is news; one that a pattern included is not.
    const isShown = options.capable === "marked" || job.flags.get("warnings") === true;
    problems.push(...compiled.problems.filter((item) => isShown || item.severity === "error"));
  }
  return { sources, problems };
}

function hasTypes({ flags, config }: Job): boolean {
  return flags.get("types") ?? config.types;
}

/** How a file is compiled; undefined when it is not. */
function optionsOf(file: typeHost.ProgramFile, job: Job): CompileOptions | undefined {
  const capable = capableOf(file.path, job.config);
  if (capable === undefined || file.hasSyntaxError) return undefined;
  return {
    filename: relative(job.folder, file.path).replaceAll("\\", "/"),
    capable,
    format: file.format,
    classFields: typeHost.classFields(job.project.options, "oldest"),
    decorators: typeHost.decorators(job.project.options),
    stress: job.flags.get("stress") ?? false,
    deepStacks: job.config.deepStacks,
    keepFrames: job.flags.get("keep-frames") ?? false,
    frames: job.frames ?? job.config.frames ?? "positions",
  };
}

/** What the types tell of each file. */
export function factsOf(program: typeHost.Program, files: readonly typeHost.ProgramFile[], job: Job): ProgramFacts {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return programFacts(program.checker({ isForeign: (path) => isForeign(path, job.config) }), ({ path }) => {
    const file = byPath.get(path);
    return file === undefined ? undefined : optionsOf(file, job);
  });
}
