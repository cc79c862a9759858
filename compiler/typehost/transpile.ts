/** One file without a program: its types, and whatever else the engine does not know, taken out. */
import type * as TypeScript from "typescript";
import type { SourceMap } from "../index.ts";
import type { ClassFields, Decorators, Format } from "../options.ts";
import type { Problem } from "../problem.ts";
import { open, ts, type TypeOptions } from "./classic.ts";
import { problem } from "./problems.ts";

export interface Transpiled {
  code: string;
  map: SourceMap;
  /** Syntax errors, placed in the text that was given. */
  problems: Problem[];
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

function withFile(item: Problem, file: string): Problem {
  return item.place === undefined ? item : { ...item, place: { ...item.place, file } };
}
