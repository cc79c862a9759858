/** How a compiled file gets its runtime: a bundler takes a file that has `import` or `export` for an ES module, whatever its package says. */
import { compileFunction } from "node:vm";
import { MODULE_ONLY, declaredFormat } from "../cli/format.ts";
import type { Format } from "../compiler/options.ts";

/** `import x = require("x")` and `export = x` become CommonJS. */
const TYPESCRIPT_COMMONJS = /^[ \t]*(?:export\s*=[^=>]|import\s+[\w$]+\s*=\s*require\b)/m;
const MODULE_LINE = /^[ \t]*(?:import\b\s*[\w$*{"']|export\b\s*[\w*{@])/m;
const COMMONJS_NAMES = /\b(?:require|module|exports)\b/;

/** The one that keeps the file what it is. */
export function moduleFormat(path: string, text: string): Format {
  const [, kind, language] = /\.([cm]?)([jt])sx?$/.exec(path) ?? [];
  if (kind === "c") return "commonjs";
  if (kind === "m") return "module";
  if (language === "t") return TYPESCRIPT_COMMONJS.test(text) ? "commonjs" : "module";
  if (hasModuleSyntax(text) || declaredFormat(path, new Map()) === "module") return "module";
  // As a module it would be strict, and `this` would be undefined: only where nothing else can have it.
  return COMMONJS_NAMES.test(text) || /[\\/]node_modules[\\/]/.test(path) ? "commonjs" : "module";
}

/** What the engine cannot say, because of JSX or syntax that it does not know, is looked for at the start of lines. */
function hasModuleSyntax(text: string): boolean {
  try {
    compileFunction(text, ["exports", "require", "module", "__filename", "__dirname"]);
    return false;
  } catch (error) {
    return MODULE_ONLY.test((error as Error).message) || MODULE_LINE.test(text);
  }
}
