/** `gtsc --showConfig`: what tsc shows, and our key with all that was extended in it. */
import * as typeHost from "../compiler/typehost/index.ts";
import { readConfig } from "./config.ts";
import { ProblemsError } from "./problems.ts";
import { findTarget } from "./target.ts";

/** @throws ProblemsError */
export function showConfig(commandLine: typeHost.CommandLine): number {
  const configFile = findTarget(commandLine);
  const { written } = readConfig(configFile);
  const { shown, problems } = typeHost.shownConfig(configFile, commandLine);
  if (problems.length > 0) throw new ProblemsError(problems);
  process.stdout.write(`${JSON.stringify(written === undefined ? shown : { ...shown, greenlets: written }, null, 4)}\n`);
  return 0;
}
