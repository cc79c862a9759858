/**
 * The one module that touches the `typescript` package; no type of it leaves this file.
 *
 * It uses the classic API of TypeScript 6, in process. Importing TypeScript takes about 300 ms, so nobody imports this
 * module before it is needed. Options travel as an opaque `TypeOptions`. TypeScript's transformers and its tree are
 * not used: we rewrite text and hand the compiled text back to be emitted.
 */
import { createRequire } from "node:module";
import type * as TypeScript from "typescript";
import { isOverflow } from "./overflow.ts";
import type { Place, Problem } from "./problem.ts";
import type { SourceMap } from "./index.ts";
import type { ClassFields, Decorators, Format } from "./options.ts";

const ts = createRequire(import.meta.url)("typescript") as typeof TypeScript;

/** Compiler options, opaque outside this file. */
export interface TypeOptions {
  readonly brand: "TypeOptions";
}

/** What the command line says, with tsc's own options. */
export interface CommandLine {
  options: TypeOptions;
  files: string[];
  problems: Problem[];
  /** Every option by its lower-camel name, as parsed. */
  flags: Readonly<Record<string, unknown>>;
}

export interface Project {
  options: TypeOptions;
  files: string[];
  problems: Problem[];
  flags: Readonly<Record<string, unknown>>;
  references?: unknown;
}

export interface ProgramFile {
  /** Absolute path, with forward slashes. */
  path: string;
  text: string;
  /** The module format in which the file will be emitted. */
  format: Format;
  hasSyntaxError: boolean;
}

export interface EmittedFile {
  path: string;
  text: string;
  /** The source file that it comes from. */
  source?: string;
}

/** A type-checked program over the user's original text. */
export interface Program {
  /** In the order of tsc: syntax errors, or else options, globals, types. */
  problems(): Problem[];
  /** The files that are emitted. */
  files(): ProgramFile[];
  /** Every file that takes part, libraries included. */
  allFiles(): string[];
  /** The declarations come from the original text, the JavaScript from `compiled` (path → text) where a file is in it. */
  emit(compiled: ReadonlyMap<string, string>): { files: EmittedFile[]; problems: Problem[] };
}

export interface Transpiled {
  code: string;
  map: SourceMap;
  /** Syntax errors, placed in the text that was given. */
  problems: Problem[];
}

export const version: string = ts.version;

/** Parses arguments as tsc does; all of tsc's options are known. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { options, fileNames, errors } = ts.parseCommandLine(args);
  return { options: seal(absolute(options)), files: fileNames.map(resolvePath), problems: errors.map(problem), flags: options };
}

/** Reads a tsconfig.json with all that it extends; the command line's options win. */
export function loadProject(configFile: string, options?: TypeOptions): Project {
  const problems: Problem[] = [];
  const host: TypeScript.ParseConfigFileHost = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (item) => problems.push(problem(item)),
  };
  const parsed = ts.getParsedCommandLineOfConfigFile(configFile, options === undefined ? {} : open(options), host);
  if (parsed === undefined) return { options: seal({}), files: [], problems, flags: {} };
  problems.push(...parsed.errors.map(problem));
  return { options: seal(parsed.options), files: parsed.fileNames, problems, flags: parsed.options, references: parsed.projectReferences };
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
  const isUnread = ({ fileName }: TypeScript.SourceFile): boolean => unread.some(({ place }) => place?.file === fileName);
  return {
    problems: () => [...unread, ...programProblems(original)],
    files: () => emittedSources(original).map((file) => ({ ...programFile(original, file), ...(isUnread(file) ? { hasSyntaxError: true } : {}) })),
    allFiles: () => original.getSourceFiles().map((file) => file.fileName),
    emit: (compiled) => {
      const { files, problems } = emit(original, project.files, compiled);
      return { files: files.filter(({ source }) => !unread.some(({ place }) => place?.file === source)), problems };
    },
  };
}

function overflows(step: () => unknown): boolean {
  try {
    step();
    return false;
  } catch (error) {
    if (!isOverflow(error)) throw error;
    return true;
  }
}

/** The checker binds all files before anything else; which one it was, only a program of that one file tells. */
function bindAlone({ fileName }: TypeScript.SourceFile): void {
  ts.createProgram([fileName], { noResolve: true, noLib: true, types: [], allowJs: true }).getTypeChecker();
}

/** A file that TypeScript's parser or binder overflows on is taken for an empty one, and told; the others go their way. */
function hostWithLimit(options: TypeScript.CompilerOptions, unread: Problem[]): TypeScript.CompilerHost {
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (path, languageVersion, ...rest) => {
    if (unread.some(({ place }) => place?.file === path)) return ts.createSourceFile(path, "", languageVersion);
    try {
      return getSourceFile.call(host, path, languageVersion, ...rest);
    } catch (error) {
      if (!isOverflow(error)) throw error;
      unread.push(tooDeepFor(path, ts.sys.readFile(path) ?? ""));
      return ts.createSourceFile(path, "", languageVersion);
    }
  };
  return host;
}

/** @returns what TypeScript's own recursion cannot take, as a problem of the file. */
export function tooDeepFor(path: string, text: string): Problem {
  return { code: "GL8007", severity: "error", message: "the file is nested too deeply for TypeScript.", place: { file: path, text, start: 0, length: 0 } };
}

/** What `step` finds in all files; when the native stack ends in it, file by file, and a problem for each where it ends again. */
function eachFile(program: TypeScript.Program, problems: Problem[], step: (file?: TypeScript.SourceFile) => void): void {
  try {
    return step();
  } catch (error) {
    if (!isOverflow(error)) throw error;
  }
  for (const file of program.getSourceFiles()) {
    try {
      step(file);
    } catch (error) {
      if (!isOverflow(error)) throw error;
      problems.push(tooDeepFor(file.fileName, file.text));
    }
  }
}

/** Takes the types, and whatever else the engine does not know, out of one file's text. */
export function transpile(text: string, path: string, format: Format, options?: TypeOptions): Transpiled {
  const compilerOptions = transpileOptions(options === undefined ? {} : open(options), path, format);
  const fileName = format === "module" ? path.replace(/\.[jt]s$/, ".mts") : path.replace(/\.m([jt]s)$/, ".c$1");
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(text, { compilerOptions, fileName, reportDiagnostics: true });
  const code = outputText.replace(/\/\/# sourceMappingURL=[^\n]*\s*$/, "");
  const problems = (diagnostics ?? []).filter((item) => item.file !== undefined).map((item) => withFile(problem(item), path));
  return { code, map: JSON.parse(sourceMapText ?? "{}") as SourceMap, problems };
}

/** Whether the text is an ES module by its own syntax: `import`, `export`, `import.meta`. */
export function hasModuleSyntax(text: string, path: string): boolean {
  const file = ts.createSourceFile(path, text, { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone });
  const isCommonJs = file.statements.some((node) => ts.isImportEqualsDeclaration(node) || (ts.isExportAssignment(node) && node.isExportEquals === true));
  return ts.isExternalModule(file) && !isCommonJs;
}

/** Whether the options ask for CommonJS in files whose name and package.json leave it open. */
export function prefersCommonJs(options: TypeOptions): boolean {
  const { module } = open(options);
  return module === ts.ModuleKind.CommonJS || (module !== undefined && module >= ts.ModuleKind.Node16 && module <= ts.ModuleKind.NodeNext);
}

function seal(options: TypeScript.CompilerOptions): TypeOptions {
  return options as unknown as TypeOptions;
}

function open(options: TypeOptions): TypeScript.CompilerOptions {
  return options as unknown as TypeScript.CompilerOptions;
}

const PATH_OPTIONS = ["outDir", "rootDir", "declarationDir", "outFile", "tsBuildInfoFile", "project", "generateTrace"] as const;

/** tsc resolves paths on the command line against the current directory, not the config's. */
function absolute(options: TypeScript.CompilerOptions): TypeScript.CompilerOptions {
  const result = { ...options };
  for (const name of PATH_OPTIONS) {
    const value = result[name];
    if (typeof value === "string") result[name] = resolvePath(value);
  }
  return result;
}

function resolvePath(path: string): string {
  return ts.sys.resolvePath(path).replaceAll("\\", "/");
}

const NEWEST_TARGET = ts.ScriptTarget.ES2023;

/** The user's options, but for what running a file at once needs. */
function transpileOptions(user: TypeScript.CompilerOptions, path: string, format: Format): TypeScript.CompilerOptions {
  const isJsx = /\.[jt]sx$/.test(path);
  const target = Math.min(user.target ?? NEWEST_TARGET, NEWEST_TARGET);
  return {
    ...user,
    // Class fields follow the user's target, not the one that this engine needs.
    useDefineForClassFields: user.useDefineForClassFields ?? (user.target === undefined || user.target >= ts.ScriptTarget.ES2022),
    target,
    module: isJsx && format === "module" ? ts.ModuleKind.ESNext : ts.ModuleKind.NodeNext,
    moduleResolution: undefined,
    jsx: jsxOption(user),
    allowJs: true,
    rewriteRelativeImportExtensions: false,
    sourceMap: true,
    inlineSourceMap: false,
    inlineSources: false,
    sourceRoot: undefined,
    mapRoot: undefined,
  };
}

/** What TypeScript makes of class fields. @param otherwise the target when none is chosen: the newest, or tsc's own default. */
export function classFields(options: TypeOptions | undefined, otherwise: "newest" | "oldest"): ClassFields {
  const { target = otherwise === "newest" ? NEWEST_TARGET : ts.ScriptTarget.ES5, useDefineForClassFields } = options === undefined ? {} : open(options);
  if (target < ts.ScriptTarget.ES2022) return "lowered";
  return useDefineForClassFields === false ? "assign" : "native";
}

/** Which decorators TypeScript takes them for. */
export function decorators(options: TypeOptions | undefined): Decorators {
  return options !== undefined && open(options).experimentalDecorators === true ? "legacy" : "standard";
}

/** There is nobody after us to lower JSX, so `preserve` cannot stay. */
function jsxOption({ jsx, jsxImportSource }: TypeScript.CompilerOptions): TypeScript.JsxEmit {
  if (jsx === undefined) return jsxImportSource === undefined ? ts.JsxEmit.React : ts.JsxEmit.ReactJSX;
  return jsx === ts.JsxEmit.Preserve || jsx === ts.JsxEmit.ReactNative ? ts.JsxEmit.ReactJSX : jsx;
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

function emittedSources(program: TypeScript.Program): TypeScript.SourceFile[] {
  const isOwn = (file: TypeScript.SourceFile) => !file.isDeclarationFile && !program.isSourceFileFromExternalLibrary(file) && !program.isSourceFileDefaultLibrary(file);
  return program.getSourceFiles().filter((file) => isOwn(file) && !file.fileName.endsWith(".json"));
}

function programFile(program: TypeScript.Program, file: TypeScript.SourceFile): ProgramFile {
  const hasSyntaxError = program.getSyntacticDiagnostics(file).length > 0;
  return { path: file.fileName, text: file.text, format: emitFormat(program, file), hasSyntaxError };
}

function emitFormat(program: TypeScript.Program, file: TypeScript.SourceFile): Format {
  const { module = ts.ModuleKind.ESNext } = program.getCompilerOptions();
  if (module >= ts.ModuleKind.Node16 && module <= ts.ModuleKind.NodeNext) {
    return file.impliedNodeFormat === ts.ModuleKind.ESNext ? "module" : "commonjs";
  }
  if (/\.c[jt]s$/.test(file.fileName)) return "commonjs";
  return module === ts.ModuleKind.CommonJS ? "commonjs" : "module";
}

/** The declarations from the original program, then the JavaScript from a second one over the compiled text. */
function emit(original: TypeScript.Program, rootNames: string[], compiled: ReadonlyMap<string, string>): { files: EmittedFile[]; problems: Problem[] } {
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
  return { files: [...written.values()], problems: [...overflows, ...ts.sortAndDeduplicateDiagnostics(problems).map(problem)] };
}

/**
 * A whole program and not file by file: const enums of other files are inlined and unused imports dropped as tsc does.
 * Nothing is checked again; unchanged files are shared with the original program.
 */
function compiledProgram(original: TypeScript.Program, rootNames: string[], compiled: ReadonlyMap<string, string>): TypeScript.Program {
  const options: TypeScript.CompilerOptions = {
    ...original.getCompilerOptions(),
    ...{ noCheck: true, declaration: false, declarationMap: false, composite: false, incremental: false, isolatedDeclarations: false },
    ...{ noEmitOnError: false, noEmit: false, tsBuildInfoFile: undefined, declarationDir: undefined },
  };
  const host = ts.createCompilerHost(options);
  host.getSourceFile = (path, languageVersion) => {
    const text = compiled.get(path);
    if (text !== undefined) return ts.createSourceFile(path, text, languageVersion);
    return original.getSourceFile(path) ?? readSource(path, languageVersion);
  };
  return ts.createProgram({ rootNames, options, host, projectReferences: original.getProjectReferences() });
}

function readSource(path: string, languageVersion: TypeScript.ScriptTarget | TypeScript.CreateSourceFileOptions): TypeScript.SourceFile | undefined {
  const text = ts.sys.readFile(path);
  return text === undefined ? undefined : ts.createSourceFile(path, text, languageVersion);
}

function problem(item: TypeScript.Diagnostic): Problem {
  const severity = item.category === ts.DiagnosticCategory.Error ? "error" : item.category === ts.DiagnosticCategory.Warning ? "warning" : "message";
  const related = item.relatedInformation?.map((info) => ({ message: flatten(info.messageText), place: placeOf(info) }));
  return { code: `TS${item.code}`, severity, message: flatten(item.messageText), place: placeOf(item), related };
}

function placeOf({ file, start = 0, length = 0 }: TypeScript.DiagnosticRelatedInformation): Place | undefined {
  return file === undefined ? undefined : { file: file.fileName, text: file.text, start, length };
}

function flatten(message: string | TypeScript.DiagnosticMessageChain): string {
  return ts.flattenDiagnosticMessageText(message, "\n");
}

function withFile(item: Problem, file: string): Problem {
  return item.place === undefined ? item : { ...item, place: { ...item.place, file } };
}
