/**
 * The corpus, through all oracles that hold for each program without asking (STYLE: Fixtures): it type-checks; the output parses; compiling
 * twice gives the same text; untouched bytes are identical; without marks nothing changes; the source map round-trips every call site; it
 * prints the same compiled, under STRESS, with kept frames, with everything capable, with what the types tell, and (when it never switches) uncompiled.
 *
 * `UPDATE=1 FILTER=x npm test` writes expected files.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile, type CompileOptions } from "../compiler/index.ts";
import { checkExpected, Compilations, difference, expected, type Fixture, readCorpus } from "./helpers/fixtures.ts";
import { sourceMapProblem, syntaxProblem, untouchedProblem, withoutMarks } from "./helpers/oracles.ts";
import { root } from "./helpers/paths.ts";
import { everyNth, runProgram, shallow, toCommonJs } from "./helpers/programs.ts";
import { CorpusProgram } from "./helpers/typecheck.ts";

interface Variant {
  name: string;
  compile: CompileOptions;
  /** Capture at every n-th suspension point. */
  every?: number;
  /** The stack counts as deep from the second call on. */
  isShallow?: boolean;
  /** With what the types of the case tell. */
  hasFacts?: boolean;
}

const VARIANTS: Variant[] = [
  { name: "compiled", compile: {} },
  { name: "stress", compile: { stress: true } },
  { name: "stress, every 2nd", compile: { stress: true }, every: 2 },
  { name: "stress, every 3rd", compile: { stress: true }, every: 3 },
  { name: "kept frames", compile: { stress: true, keepFrames: true, frames: "full", format: "commonjs" } },
  { name: "all capable", compile: { stress: true, capable: "all" } },
  { name: "deep stacks", compile: { deepStacks: true, capable: "all" }, isShallow: true },
  { name: "script", compile: { stress: true, format: "script" } },
];

/** Run where the types change what is emitted. */
const WITH_FACTS: Variant[] = VARIANTS.filter(({ name }) => ["compiled", "stress", "all capable", "deep stacks"].includes(name)).map((variant) => ({ ...variant, name: `${variant.name}, with facts`, hasFacts: true }));

const asText = (lines: string[]): string => lines.map((line) => `${line}\n`).join("");

/** Runs the case in one variant, or uncompiled. */
async function output(fixture: Fixture, compilations: Compilations, variant: Variant | null): Promise<string> {
  const load = (file: string): string => {
    const text = fixture.files.get(file);
    if (text === undefined) throw new Error(`${fixture.name} has no file ${file}`);
    const code = variant === null ? text : compilations.of(file, optionsOf(fixture, file, variant)).code;
    return toCommonJs(variant?.isShallow ? shallow(code) : code, file, fixture.options.typescript);
  };
  const schedule = variant?.every === undefined ? null : everyNth(variant.every);
  return asText(await runProgram({ name: fixture.name, entry: fixture.entry, load, schedule }));
}

function optionsOf(fixture: Fixture, file: string, { compile, hasFacts = false }: Variant): CompileOptions {
  return hasFacts ? { ...compile, facts: program.facts(fixture, file, compile) } : compile;
}

/** Whether the types change any of the emitted text. */
function isChanged(fixture: Fixture, compilations: Compilations, variant: Variant): boolean {
  return [...fixture.files.keys()].some((file) => compilations.of(file, optionsOf(fixture, file, variant)).code !== compilations.of(file, variant.compile).code);
}

/** Leaves the failing text where one can read it. */
function keep(fixture: Fixture, compilations: Compilations, variant: Variant): string {
  const folder = join(root, ".cache/fixtures", fixture.name);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${variant.name.replaceAll(/\W+/g, "-")}${fixture.entry.slice(fixture.entry.lastIndexOf("."))}`);
  writeFileSync(path, compilations.of(fixture.entry, optionsOf(fixture, fixture.entry, variant)).code);
  return path;
}

/** The oracles that look at text only. */
function textProblems(fixture: Fixture, compilations: Compilations): string[] {
  const problems: (string | null)[] = [];
  for (const [file, source] of fixture.files) {
    for (const variant of [...VARIANTS, ...WITH_FACTS]) {
      if (variant.compile.format === "script" && !fixture.isScript) continue;
      const result = compilations.of(file, optionsOf(fixture, file, variant));
      problems.push(syntaxProblem(result.code, file), sourceMapProblem(source, result, file), untouchedProblem(source, result.code, file));
    }
    if (new Compilations(fixture).of(file).code !== compilations.of(file).code) problems.push(`${file}: compiling twice gives two texts`);
    const unmarked = withoutMarks(source);
    if (compile(unmarked, { filename: file }).code !== unmarked) problems.push(`${file}: without marks it was changed all the same`);
  }
  if (expected(fixture.folder, "output.js") !== null) problems.push(checkExpected(fixture.folder, "output.js", compilations.of(fixture.entry).code));
  if (isAboutTypes(fixture)) problems.push(checkExpected(fixture.folder, "facts.txt", factsText(fixture)));
  return problems.filter((problem) => problem !== null);
}

/** Cases whose point is what the types tell. */
const isAboutTypes = ({ name }: Fixture): boolean => name.startsWith("types/");

/** `main.ts(4,9): leafCalls pad(first, 6)` */
function factsText(fixture: Fixture): string {
  const lines = [...fixture.files].flatMap(([file, text]) => {
    const facts = program.facts(fixture, file, {});
    return Object.entries(facts).flatMap(([name, offsets]) => (offsets as number[]).map((offset) => `${file.slice(2)}${placeOf(text, offset, name === "iterations")} ${name} ${around(text, offset, name === "iterations")}`));
  });
  return asText(lines);
}

function placeOf(text: string, offset: number, isStart: boolean): string {
  const before = text.slice(0, offset).split("\n");
  return `(${before.length},${before.at(-1)!.length + 1}): ${isStart ? "from" : "until"}`;
}

/** The rest of the line, or what of it stands before. */
function around(text: string, offset: number, isStart: boolean): string {
  return isStart ? text.slice(offset).split("\n")[0]! : text.slice(0, offset).split("\n").at(-1)!.trimStart();
}

/** Compares what the case prints in each variant with `stdout.txt`. */
async function outputProblems(fixture: Fixture, compilations: Compilations): Promise<string[]> {
  const { needsTypes = false } = fixture.options;
  const reference = fixture.switches ? (needsTypes ? WITH_FACTS : VARIANTS)[0]! : null;
  const printed = await output(fixture, compilations, reference);
  // What a switching program prints is written by hand, from greenlet's semantics: never overwritten with what came out.
  const known = fixture.switches ? expected(fixture.folder, "stdout.txt") : null;
  const problem = known !== null && known !== printed ? `prints something else\n${difference(known, printed)}` : checkExpected(fixture.folder, "stdout.txt", printed);
  const problems = problem === null ? [] : [`${reference?.name ?? "uncompiled"}: ${problem}`];
  const wanted = expected(fixture.folder, "stdout.txt") ?? "";
  const variants = needsTypes ? WITH_FACTS : [...VARIANTS, ...WITH_FACTS.filter((item) => isChanged(fixture, compilations, item))];
  for (const variant of variants) {
    if (variant === reference || fixture.options.skip?.includes(variant.name.replace(", with facts", ""))) continue;
    if (variant.compile.format === "script" && !fixture.isScript) continue;
    const actual = await output(fixture, compilations, variant);
    if (actual !== wanted) problems.push(`${variant.name}: prints something else (${keep(fixture, compilations, variant)})\n${difference(wanted, actual)}`);
  }
  return problems;
}

async function problemsOf(fixture: Fixture): Promise<string[]> {
  const compilations = new Compilations(fixture);
  const diagnostics = compilations.diagnostics();
  const problem = checkExpected(fixture.folder, "errors.txt", diagnostics);
  if (fixture.kind === "todo") return diagnostics === null ? ["a todo case must fail with a diagnostic"] : problem === null ? [] : [problem];
  const problems = problem === null ? [] : [problem];
  if (compilations.hasErrors()) return problems;
  return [...problems, ...textProblems(fixture, compilations), ...(await outputProblems(fixture, compilations))];
}

const filter = process.env["FILTER"] ?? "";
const matching = readCorpus(filter);
const fixtures = matching.length === 0 && "fixtures.test".includes(filter) ? readCorpus() : matching;

const program = new CorpusProgram(fixtures);

test("some fixture matches", () => assert.ok(fixtures.length > 0, `no fixture's name contains ${filter}`));

/** Without a stack: it says nothing of the fixture. */
function failed(message: string): Error {
  const error = new Error(message);
  error.stack = "";
  return error;
}

for (const fixture of fixtures) {
  test(fixture.name, async () => {
    const problems = await problemsOf(fixture).catch((error: Error) => [error.stack ?? String(error)]);
    if (problems.length > 0) throw failed([`${problems.length} problems`, ...problems.slice(0, 4)].join("\n    "));
  });
}

test("all type-check", () => {
  const errors = program.errors();
  assert.is(errors.slice(0, 10).join("\n"), "");
});

test.after(() => {
  const count = (kind: Fixture["kind"]): number => fixtures.filter((fixture) => fixture.kind === kind).length;
  console.log(`${fixtures.length} fixtures, ${count("todo")} todo, ${count("bug")} bug`);
});

test.run();
