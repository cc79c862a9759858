/** Facts for one file after the other, while files change: for bundlers and their dev servers. */
import type { CompileOptions, Facts } from "../index.ts";
import * as typeHost from "../typehost/index.ts";
import { programFacts, type ProgramFacts } from "./facts.ts";
import { rememberedAnswers, rememberedSummaries } from "./remembering.ts";

export interface OpenTypesOptions {
  /** Absolute path of a tsconfig.json. */
  readonly configFile: string;
  /** How a file of the program is compiled; undefined when it is not. Of its options what matters here is `filename`, `capable`, `format`, `deepStacks`, `classFields`, `decorators`. */
  readonly optionsOf: (path: string) => CompileOptions | undefined;
  /** Whether what a declaration file declares belongs to a package that is never compiled. */
  readonly isForeign: (path: string) => boolean;
}

export interface OpenTypes {
  /** The facts of a file with this text. Empty for a file that is not compiled; never throws for a program that has errors. */
  factsFor(path: string, text: string): Facts;
  /**
   * Files that were asked for before, whose facts have changed since, because of a change in another file: their modules have to be compiled again. Each is
   * told once.
   */
  outdated(): string[];
  dispose(): void;
}

/** @throws never; problems of the tsconfig are those of `typeHost.loadProject`, which the caller shows. */
export function openTypes({ configFile, optionsOf, isForeign }: OpenTypesOptions): OpenTypes {
  const service = typeHost.createService(typeHost.loadProject(configFile), { isForeign });
  const given = new Map<string, string>();
  const summarize = rememberedSummaries();
  const remember = rememberedAnswers();
  let last: { checker: typeHost.Checker; facts: ProgramFacts } | null = null;
  const update = (path: string, text: string): ProgramFacts => {
    const checker = service.update(path, text);
    if (last?.checker !== checker) last = { checker, facts: programFacts(remember(checker), ({ path: file }) => optionsOf(file), summarize) };
    return last.facts;
  };
  return {
    factsFor: (path, text) => {
      const file = path.replaceAll("\\", "/");
      const facts = update(file, text).of(file);
      given.set(file, JSON.stringify(facts));
      return facts;
    },
    outdated: () => {
      const current = last?.facts;
      const changed = current === undefined ? [] : [...given.keys()].filter((path) => JSON.stringify(current.of(path)) !== given.get(path));
      for (const path of changed) given.delete(path);
      return changed;
    },
    dispose: () => {
      service.dispose();
      last = null;
    },
  };
}
