/** A type-checked program over the user's text. */
import type * as TypeScript from "typescript";
import type { Format } from "../options.ts";
import type { Problem } from "../problem.ts";
import { isOverflow } from "../overflow.ts";
import type { Checker, CheckerSettings } from "./checker.ts";
import { classicChecker } from "./classic-checker.ts";
import { internals, open, ts } from "./classic.ts";
import { type EmittedFile, emit } from "./emit.ts";
import { eachFile, overflows, problem, tooDeepFor } from "./problems.ts";
import type { Project } from "./project.ts";
import type { CompiledText } from "./tags.ts";

export interface ProgramFile {
  /** Absolute path, with forward slashes. */
  path: string;
  text: string;
  /** The module format in which the file will be emitted. */
  format: Format;
  hasSyntaxError: boolean;
}

/** A type-checked program over the user's original text. */
export interface Program {
  /** In the order of tsc: syntax errors, or else options, globals, types. */
  problems(): Problem[];
  /** The files that are emitted. */
  files(): ProgramFile[];
  /** Every file that takes part, libraries included. */
  allFiles(): string[];
  /** What facts ask of the types; never fails for a program that has errors. */
  checker(settings: CheckerSettings): Checker;
  /** The same, with why each of them does. */
  explainFiles(): string[];
  /** The declarations come from the original text, with the tags of suspending functions; the JavaScript from `compiled` (by path) where a file is in it. */
  emit(compiled: ReadonlyMap<string, CompiledText>): { files: EmittedFile[]; problems: Problem[] };
}

/** The program of a project, read and bound, not yet checked. */
export function createProgram(project: Project): Program {
  const options = open(project.options);
  const projectReferences = project.references as readonly TypeScript.ProjectReference[] | undefined;
  const unread: Problem[] = [];
  const create = (): TypeScript.Program => ts.createProgram({ rootNames: project.files, options, projectReferences, host: hostWithLimit(options, unread) });
  let original = create();
  const tooDeep = overflows(() => original.getTypeChecker()) ? original.getSourceFiles().filter((file) => overflows(() => bindAlone(file))) : [];
  if (tooDeep.length > 0) {
    unread.push(...tooDeep.map(({ fileName, text }) => tooDeepFor(fileName, text)));
    original = create();
  }
  return programOver(original, project.files, unread);
}

/** @param unread problems of files that were left out. */
export function programOver(original: TypeScript.Program, rootNames: readonly string[], unread: readonly Problem[] = []): Program {
  const isUnread = ({ fileName }: TypeScript.SourceFile): boolean => unread.some(({ place }) => place?.file === fileName);
  return {
    problems: () => [...unread, ...programProblems(original)],
    files: () => emittedSources(original).map((file) => ({ ...programFile(original, file), ...(isUnread(file) ? { hasSyntaxError: true } : {}) })),
    allFiles: () => original.getSourceFiles().map((file) => file.fileName),
    checker: (settings) => classicChecker(original, emittedSources(original).filter((file) => !isUnread(file)), (file) => emitFormat(original, file) === "commonjs", settings),
    explainFiles: () => {
      const lines: string[] = [];
      internals.explainFiles(original, (line) => lines.push(line));
      return lines;
    },
    emit: (compiled) => {
      const { files, problems } = emit(original, rootNames, compiled);
      return { files: files.filter(({ source }) => !unread.some(({ place }) => place?.file === source)), problems };
    },
  };
}

/** The checker binds all files before anything else; which one it was, only a program of that one file tells. */
export function bindAlone({ fileName }: Pick<TypeScript.SourceFile, "fileName">): void {
  ts.createProgram([fileName], { noResolve: true, noLib: true, types: [], allowJs: true }).getTypeChecker();
}

/** A file that TypeScript's parser or binder overflows on is taken for an empty one, and told; the others go their way. */
function hostWithLimit(options: TypeScript.CompilerOptions, unread: Problem[]): TypeScript.CompilerHost {
  return withLimit(ts.createCompilerHost(options), unread);
}

/** The same for a host that is kept: what is missing in the new one is looked up in it. */
export function withLimit(host: TypeScript.CompilerHost, unread: Problem[]): TypeScript.CompilerHost {
  const { getSourceFile, getSourceFileByPath } = host;
  const read = (path: string, version: TypeScript.ScriptTarget | TypeScript.CreateSourceFileOptions, step: () => TypeScript.SourceFile | undefined): TypeScript.SourceFile | undefined => {
    if (unread.some(({ place }) => place?.file === path)) return emptyFile(path, version);
    try {
      return step();
    } catch (error) {
      if (!isOverflow(error)) throw error;
      unread.push(tooDeepFor(path, ts.sys.readFile(path) ?? ""));
      return emptyFile(path, version);
    }
  };
  const limited = Object.create(host) as TypeScript.CompilerHost;
  limited.getSourceFile = (path, version, ...rest) => read(path, version, () => getSourceFile.call(host, path, version, ...rest));
  if (getSourceFileByPath !== undefined) limited.getSourceFileByPath = (name, path, version, ...rest) => read(name, version, () => getSourceFileByPath.call(host, name, path, version, ...rest));
  return limited;
}

/** Builders ask every file for its version. */
function emptyFile(path: string, version: TypeScript.ScriptTarget | TypeScript.CreateSourceFileOptions): TypeScript.SourceFile {
  return Object.assign(ts.createSourceFile(path, "", version), { version: "too deep" });
}

function programProblems(program: TypeScript.Program): Problem[] {
  const found: TypeScript.Diagnostic[] = [...program.getSyntacticDiagnostics()];
  const problems: Problem[] = [];
  if (found.length === 0) found.push(...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics());
  if (found.length === 0) eachFile(program, problems, (file) => found.push(...program.getSemanticDiagnostics(file)));
  const { noEmit, declaration, composite } = program.getCompilerOptions();
  if (found.length === 0 && noEmit && (declaration || composite)) eachFile(program, problems, (file) => found.push(...program.getDeclarationDiagnostics(file)));
  return [...problems, ...ts.sortAndDeduplicateDiagnostics(found).map(problem)];
}

export function emittedSources(program: TypeScript.Program): TypeScript.SourceFile[] {
  const isOwn = (file: TypeScript.SourceFile) => !file.isDeclarationFile && !program.isSourceFileFromExternalLibrary(file) && !program.isSourceFileDefaultLibrary(file);
  return program.getSourceFiles().filter((file) => isOwn(file) && !file.fileName.endsWith(".json"));
}

function programFile(program: TypeScript.Program, file: TypeScript.SourceFile): ProgramFile {
  const hasSyntaxError = program.getSyntacticDiagnostics(file).length > 0;
  return { path: file.fileName, text: file.text, format: emitFormat(program, file), hasSyntaxError };
}

export function emitFormat(program: TypeScript.Program, file: TypeScript.SourceFile): Format {
  const { module = ts.ModuleKind.ESNext } = program.getCompilerOptions();
  if (module >= ts.ModuleKind.Node16 && module <= ts.ModuleKind.NodeNext) {
    return file.impliedNodeFormat === ts.ModuleKind.ESNext ? "module" : "commonjs";
  }
  if (/\.c[jt]s$/.test(file.fileName)) return "commonjs";
  return module === ts.ModuleKind.CommonJS ? "commonjs" : "module";
}
