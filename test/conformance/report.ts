/** Counts, and what failed: the text of docs/conformance.txt. */
import type { Broken } from "./pool.ts";
import { isCovered, type Rule } from "./suite.ts";
import { addTo, MODES, type Tally, type Variant } from "./variants.ts";
import type { Run, TestResult } from "./worker.ts";

export interface Failure {
  path: string;
  variant: string;
  strictness: Run["strictness"] | "";
  message: string;
}

interface Counts {
  tests: number;
  /** By mode: tests (files) that were run in it, and those of them that fail. */
  run: Record<string, number>;
  failed: Record<string, number>;
  excepted: number;
}

/** Collects results of tests. */
export class Report {
  readonly failures: Failure[] = [];
  readonly excepted = new Set<string>();
  readonly #rules: readonly Rule[];
  readonly #variants: readonly Variant[];
  readonly #folders = new Map<string, Counts>();
  readonly #functions = new Map<string, Tally>();
  /** Covered by a rule, and run: rules whose tests all pass are stale. */
  readonly #met = new Map<Rule, { failed: boolean }>();
  #same = 0;

  constructor(rules: readonly Rule[], variants: readonly Variant[]) {
    this.#rules = rules;
    this.#variants = variants;
  }

  add(result: TestResult | Broken): void {
    const { path } = result;
    const counts = this.#countsOf(path);
    counts.tests++;
    if ("broken" in result) return this.#addFailures(path, counts, [{ path, variant: "", strictness: "", message: result.broken }]);
    for (const mode of MODES) {
      const names = this.#variants.filter((variant) => variant.mode === mode).map(({ name }) => name);
      const ran = result.runs.some(({ variant, status }) => names.includes(variant) && status !== "skip");
      if (ran) counts.run[mode] = (counts.run[mode] ?? 0) + 1;
    }
    if (result.runs.some(({ status }) => status === "same")) this.#same++;
    const failed = result.runs.filter(({ status }) => status === "fail");
    this.#addFailures(path, counts, failed.map(({ variant, strictness, message = "" }) => ({ path, variant, strictness, message })));
    for (const [variant, tally] of Object.entries(result.functions)) {
      const sums = this.#functions.get(variant) ?? {};
      this.#functions.set(variant, sums);
      addTo(sums, tally);
    }
  }

  #countsOf(path: string): Counts {
    const folder = path.split("/").slice(0, 2).join("/");
    const counts = this.#folders.get(folder) ?? { tests: 0, run: {}, failed: {}, excepted: 0 };
    this.#folders.set(folder, counts);
    return counts;
  }

  #addFailures(path: string, counts: Counts, failures: Failure[]): void {
    const covering = this.#rules.filter((rule) => isCovered(rule, path));
    const modeOf = (name: string): string => this.#variants.find((variant) => variant.name === name)?.mode ?? "";
    const isExcepted = ({ variant }: Failure): boolean => {
      const rule = covering.find(({ modes }) => modes.length === 0 || modes.includes(variant) || modes.includes(modeOf(variant)));
      if (rule !== undefined) this.#met.set(rule, { failed: true });
      return rule !== undefined;
    };
    for (const rule of covering) if (!this.#met.has(rule)) this.#met.set(rule, { failed: false });
    const uncovered = failures.filter((failure) => !isExcepted(failure));
    if (uncovered.length < failures.length) this.excepted.add(path);
    if (uncovered.length < failures.length) counts.excepted++;
    for (const mode of new Set(uncovered.map(({ variant }) => modeOf(variant)))) counts.failed[mode] = (counts.failed[mode] ?? 0) + 1;
    this.failures.push(...uncovered);
  }

  /** Rules that nothing needed. */
  staleRules(): string[] {
    return [...this.#met].filter(([, { failed }]) => !failed).map(([{ path }]) => path);
  }

  /** The report: without times, so that it changes only when results do. */
  text(title: string): string {
    const modes = MODES.filter((mode) => this.#variants.some((variant) => variant.mode === mode));
    const columns = ["tests", ...modes.flatMap((mode) => [mode, "failed"]), "excepted"];
    const row = (name: string, cells: (string | number)[]): string => `${name.padEnd(44)}${cells.map((cell) => String(cell).padStart(11)).join("")}`;
    const cells = (counts: Counts): number[] => [counts.tests, ...modes.flatMap((mode) => [counts.run[mode] ?? 0, counts.failed[mode] ?? 0]), counts.excepted];
    const rows = [...this.#folders].sort(([a], [b]) => (a < b ? -1 : 1)).map(([folder, counts]) => ({ folder, cells: cells(counts) }));
    const total = rows.reduce((sum, { cells }) => cells.map((cell, index) => cell + (sum[index] ?? 0)), [] as number[]);
    const lines = [title, "", row("folder", columns), ...rows.map(({ folder, cells }) => row(folder, cells)), row("all", total.length === 0 ? [0] : total), ""];
    lines.push(`tests that hold nothing to compile in some mode: ${this.#same}`, "", ...this.#functionLines(), "", ...this.#failureLines());
    return `${lines.join("\n")}\n`;
  }

  /** How many functions were compiled, had nothing to compile, and were left plain, by the diagnostic. */
  #functionLines(): string[] {
    const lines = ["functions, by what became of them:"];
    for (const [variant, tally] of this.#functions) {
      lines.push(`  ${variant}`, ...Object.entries(tally).sort((a, b) => b[1] - a[1]).map(([key, count]) => `    ${String(count).padStart(8)} ${key}`));
    }
    return lines;
  }

  #failureLines(): string[] {
    const names = new Map<string, Set<string>>();
    for (const { path, variant, message } of this.failures) names.set(path, (names.get(path) ?? new Set()).add(variant || message));
    const lines = [`failing, not excepted: ${names.size}`];
    return [...lines, ...[...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, variants]) => `  ${path} (${[...variants].join(", ")})`)];
  }
}
