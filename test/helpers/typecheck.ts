/** The corpus in one program of TypeScript: whether it type-checks, and the facts of each case. */
import { relative, join } from "node:path";
import ts from "typescript";
import { type CompileOptions, type Facts } from "../../compiler/index.ts";
import { programFacts, type ProgramFacts } from "../../compiler/facts/facts.ts";
import { lineColumn } from "../../compiler/problem.ts";
import { classicChecker } from "../../compiler/typehost/classic-checker.ts";
import { corpus, type Fixture } from "./fixtures.ts";
import { built } from "./paths.ts";

/** Options of `fixtures/tsconfig.json`, with `greenlets` taken from the build. */
function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(corpus, "tsconfig.json"), ts.sys.readFile) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, corpus);
  return { ...options, allowJs: true, paths: { greenlets: [join(built, "runtime/index.d.ts")], "greenlets/hub": [join(built, "runtime/hub/index.d.ts")] } };
}

const pathsOf = ({ folder, files }: Fixture): string[] => [...files.keys()].map((file) => join(folder, file));

export class CorpusProgram {
  readonly #program: ts.Program;
  readonly #fixtures: readonly Fixture[];
  readonly #facts = new Map<string, ProgramFacts>();

  constructor(fixtures: readonly Fixture[]) {
    this.#fixtures = fixtures;
    this.#program = ts.createProgram([join(corpus, "globals.d.ts"), ...fixtures.flatMap(pathsOf)], compilerOptions());
  }

  /** `fixtures/a/b/input.ts(3,1): error TS2322: …` for each error in the cases that are type-checked. */
  errors(): string[] {
    const program = this.#program;
    const paths = this.#fixtures.filter(({ options }) => options.typecheck !== false).flatMap(pathsOf).filter((path) => /\.[cm]?tsx?$/.test(path));
    const files = paths.map((path) => program.getSourceFile(path));
    const diagnostics = [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics(), ...files.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])];
    return diagnostics.map((diagnostic) => {
      const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
      if (diagnostic.file === undefined) return `TS${diagnostic.code}: ${message}`;
      const { line, character } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
      return `${relative(corpus, diagnostic.file.fileName)}(${line + 1},${character + 1}): error TS${diagnostic.code}: ${message}`;
    });
  }

  /** What the types tell of a file of a case, when the case is all of the program. Its modules become CommonJS: whoever imports reads properties. */
  facts(fixture: Fixture, file: string, options: CompileOptions): Facts {
    const { capable, deepStacks } = { ...fixture.options.compile, ...options };
    const key = JSON.stringify([fixture.name, capable, deepStacks]);
    const known = this.#facts.get(key) ?? this.#analyze(fixture, options);
    this.#facts.set(key, known);
    return known.of(join(fixture.folder, file));
  }

  /** What is warned of in a case, one a line. */
  warnings(fixture: Fixture): string[] {
    return this.#analyze(fixture, {}).warnings((path) => relative(fixture.folder, path)).map(({ code, message, place }) => `${fixture.name}/${relative(fixture.folder, place!.file)}:${lineColumn(place!.text, place!.start).line + 1}: ${code}: ${message}`);
  }

  #analyze(fixture: Fixture, options: CompileOptions): ProgramFacts {
    const paths = new Set(pathsOf(fixture));
    const own = [...paths].flatMap((path) => this.#program.getSourceFile(path) ?? []);
    const checker = classicChecker(this.#program, own, () => true, { isForeign: () => false });
    return programFacts(checker, ({ path }) => ({ filename: path, ...fixture.options.compile, ...options }));
  }
}
