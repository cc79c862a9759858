/** Which config a command line means, as tsc decides it. */
import { statSync } from "node:fs";
import type { CommandLine } from "../compiler/typehost/index.ts";
import { configAt, findConfig } from "./config.ts";
import { fail } from "./problems.ts";
import { displayPath } from "./report.ts";

/** Undefined: the files of the command line, without a config. @throws ProblemsError */
export function findTarget({ files, flags }: CommandLine): string | undefined {
  const { project, ignoreConfig } = flags;
  if (files.length === 0) {
    const configFile = typeof project === "string" ? configAt(project) : findConfig(process.cwd());
    return configFile ?? fail("TS5081", `Cannot find a tsconfig.json file at the current directory: ${process.cwd()}.`);
  }
  if (project !== undefined) fail("TS5042", "Option 'project' cannot be mixed with source files on a command line.");
  if (ignoreConfig !== true && findConfig(process.cwd()) !== undefined) {
    fail("TS5112", "tsconfig.json is present but will not be loaded if files are specified on commandline. Use '--ignoreConfig' to skip this error.");
  }
  for (const file of files) {
    if (statSync(file, { throwIfNoEntry: false }) === undefined) fail("TS6053", `File '${displayPath(file)}' not found.`);
  }
  return undefined;
}
