/**
 * One user's project: which files are compiled, and a file's way from the user's text to what the engine runs.
 *
 *     user's text ─► compile ─► TypeScript, JSX ─► transpile ─► JavaScript with one inline map
 *
 * The compiler and TypeScript are imported by the first file that needs them: a file that is left to Node costs neither, nor does one that the cache has.
 */
import { readFileSync, writeSync } from "node:fs";
import { extname } from "node:path";
import { pathToFileURL } from "node:url";
import { type Problem, mapPlace } from "../compiler/problem.ts";
import type { SourceMap } from "../compiler/index.ts";
import { isOverflow } from "../compiler/overflow.ts";
import type { Capable, CompileOptions, Format, FrameTables } from "../compiler/options.ts";
import type { TypeOptions } from "../compiler/typehost/index.ts";
import { type Cache, type Entry, NO_CACHE, hash, openCache } from "./cache.ts";
import { capableOf } from "./capable.ts";
import { type GreenletsConfig, readConfig } from "./config.ts";
import { declaredFormat, detectFormat } from "./format.ts";
import { requireOwn } from "./own-modules.ts";
import { ownStamp } from "./own-stamp.ts";
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
  /** The folder where compiled files are kept between runs; false or nothing: none is. */
  cache?: string | false;
}

export interface LoadedFile {
  /** JavaScript that ends in its map. */
  code: string;
  format: Format;
}

export interface Project {
  /** The file as the engine shall see it, or undefined when Node can load it as it is. @throws ProblemsError */
  load(path: string, wanted?: Format): LoadedFile | undefined;
  /** The same for a text that another loader has read and leaves to us, whatever there is to do. @throws ProblemsError */
  loadSource(path: string, source: string, wanted?: Format): LoadedFile;
  /** Whether functions of the file may be compiled: not only types taken out. */
  compiles(path: string, source: string): boolean;
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

/** @param typeOptions TypeScript's options, where another tool has read them. @throws ProblemsError for a config that cannot be used. */
export function openProject(options: ProjectOptions, typeOptions?: TypeOptions): Project {
  const config = readConfig(options.configFile);
  const context: Context = {
    options,
    config,
    packageTypes: new Map(),
    typeOptions: once(() => typeOptions ?? readTypeOptions(options.configFile)),
    // Who asks for checks wants them done.
    cache: options.cache && !process.env["GTSC_VERIFY"] ? openCache(options.cache) : NO_CACHE,
    frames: options.frames ?? config.frames ?? (process.env["NODE_ENV"] === "production" ? "positions" : "full"),
    stamp: once(() => hash(JSON.stringify([ownStamp(), config.files]))),
  };
  return {
    load: (path, wanted) => load(path, context, wanted),
    loadSource: (path, source, wanted) => loadSource(path, source, context, wanted),
    compiles: (path, source) => mustCompile(source, capableOf(path, config)),
    handles: (path) => HANDLED.test(path) && (mustLower(path) || capableOf(path, config) !== undefined),
    formatOf: (path) => formatOf(path, readSource(path), context),
    outline: (path) => outline(path, readSource(path), context),
  };
}

interface Context {
  options: ProjectOptions;
  config: GreenletsConfig;
  packageTypes: Map<string, string | undefined>;
  typeOptions: () => TypeOptions | undefined;
  cache: Cache;
  frames: FrameTables;
  /** Of all that output depends on, but for the file and the options of this run. */
  stamp: () => string;
}

function load(path: string, context: Context, wanted?: Format): LoadedFile | undefined {
  if (!HANDLED.test(path)) return undefined;
  const capable = capableOf(path, context.config);
  if (capable === undefined && !mustLower(path)) return undefined;
  const source = readSource(path);
  return withinStack(path, source, () => loadText(path, source, capable, context, wanted));
}

function loadSource(path: string, source: string, context: Context, wanted?: Format): LoadedFile {
  const loaded = withinStack(path, source, () => loadText(path, source, capableOf(path, context.config), context, wanted));
  if (loaded !== undefined) return loaded;
  const { text, about } = make({ path, source, capable: undefined }, context, wanted);
  return { code: text, format: about.format };
}

function withinStack<T>(path: string, source: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (!isOverflow(error)) throw error;
    throw new ProblemsError([typeHost().tooDeepFor(path, source)]);
  }
}

function loadText(path: string, source: string, capable: Capable | undefined, context: Context, wanted?: Format): LoadedFile | undefined {
  const isCompiled = mustCompile(source, capable);
  if (!isCompiled && !mustLower(path)) return undefined;
  const { options, frames, stamp, cache, packageTypes } = context;
  const { stress, keepFrames } = options;
  const declared = declaredFormat(path, packageTypes);
  const key = ["load", stamp(), path, source, isCompiled && capable, declared, wanted, { stress, keepFrames, frames }];
  const { text, about, isNew } = cache.entry(key, () => make({ path, source, capable: isCompiled ? capable : undefined }, context, wanted));
  const { format, warnings } = about as About;
  if (process.env["GTSC_TRACE_FILES"] && isCompiled) say(`${isNew ? "compiled" : "cached"} ${capable} ${format} ${path}`);
  if (options.warnings) say(...warnings.map((item) => formatPlain(withText(item, source))));
  return { code: text, format };
}

/** What is to be known of a file that was made ready. */
interface About {
  format: Format;
  /** Without the file's text. */
  warnings: Problem[];
}

interface Source {
  path: string;
  source: string;
  capable: Capable | undefined;
}

/** The whole way of one file. @throws ProblemsError */
function make({ path, source, capable }: Source, context: Context, wanted?: Format): Entry & { about: About } {
  const ownFormat = formatOf(path, source, context);
  const format = wanted ?? ownFormat;
  const compiled = capable === undefined ? { code: source, map: null, warnings: [] } : compileOwn(path, source, { capable, format }, context);
  const { code, map } = mustLower(path) || format !== ownFormat ? lower(path, source, compiled, format, context) : compiled;
  return { text: withInlineMap(code, map, path, source), about: { format, warnings: compiled.warnings.map((item) => withText(item, "")) } };
}

function withText(item: Problem, text: string): Problem {
  return item.place === undefined ? item : { ...item, place: { ...item.place, text } };
}

function outline(path: string, source: string, { cache, stamp, typeOptions }: Context): string {
  return cache.entry(["outline", stamp(), path, source], () => ({ text: typeHost().transpile(source, path, "commonjs", typeOptions()).code, about: null })).text;
}

function mustCompile(source: string, capable: Capable | undefined): boolean {
  return capable === "all" || (capable === "marked" && MARK.test(source));
}

function mustLower(path: string): boolean {
  return TYPESCRIPT.test(path) || JSX.test(path);
}

/** UTF-8, or what a byte order mark says, as TypeScript reads files. */
function readSource(path: string): string {
  const bytes = readFileSync(path);
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
  const isBig = bytes[0] === 0xfe && bytes[1] === 0xff;
  const text = isBig ? bytes.subarray(0, bytes.length & ~1).swap16().toString("utf16le") : bytes.toString(isLittle ? "utf16le" : "utf8");
  return text.replace(/^\uFEFF/, "");
}

function formatOf(path: string, source: string, { packageTypes, typeOptions, cache, stamp }: Context): Format {
  const declared = declaredFormat(path, packageTypes);
  if (declared !== undefined) return declared;
  if (!TYPESCRIPT.test(path) && extname(path) !== ".jsx") return detectFormat(source);
  const { text } = cache.entry(["format", stamp(), path, source], () => {
    const options = typeOptions();
    const isCommonJs = (options !== undefined && typeHost().prefersCommonJs(options)) || !(typeHost().hasModuleSyntax(source, path) || awaits(path, source, options));
    return { text: isCommonJs ? "commonjs" : "module", about: null };
  });
  return text as Format;
}

/** Whether an `await` outside of functions makes it a module, which TypeScript does not ask but Node does. */
function awaits(path: string, source: string, options: TypeOptions | undefined): boolean {
  return /\bawait\b/.test(source) && detectFormat(typeHost().transpile(source, path, "commonjs", options).code) === "module";
}

interface Compiled {
  code: string;
  map: SourceMap | null;
}

/** @throws ProblemsError for errors; warnings are said by whoever asked for them. */
function compileOwn(path: string, source: string, chosen: Pick<CompileOptions, "capable" | "format">, { options, config, frames, typeOptions }: Context): Compiled & { warnings: Problem[] } {
  const { stress = false, keepFrames = false } = options;
  const classFields = mustLower(path) ? typeHost().classFields(typeOptions(), "newest") : "native";
  const decorators = mustLower(path) ? typeHost().decorators(typeOptions()) : "standard";
  const compiled = compiler().compileFile(path, source, { filename: path, ...chosen, stress, keepFrames, frames, deepStacks: config.deepStacks, classFields, decorators });
  const errors = compiled.problems.filter((item) => item.severity === "error");
  if (errors.length > 0) throw new ProblemsError(errors);
  return { code: compiled.code, map: compiled.map, warnings: compiled.problems };
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
