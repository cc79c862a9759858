/** What was asked of files that did not change, nor anything that their types depend on, is not asked again: an edit costs what hangs on the edited file. */
import type { CompileOptions } from "../index.ts";
import { summarizeFile } from "../index.ts";
import type { FileSummary } from "../summary.ts";
import type { Checker } from "../typehost/checker.ts";
import type { Summarize } from "./facts.ts";

/** Summaries of the texts that were there before. */
export function rememberedSummaries(): Summarize {
  const known = new Map<string, { text: string; summary: FileSummary | null }>();
  return (text: string, options: CompileOptions) => {
    const key = JSON.stringify(options);
    const found = known.get(key);
    if (found?.text === text) return found.summary;
    const summary = summarizeFile(text, options);
    known.set(key, { text, summary });
    return summary;
  };
}

type Batched = "callees" | "mayBeAccessors" | "mayConvert" | "iterated";

interface Answers {
  readonly fingerprint: string;
  readonly answers: Map<string, unknown>;
}

/** Wraps one checker after the other. */
export function rememberedAnswers(): (checker: Checker) => Checker {
  const files = new Map<string, Answers>();
  return (checker) => {
    const fingerprints = new Map<string, string | null>();
    const fingerprintOf = (path: string): string | null => {
      if (!fingerprints.has(path)) fingerprints.set(path, checker.fingerprint(path));
      return fingerprints.get(path) ?? null;
    };
    const answersOf = (path: string): Map<string, unknown> | null => {
      const fingerprint = fingerprintOf(path);
      if (fingerprint === null) return null;
      const known = files.get(path);
      if (known?.fingerprint === fingerprint) return known.answers;
      const answers = new Map<string, unknown>();
      files.set(path, { fingerprint, answers });
      return answers;
    };
    const ask = <Answer>(what: Batched, path: string, offsets: readonly number[], answer: () => Answer): Answer => {
      const answers = answersOf(path);
      if (answers === null) return answer();
      const key = `${what} ${offsets.join()}`;
      if (!answers.has(key)) answers.set(key, answer());
      return answers.get(key) as Answer;
    };
    return {
      files: () => checker.files(),
      fingerprint: fingerprintOf,
      callSites: (path, names) => checker.callSites(path, names),
      members: (name) => checker.members(name),
      openings: () => checker.openings(),
      isWritten: (name) => checker.isWritten(name),
      isDeclaredElsewhere: (name, by) => checker.isDeclaredElsewhere(name, by),
      callees: (path, ends) => ask("callees", path, ends, () => checker.callees(path, ends)),
      mayBeAccessors: (path, ends) => ask("mayBeAccessors", path, ends, () => checker.mayBeAccessors(path, ends)),
      mayConvert: (path, ends) => ask("mayConvert", path, ends, () => checker.mayConvert(path, ends)),
      iterated: (path, starts) => ask("iterated", path, starts, () => checker.iterated(path, starts)),
    };
  };
}
