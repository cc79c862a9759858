/**
 * A plugin for pipelines on @babel/core (Jest, Metro, …), 7 and 8: `plugins: ["greenlets/babel"]`.
 *
 *     user's text ── compile ──► the same language, two forms ── the pipeline's parser ──► what the pipeline makes of it
 *
 * It takes the parser's place for files that are compiled. Visitors would come too late: other plugins have changed the tree by then. The tree has the positions of the user's
 * text, so that maps are right without another stage: babel-positions.ts.
 */
import type { CompileOptions, SourceMap } from "../compiler/index.ts";
import { type Problem, lineColumn } from "../compiler/problem.ts";
import { requireOwn } from "../cli/own-modules.ts";
import { fail } from "../cli/problems.ts";
import { formatPlain } from "../cli/report.ts";
import { type PipelinePlugin, pipelineSettings } from "./babel-pipeline.ts";
import { restorePositions } from "./babel-positions.ts";
import { moduleFormat } from "./module-format.ts";
import { parseId } from "./module-id.ts";
import { type GreenletsOptions, type Settings, checkOptions, readSettings } from "./options.ts";

/** As in the bundlers' plugins; maps are the pipeline's decision, and nobody asks the type checker here. */
export type BabelOptions = Omit<GreenletsOptions, "types" | "sourcemap">;

/** What is used of @babel/core, of both versions. */
export interface BabelApi {
  env(): string;
  cwd?: string;
}

interface BabelParserOptions {
  sourceFileName?: string | undefined;
  sourceType?: string | undefined;
}

interface BabelFile {
  ast: { program: { body: readonly object[] } };
  code: string;
  opts: { parserOpts?: BabelParserOptions };
  hub: { buildError(...args: unknown[]): Error };
}

export interface BabelPlugin {
  name: string;
  manipulateOptions(options: { plugins?: readonly PipelinePlugin[] }, parserOptions: BabelParserOptions): void;
  parserOverride(code: string, options: BabelParserOptions, parse: (code: string, options: BabelParserOptions) => object): object | undefined;
  pre(file: BabelFile): void;
  post(file: BabelFile): void;
}

type Compiler = typeof import("../cli/compile-file.ts");

const MARK = /use greenlet|@greenlet/;

/** @param folder where the config lies that names the plugin: patterns are relative to it. @throws ProblemsError for wrong options or a config that cannot be used. */
export default function greenlets(api: BabelApi, options: BabelOptions, folder: string): BabelPlugin {
  for (const name of ["types", "sourcemap"]) if (name in options) fail("GL8021", `unknown option '${name}' of the greenlets plugin for Babel.`);
  checkOptions(options);
  const settings = readSettings(options, folder, api.env() !== "production");
  return {
    name: "greenlets",
    manipulateOptions: ({ plugins = [] }, parserOptions) => void pipelines.set(parserOptions, pipelineSettings(plugins)),
    parserOverride(code, parserOptions, parse) {
      const result = compileIn(code, parserOptions, settings, () => parse(code, parserOptions));
      if (result === null) return undefined;
      const tree = parse(result.code, parserOptions);
      restorePositions(tree, result.map);
      compiled.set(tree, result);
      return tree;
    },
    pre(file) {
      const result = compiled.get(file.ast);
      if (result === undefined) return refuseForeign(file, settings);
      // Plugins take a node's text from here; errors about a node show the user's.
      file.code = result.code;
      const { buildError } = file.hub;
      file.hub.buildError = (...args) => {
        file.code = result.source;
        try {
          return buildError(...args);
        } finally {
          file.code = result.code;
        }
      };
    },
    post(file) {
      const result = compiled.get(file.ast);
      if (result !== undefined) file.code = result.source; // for the map
    },
  };
}

/** By the pipeline's own objects, which travel between its steps; a plugin may be made anew in between. */
const pipelines = new WeakMap<object, Pipeline>();
const compiled = new WeakMap<object, Compiled>();

/** A tree that somebody else parsed never came by here. @throws an error for one whose marks would be lost. */
function refuseForeign({ ast, code, opts }: BabelFile, settings: Settings): void {
  if (ast.program.body.some(isTable)) return;
  if (compileIn(code, opts.parserOpts ?? {}, settings, () => {}) === null) return;
  fail("GL8031", "the file has functions to compile, but it came as a tree that another parser made: let Babel parse it.");
}

/** `const $functions = $.describe(…)` */
function isTable(node: object): boolean {
  const { declarations } = node as { declarations?: readonly { init?: { callee?: { property?: { name?: string } } } | null }[] };
  return declarations?.some(({ init }) => init?.callee?.property?.name === "describe") === true;
}

type Pipeline = Pick<CompileOptions, "classFields" | "decorators">;

interface Compiled {
  source: string;
  code: string;
  map: SourceMap;
}

/** null: the file is left to the pipeline as it is. @throws an error as Babel's parser throws it; @babel/core adds the file's name and a code frame */
function compileIn(source: string, parserOptions: BabelParserOptions, settings: Settings, check: () => unknown): Compiled | null {
  const { sourceFileName, sourceType } = parserOptions;
  const module = sourceFileName === undefined ? undefined : parseId(sourceFileName);
  const capable = module === undefined ? undefined : settings.capableOf(module.path);
  if (module === undefined || capable === undefined || (capable === "marked" && !MARK.test(source))) return null;
  const isScript = sourceType === "script" || sourceType === "commonjs"; // it cannot have an `import`
  const format = isScript ? "commonjs" : moduleFormat(module.name, source);
  const { compileFile } = requireOwn<Compiler>("./compile-file.js");
  const { code, map, problems } = compileFile(module.path, source, { filename: settings.nameOf(module.name), capable, format, ...settings.compile, ...pipelines.get(parserOptions) });
  const error = problems.find(({ severity }) => severity === "error");
  if (error !== undefined) {
    check(); // a syntax error is the pipeline's own to tell
    throw babelError(error);
  }
  if (capable === "marked") for (const item of problems) console.warn(formatPlain(item));
  return map === null ? null : { source, code, map };
}

function babelError({ code, message, place }: Problem): Error {
  const error = new SyntaxError(`${code}: ${message}`);
  return place === undefined ? error : Object.assign(error, { loc: lineColumn1(place.text, place.start) });
}

/** Babel's lines begin with 1, its columns with 0. */
function lineColumn1(text: string, position: number): { line: number; column: number } {
  const { line, column } = lineColumn(text, position);
  return { line: line + 1, column };
}
