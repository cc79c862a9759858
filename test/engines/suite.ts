/** The jobs: every fixture that prints something, uncompiled where it can be, compiled and under STRESS; and the compiler's work on all of them. */
import { compile, type CompileOptions, formatDiagnostic } from "../../compiler/index.ts";
import { Compilations, expected, type Fixture, readCorpus } from "../helpers/fixtures.ts";
import { toCommonJs } from "../helpers/programs.ts";
import { CorpusProgram } from "../helpers/typecheck.ts";
import type { CompileJob, RunJob } from "./engine.ts";

export interface Case {
  name: string;
  /** What stdout.txt says. */
  expected: string;
  /** null for a program that switches: it needs the compiler. */
  uncompiled: RunJob | null;
  compiled: RunJob;
  stress: RunJob;
}

export interface Compilation {
  job: CompileJob;
  /** What the compiler makes of it on the host. */
  expected: string;
}

export interface Suite {
  cases: Case[];
  compilations: Compilation[];
}

const OPTIONS = { compiled: {}, stress: { stress: true } } satisfies Record<string, CompileOptions>;

export function readSuite(filter: string): Suite {
  const suite: Suite = { cases: [], compilations: [] };
  for (const fixture of readCorpus(filter)) {
    const compilations = new Compilations(fixture);
    const output = expected(fixture.folder, "stdout.txt");
    for (const [file, source] of fixture.files) suite.compilations.push(compilationOf(fixture, file, source));
    if (output === null || compilations.hasErrors()) continue;
    const job = (variant: keyof typeof OPTIONS | null): RunJob => programOf(fixture, compilations, variant);
    suite.cases.push({ name: fixture.name, expected: output, uncompiled: fixture.switches ? null : job(null), compiled: job("compiled"), stress: job("stress") });
  }
  return suite;
}

function programOf(fixture: Fixture, compilations: Compilations, variant: keyof typeof OPTIONS | null): RunJob {
  // Those that do what they print only with what the types tell are compiled with that.
  const program = fixture.options.needsTypes === true ? new CorpusProgram([fixture]) : null;
  const modules = [...fixture.files].map(([file, source]) => {
    const options = variant === null ? {} : OPTIONS[variant];
    const code = variant === null ? source : compilations.of(file, program === null ? options : { ...options, facts: program.facts(fixture, file, options) }).code;
    return [file, toCommonJs(code, file, fixture.options.typescript)];
  });
  return { kind: "run", name: `${fixture.name}, ${variant ?? "uncompiled"}`, entry: fixture.entry, modules: Object.fromEntries(modules) };
}

function compilationOf(fixture: Fixture, file: string, source: string): Compilation {
  const options: CompileOptions = { filename: file.slice(2), verify: true, stress: true, frames: "full", ...fixture.options.compile };
  const { code, diagnostics } = compile(source, options);
  const job: CompileJob = { kind: "compile", name: `${fixture.name} ${file}`, source, options: { ...options } };
  return { job, expected: [code, ...diagnostics.map(formatDiagnostic)].join("\n") };
}
