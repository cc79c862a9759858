/** What tsc would write: the declarations from the user's text, the JavaScript from the compiled one. */
import type * as TypeScript from "typescript";
import type { Problem } from "../problem.ts";
import { ts } from "./classic.ts";
import { eachFile, problem } from "./problems.ts";
import { tagDeclarations } from "./tags.ts";

export interface EmittedFile {
  path: string;
  text: string;
  /** The source file that it comes from. */
  source?: string;
}

/** A source that was compiled. */
export interface CompiledText {
  code: string;
  /** Where the bodies of its suspending functions start in the user's text; of a constructor, its class's. */
  suspending: ReadonlySet<number>;
}

/** The declarations from the original program, then the JavaScript from a second one over the compiled text. */
export function emit(original: TypeScript.Program, rootNames: string[], compiled: ReadonlyMap<string, CompiledText>): { files: EmittedFile[]; problems: Problem[] } {
  const files: EmittedFile[] = [];
  const write: TypeScript.WriteFileCallback = (path, text, withBom, _onError, sources) => {
    if (!path.endsWith(".tsbuildinfo")) files.push({ path, text: withBom ? `\uFEFF${text}` : text, source: sources?.[0]?.fileName });
  };
  const { declaration, composite, emitDeclarationOnly } = original.getCompilerOptions();
  const problems: TypeScript.Diagnostic[] = [];
  const overflows: Problem[] = [];
  const run = (program: TypeScript.Program, onlyDeclarations = false) =>
    eachFile(program, overflows, (file) => problems.push(...program.emit(file, write, undefined, onlyDeclarations).diagnostics));
  if (compiled.size === 0) run(original);
  else if (declaration || composite) run(original, true);
  if (compiled.size > 0 && emitDeclarationOnly !== true) run(compiledProgram(original, rootNames, compiled));
  const written = new Map(files.map((file) => [file.path, file]));
  for (const file of written.values()) if (/\.d\.(?:[cm]|\w+\.)?ts$/.test(file.path)) tag(file, written, original, compiled);
  return { files: [...written.values()], problems: [...overflows, ...ts.sortAndDeduplicateDiagnostics(problems).map(problem)] };
}

/** Tags the suspending functions of a file of declarations, and takes its map along. */
function tag(file: EmittedFile, written: Map<string, EmittedFile>, original: TypeScript.Program, compiled: ReadonlyMap<string, CompiledText>): void {
  const source = file.source === undefined ? undefined : original.getSourceFile(file.source);
  const text = source && compiled.get(source.fileName);
  if (source === undefined || text === undefined) return;
  const { text: tagged, shift } = tagDeclarations(file.path, file.text, source, text.suspending);
  const map = written.get(`${file.path}.map`);
  if (map !== undefined) written.set(map.path, { ...map, text: shift(map.text) });
  written.set(file.path, { ...file, text: tagged });
}

/**
 * A whole program and not file by file: const enums of other files are inlined and unused imports dropped as tsc does.
 * Nothing is checked again; unchanged files are shared with the original program.
 */
function compiledProgram(original: TypeScript.Program, rootNames: string[], compiled: ReadonlyMap<string, CompiledText>): TypeScript.Program {
  const options: TypeScript.CompilerOptions = {
    ...original.getCompilerOptions(),
    ...{ noCheck: true, declaration: false, declarationMap: false, composite: false, incremental: false, isolatedDeclarations: false },
    ...{ noEmitOnError: false, noEmit: false, tsBuildInfoFile: undefined, declarationDir: undefined },
  };
  const host = ts.createCompilerHost(options);
  host.getSourceFile = (path, languageVersion) => {
    const text = compiled.get(path);
    if (text !== undefined) return ts.createSourceFile(path, text.code, languageVersion);
    return original.getSourceFile(path) ?? readSource(path, languageVersion);
  };
  return ts.createProgram({ rootNames, options, host, projectReferences: original.getProjectReferences() });
}

function readSource(path: string, languageVersion: TypeScript.ScriptTarget | TypeScript.CreateSourceFileOptions): TypeScript.SourceFile | undefined {
  const text = ts.sys.readFile(path);
  return text === undefined ? undefined : ts.createSourceFile(path, text, languageVersion);
}
