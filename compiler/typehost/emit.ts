/** What tsc would write: the declarations from the user's text, the JavaScript from the compiled one. */
import type * as TypeScript from "typescript";
import type { Problem } from "../problem.ts";
import { ts } from "./classic.ts";
import { eachFile, problem } from "./problems.ts";
import { type CompiledText, tagging } from "./tags.ts";

export interface EmittedFile {
  path: string;
  text: string;
  /** The source file that it comes from. */
  source?: string;
}

/** The declarations from the original program, then the JavaScript from a second one over the compiled text. */
export function emit(original: TypeScript.Program, rootNames: readonly string[], compiled: ReadonlyMap<string, CompiledText>): { files: EmittedFile[]; problems: Problem[] } {
  const files: EmittedFile[] = [];
  const write: TypeScript.WriteFileCallback = (path, text, withBom, _onError, sources) => {
    if (!path.endsWith(".tsbuildinfo")) files.push({ path, text: withBom ? `\uFEFF${text}` : text, source: sources?.[0]?.fileName });
  };
  const { declaration, composite, emitDeclarationOnly } = original.getCompilerOptions();
  const problems: TypeScript.Diagnostic[] = [];
  const overflows: Problem[] = [];
  const run = (program: TypeScript.Program, onlyDeclarations = false) => {
    const writing = onlyDeclarations ? tagging(write, original, compiled) : write;
    eachFile(program, overflows, (file) => problems.push(...program.emit(file, writing, undefined, onlyDeclarations).diagnostics));
  };
  if (compiled.size === 0) run(original);
  else if (declaration || composite) run(original, true);
  if (compiled.size > 0 && emitDeclarationOnly !== true) run(compiledProgram(original, rootNames, compiled));
  const written = new Map(files.map((file) => [file.path, file]));
  return { files: [...written.values()], problems: [...overflows, ...ts.sortAndDeduplicateDiagnostics(problems).map(problem)] };
}

/**
 * A whole program and not file by file: const enums of other files are inlined and unused imports dropped as tsc does.
 * Nothing is checked again; unchanged files are shared with the original program, and compiled ones with the program `before`.
 */
export function compiledProgram(original: TypeScript.Program, rootNames: readonly string[], compiled: ReadonlyMap<string, CompiledText>, before?: TypeScript.Program): TypeScript.Program {
  const options: TypeScript.CompilerOptions = {
    ...original.getCompilerOptions(),
    ...{ noCheck: true, declaration: false, declarationMap: false, composite: false, incremental: false, isolatedDeclarations: false },
    ...{ noEmitOnError: false, noEmit: false, tsBuildInfoFile: undefined, declarationDir: undefined },
  };
  const host = ts.createCompilerHost(options);
  host.getSourceFile = (path, languageVersion) => {
    const text = compiled.get(path);
    if (text !== undefined) return unchanged(before?.getSourceFile(path), text.code, languageVersion) ?? ts.createSourceFile(path, text.code, languageVersion);
    return original.getSourceFile(path) ?? readSource(path, languageVersion);
  };
  host.resolveModuleNameLiterals = (literals, containing, redirected, chosen, file) =>
    literals.map((literal) => {
      const mode = ts.getModeForUsageLocation(file, literal, chosen);
      return resolved(original, containing, literal.text, mode) ?? ts.resolveModuleName(literal.text, containing, chosen, host, undefined, redirected, mode);
    });
  return ts.createProgram({ rootNames, options, host, projectReferences: original.getProjectReferences() });
}

/** What the original program found already; the import of the runtime is new. */
function resolved(original: TypeScript.Program, path: string, name: string, mode: TypeScript.ResolutionMode): TypeScript.ResolvedModuleWithFailedLookupLocations | undefined {
  const file = original.getSourceFile(path);
  const found = file && (original as ResolvingProgram).getResolvedModule(file, name, mode);
  return found?.resolvedModule === undefined ? undefined : found;
}

interface ResolvingProgram extends TypeScript.Program {
  getResolvedModule(file: TypeScript.SourceFile, name: string, mode: TypeScript.ResolutionMode): TypeScript.ResolvedModuleWithFailedLookupLocations | undefined;
}

function unchanged(file: TypeScript.SourceFile | undefined, text: string, version: TypeScript.ScriptTarget | TypeScript.CreateSourceFileOptions): TypeScript.SourceFile | undefined {
  const { languageVersion, impliedNodeFormat } = typeof version === "object" ? version : { languageVersion: version, impliedNodeFormat: undefined };
  return file?.text === text && file.languageVersion === languageVersion && file.impliedNodeFormat === impliedNodeFormat ? file : undefined;
}

function readSource(path: string, languageVersion: TypeScript.ScriptTarget | TypeScript.CreateSourceFileOptions): TypeScript.SourceFile | undefined {
  const text = ts.sys.readFile(path);
  return text === undefined ? undefined : ts.createSourceFile(path, text, languageVersion);
}
