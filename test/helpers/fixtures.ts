/**
 * The corpus: `fixtures/<feature>/<case>/` with an entry (`input.*` or `main.*`), `stdout.txt`, and, where they are the point, `errors.txt`,
 * `output.js` and `options.json`. What holds for each program without asking is in `fixtures.test.ts` and `oracles.ts`.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type * as TypeScript from "typescript";
import { compile, type CompileOptions, type CompileResult, formatDiagnostic } from "../../compiler/index.ts";
import { root } from "./paths.ts";

export const corpus: string = join(root, "fixtures");

export interface FixtureOptions {
  /** false: the files are not type-checked. */
  typecheck?: boolean;
  /** Names of variants this case does not run in. */
  skip?: string[];
  /** It does what it prints only with what the types tell: runs in those variants alone. */
  needsTypes?: boolean;
  /** More options for TypeScript, which makes JavaScript of the case afterwards. */
  typescript?: TypeScript.CompilerOptions;
  /** More options for each compilation. */
  compile?: CompileOptions;
}

export interface Fixture {
  /** `<feature>/<case>` */
  name: string;
  folder: string;
  /** `./input.ts` */
  entry: string;
  /** `./input.ts` → text. */
  files: ReadonlyMap<string, string>;
  options: FixtureOptions;
  /** Imports greenlets, so that it cannot run uncompiled. */
  switches: boolean;
  /** Without imports and exports. */
  isScript: boolean;
  /** "todo": must fail with a polite diagnostic. "bug": pins behaviour that is known to be wrong. */
  kind: "normal" | "todo" | "bug";
}

const isSource = (file: string): boolean => /\.(?:[cm]?[jt]s|[jt]sx)$/.test(file) && file !== "output.js";

function readFixture(feature: string, name: string): Fixture {
  const folder = join(corpus, feature, name);
  const names = readdirSync(folder).filter(isSource);
  const files = new Map(names.map((file) => [`./${file}`, readFileSync(join(folder, file), "utf8")]));
  const entry = names.find((file) => /^(?:input|main)\./.test(file));
  if (entry === undefined) throw new Error(`${feature}/${name} has neither an input.* nor a main.*`);
  const optionsText = expected(folder, "options.json");
  return {
    name: `${feature}/${name}`,
    folder,
    entry: `./${entry}`,
    files,
    options: optionsText === null ? {} : (JSON.parse(optionsText) as FixtureOptions),
    switches: [...files.values()].some((text) => /\bfrom "greenlets"|\brequire\("greenlets"\)/.test(text)),
    isScript: ![...files.values()].some((text) => /^(?:import|export)\b/m.test(text)),
    kind: name.startsWith("todo-") ? "todo" : name.startsWith("bug-") ? "bug" : "normal",
  };
}

const folders = (path: string): string[] =>
  readdirSync(path, { withFileTypes: true })
    .flatMap((item) => (item.isDirectory() ? [item.name] : []))
    .sort();

/** All cases whose name contains `filter`. */
export function readCorpus(filter = ""): Fixture[] {
  const all = folders(corpus).flatMap((feature) => folders(join(corpus, feature)).map((name) => [feature, name] as const));
  return all.filter(([feature, name]) => `${feature}/${name}`.includes(filter)).map(([feature, name]) => readFixture(feature, name));
}

/** An expected file's text, null when there is none. */
export function expected(folder: string, file: string): string | null {
  const path = join(folder, file);
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}

const isUpdate = process.env["UPDATE"] === "1";
if (isUpdate && process.env["CI"]) throw new Error("UPDATE=1 under CI: expected files are written by people, who read the diff");

/** Compares with an expected file, or writes it under UPDATE=1. Returns what is wrong. `null` as text means: there must be no such file. */
export function checkExpected(folder: string, file: string, actual: string | null): string | null {
  const wanted = expected(folder, file);
  if (wanted === actual) return null;
  if (isUpdate && actual !== null) {
    writeFileSync(join(folder, file), actual);
    return null;
  }
  return `${file} differs\n${difference(wanted ?? "", actual ?? "")}`;
}

/** The first line that differs, with what is around it. */
export function difference(wanted: string, actual: string): string {
  const left = wanted.split("\n");
  const right = actual.split("\n");
  const at = left.findIndex((line, index) => line !== right[index]);
  const first = at < 0 ? left.length : at;
  const context = left.slice(Math.max(0, first - 2), first).map((line) => `        ${line}`);
  const rest = (lines: string[], sign: string): string[] => lines.slice(first, first + 3).map((line) => `      ${sign} ${line}`);
  return [`      line ${first + 1}:`, ...context, ...rest(left, "-"), ...rest(right, "+")].join("\n");
}

/** Compilations of one case, each done once. */
export class Compilations {
  readonly #fixture: Fixture;
  readonly #results = new Map<string, CompileResult>();

  constructor(fixture: Fixture) {
    this.#fixture = fixture;
  }

  /** The compiled file; diagnostics name it by its path inside the case. */
  of(file: string, options: CompileOptions = {}): CompileResult {
    const all: CompileOptions = { filename: basename(file), verify: true, ...this.#fixture.options.compile, ...options };
    const key = JSON.stringify([file, all]);
    const result = this.#results.get(key) ?? compile(this.#fixture.files.get(file)!, all);
    this.#results.set(key, result);
    return result;
  }

  /** All diagnostics of the case as gtsc prints them, one a line; null when there are none. */
  diagnostics(): string | null {
    const lines = [...this.#fixture.files.keys()].flatMap((file) => this.of(file).diagnostics.map(formatDiagnostic));
    return lines.length === 0 ? null : lines.map((line) => `${line}\n`).join("");
  }

  hasErrors(): boolean {
    return [...this.#fixture.files.keys()].some((file) => this.of(file).diagnostics.some(({ severity }) => severity === "error"));
  }
}
