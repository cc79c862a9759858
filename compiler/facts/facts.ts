/** What the types of a program tell the compiler of each of its files. */
import { type CompileOptions, type Facts, summarizeFile } from "../index.ts";
import type { FileSummary } from "../summary.ts";
import type { Callee, Checker } from "../typehost/checker.ts";
import type { Problem } from "../problem.ts";
import { programWarnings } from "./warnings.ts";
import { type FunctionNode, isLive, ProgramGraph } from "./graph.ts";

/** With which options a file of the program will be compiled; undefined for one that is not. */
export type OptionsOf = (file: { readonly path: string; readonly text: string }) => CompileOptions | undefined;

export interface ProgramFacts {
  readonly graph: ProgramGraph;
  /** Of a file that is not compiled, and where nothing is known, the facts are empty. */
  of(path: string): Facts;
  /** @param show a path as the user writes it. */
  warnings(show: (path: string) => string): Problem[];
}

/** @param summaries known ones, by path: those of files that did not change. */
export function programFacts(checker: Checker, optionsOf: OptionsOf, summarize: Summarize = summarizeFile): ProgramFacts {
  const files = checker.files().map((file) => ({ ...file, options: optionsOf(file) }));
  const summaries = new Map(files.map(({ path, text, options }) => [path, options === undefined ? null : orUnknown(() => summarize(text, options))]));
  const graph = new ProgramGraph({ checker, summaries, deepStacks: files.some(({ options }) => options?.deepStacks === true) });
  return { graph, of: (path) => factsOf(graph.functionsOf(path), graph), warnings: (show) => programWarnings({ checker, graph, show }) };
}

export type Summarize = (text: string, options: CompileOptions) => FileSummary | null;

/** A file on which the compiler fails is told when it is compiled; here nothing is known of it. */
function orUnknown<Result>(step: () => Result): Result | undefined {
  try {
    return step();
  } catch {
    return undefined;
  }
}

function factsOf(functions: readonly FunctionNode[], graph: ProgramGraph): Facts {
  const found: Record<keyof Facts, number[]> = { plainCalls: [], leafCalls: [], getters: [], setters: [], conversions: [], iterations: [] };
  for (const { fn, openCalls, indirect } of functions) {
    if (fn.status === "plain") continue;
    for (const { end, callee } of openCalls) if (!graph.maySuspend(callee)) found[isOutside(callee) ? "plainCalls" : "leafCalls"].push(end);
    for (const item of indirect) if (isLive(item)) found[({ get: "getters", set: "setters", convert: "conversions", step: "iterations" } as const)[item.kind]].push(item.at);
  }
  const entries = Object.entries(found).filter(([, offsets]) => offsets.length > 0);
  return Object.fromEntries(entries.map(([name, offsets]) => [name, [...new Set(offsets)].sort((a, b) => a - b)])) as Facts;
}

/** Not a function of the program, and none that calls one back. */
const isOutside = (callee: Callee): boolean => (!("callsBack" in callee) || callee.callsBack === null) && isOthers(callee);

const isOthers = (callee: Callee): boolean => callee.kind === "foreign" || (callee.kind === "method" && (callee.declared === "standard" || callee.declared === "package"));
