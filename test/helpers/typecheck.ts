/** Type-checks the corpus, all of it in one program. */
import { relative, join } from "node:path";
import ts from "typescript";
import { corpus, type Fixture } from "./fixtures.ts";
import { built } from "./paths.ts";

/** Options of `fixtures/tsconfig.json`, with `greenlets` taken from the build. */
function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(corpus, "tsconfig.json"), ts.sys.readFile) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, corpus);
  return { ...options, paths: { greenlets: [join(built, "runtime/index.d.ts")] } };
}

/** `fixtures/a/b/input.ts(3,1): error TS2322: …` for each error in these cases. */
export function typeErrors(fixtures: Fixture[]): string[] {
  const checked = fixtures.filter(({ options }) => options.typecheck !== false);
  const files = checked.flatMap(({ folder, files }) => [...files.keys()].filter((file) => /\.[cm]?tsx?$/.test(file)).map((file) => join(folder, file)));
  const program = ts.createProgram([join(corpus, "globals.d.ts"), ...files], compilerOptions());
  const diagnostics = [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics(), ...program.getSyntacticDiagnostics(), ...program.getSemanticDiagnostics()];
  return diagnostics.map((diagnostic) => {
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
    if (diagnostic.file === undefined) return `TS${diagnostic.code}: ${message}`;
    const { line, character } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
    return `${relative(corpus, diagnostic.file.fileName)}(${line + 1},${character + 1}): error TS${diagnostic.code}: ${message}`;
  });
}
