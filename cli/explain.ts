/** `gtsc --explain` of a file that a tsconfig's project holds: with its types, across its files. */
import { dirname } from "node:path";
import { explainProgram } from "../compiler/facts/explain.ts";
import * as typeHost from "../compiler/typehost/index.ts";
import type { GreenletsConfig } from "./config.ts";
import { factsOf, type Job } from "./compile-sources.ts";
import { displayPath } from "./report.ts";

/** @returns undefined for a file that is not in the project, or in which nothing is compiled. */
export function explainInProject(configFile: string, config: GreenletsConfig, path: string, target: string | undefined): string | undefined {
  const project = typeHost.loadProject(configFile);
  const job: Job = { project, config, folder: dirname(configFile), flags: new Map(), frames: undefined };
  const program = typeHost.createProgram(project);
  const files = program.files();
  const wanted = path.replaceAll("\\", "/");
  if (!files.some((file) => file.path === wanted)) return undefined;
  const { graph } = factsOf(program, files, job);
  const texts = new Map(files.map((file) => [file.path, file.text]));
  const text = explainProgram({ graph, textOf: (file) => texts.get(file) ?? "", show: displayPath }, wanted, target);
  return text === "" ? undefined : text;
}
