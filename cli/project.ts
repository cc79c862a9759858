/**
 * One user's project: which files are compiled, and a file's way from the user's text to what the engine runs.
 *
 *     user's text ─► compile ─► TypeScript, JSX ─► transpile ─► JavaScript with one inline map
 *
 * The compiler and TypeScript are imported by the first file that needs them: a file that is left to Node costs neither.
 */
import { readFileSync, writeSync } from "node:fs";
import { extname } from "node:path";
import { pathToFileURL } from "node:url";
import { type Problem, mapPlace } from "../compiler/problem.ts";
import type { SourceMap } from "../compiler/index.ts";
import { isOverflow } from "../compiler/overflow.ts";
import type { Capable, CompileOptions, Format, FrameTables } from "../compiler/options.ts";
import type { TypeOptions } from "../compiler/typehost/index.ts";
import { capableOf } from "./capable.ts";
import { type GreenletsConfig, readConfig } from "./config.ts";
import { declaredFormat, detectFormat } from "./format.ts";
import { requireOwn } from "./own-modules.ts";
import { ProblemsError } from "./problems.ts";
import { formatPlain } from "./report.ts";

/** Plain data: it crosses threads, and travels in the query of the loader's URL. */
export interface ProjectOptions {
  configFile?: string;
  stress?: boolean;
  keepFrames?: boolean;
  /** Instead of what the config says; default outside production: "full". */
  frames?: FrameTables;
  warnings?: boolean;
}

export interface LoadedFile {
  /** JavaScript that ends in its map. */
  code: string;
  format: Format;
}

export interface Project {
  /** The file as the engine shall see it, or undefined when Node can load it as it is. @throws ProblemsError */
  load(path: string, wanted?: Format): LoadedFile | undefined;
  /** Whether `load` looks at the file at all. */
  handles(path: string): boolean;
  formatOf(path: string): Format;
  /** The file as CommonJS JavaScript, not compiled: enough to see what it exports. */
  outline(path: string): string;
}

type Compiler = typeof import("./compile-file.ts");
type Maps = typeof import("../compiler/maps.ts");
type TypeHost = typeof import("../compiler/typehost/index.ts");

const TYPESCRIPT = /\.[cm]?tsx?$/;
const HANDLED = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const JSX = /\.[jt]sx$/;
const MARK = /use greenlet|@greenlet/;

/** @throws ProblemsError for a config that cannot be used. */
export function openProject(options: ProjectOptions): Project {
  const config = readConfig(options.configFile);
  const packageTypes = new Map<string, string | undefined>();
  const typeOptions = once(() => readTypeOptions(options.configFile));
  const context: Context = { options, config, packageTypes, typeOptions };
  return {
    load: (path, wanted) => load(path, context, wanted),
    handles: (path) => HANDLED.test(path) && (mustLower(path) || capableOf(path, config) !== undefined),
    formatOf: (path) => formatOf(path, readSource(path), context),
    outline: (path) => typeHost().transpile(readSource(path), path, "commonjs", typeOptions()).code,
  };
}

interface Context {
  options: ProjectOptions;
  config: GreenletsConfig;
  packageTypes: Map<string, string | undefined>;
  typeOptions: () => TypeOptions | undefined;
}

function load(path: string, context: Context, wanted?: Format): LoadedFile | undefined {
  if (!HANDLED.test(path)) return undefined;
  const capable = capableOf(path, context.config);
  if (capable === undefined && !mustLower(path)) return undefined;
  const source = readSource(path);
  try {
    return loadText(path, source, capable, context, wanted);
  } catch (error) {
    if (!isOverflow(error)) throw error;
    throw new ProblemsError([typeHost().tooDeepFor(path, source)]);
  }
}

function loadText(path: string, source: string, capable: Capable | undefined, context: Context, wanted?: Format): LoadedFile | undefined {
  const mustCompile = capable === "all" || (capable === "marked" && MARK.test(source));
  if (!mustCompile && !mustLower(path)) return undefined;
  const format = formatOf(path, source, context);
  const compiled = mustCompile ? compileOwn(path, source, { capable, format: wanted ?? format }, context) : { code: source, map: null };
  const lowered = mustLower(path) || (wanted ?? format) !== format ? lower(path, source, compiled, wanted ?? format, context) : compiled;
  return { code: withInlineMap(lowered.code, lowered.map, path, source), format: wanted ?? format };
}

function mustLower(path: string): boolean {
  return TYPESCRIPT.test(path) || JSX.test(path);
}

function readSource(path: string): string {
  return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
}

function formatOf(path: string, source: string, { packageTypes, typeOptions }: Context): Format {
  const declared = declaredFormat(path, packageTypes);
  if (declared !== undefined) return declared;
  if (!TYPESCRIPT.test(path) && extname(path) !== ".jsx") return detectFormat(source);
  const options = typeOptions();
  if (options !== undefined && typeHost().prefersCommonJs(options)) return "commonjs";
  return typeHost().hasModuleSyntax(source, path) ? "module" : "commonjs";
}

interface Compiled {
  code: string;
  map: SourceMap | null;
}

function compileOwn(path: string, source: string, chosen: Pick<CompileOptions, "capable" | "format">, { options, config, typeOptions }: Context): Compiled {
  if (process.env["GTSC_TRACE_FILES"]) say(`compiled ${chosen.capable} ${chosen.format} ${path}`);
  const { stress = false, keepFrames = false, warnings = false } = options;
  const frames = options.frames ?? config.frames ?? (process.env["NODE_ENV"] === "production" ? "positions" : "full");
  const classFields = mustLower(path) ? typeHost().classFields(typeOptions(), "newest") : "native";
  const decorators = mustLower(path) ? typeHost().decorators(typeOptions()) : "standard";
  const compiled = compiler().compileFile(path, source, { filename: path, ...chosen, stress, keepFrames, frames, deepStacks: config.deepStacks, classFields, decorators });
  report(compiled.problems, warnings);
  return compiled;
}

/** Errors stop the run; warnings are said when they were asked for. */
function report(problems: readonly Problem[], warnings: boolean): void {
  const errors = problems.filter((item) => item.severity === "error");
  if (errors.length > 0) throw new ProblemsError(errors);
  if (warnings) say(...problems.map((item) => formatPlain(item)));
}

/** Written at once, from whichever thread the loader runs in. */
function say(...lines: string[]): void {
  if (lines.length > 0) writeSync(2, `${lines.join("\n")}\n`);
}

function lower(path: string, source: string, compiled: Compiled, format: Format, { typeOptions }: Context): Compiled {
  const { code, map, problems } = typeHost().transpile(compiled.code, path, format, typeOptions());
  if (problems.length > 0) throw new ProblemsError(problems.map((item) => inSource(item, compiled.map, source)));
  return { code, map: maps().composeMaps(map, compiled.map) };
}

function inSource(problem: Problem, map: SourceMap | null, source: string): Problem {
  if (map === null || problem.place === undefined) return problem;
  return { ...problem, place: mapPlace(problem.place, map, source) };
}

function withInlineMap(code: string, map: SourceMap | null, path: string, source: string): string {
  if (map === null) return code;
  const own = { ...map, file: undefined, sourceRoot: undefined, sources: [pathToFileURL(path).href], sourcesContent: [source] };
  const data = Buffer.from(JSON.stringify(own)).toString("base64");
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${data}\n`;
}

function readTypeOptions(configFile: string | undefined): TypeOptions | undefined {
  if (configFile === undefined) return undefined;
  const { options, problems } = typeHost().loadProject(configFile);
  // TS18003: the config matches no files. The file that is run need not be among them.
  const errors = problems.filter((item) => item.code !== "TS18003" && item.severity === "error");
  if (errors.length > 0) throw new ProblemsError(errors);
  return options;
}

const compiler = once(() => requireOwn<Compiler>("./compile-file.js"));
const maps = once(() => requireOwn<Maps>("../compiler/maps.js"));
const typeHost = once(() => requireOwn<TypeHost>("../compiler/typehost/index.js"));

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
