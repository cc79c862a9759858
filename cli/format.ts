/** How Node will take a file: as an ES module or as CommonJS. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { compileFunction } from "node:vm";
import type { Format } from "../compiler/options.ts";

/** What the name and the nearest package.json say; undefined when they leave it open. */
export function declaredFormat(path: string, cache: Map<string, string | undefined>): Format | undefined {
  if (/\.m[jt]s$/.test(path)) return "module";
  if (/\.c[jt]s$/.test(path)) return "commonjs";
  const type = packageType(dirname(path), cache);
  return type === "module" || type === "commonjs" ? type : undefined;
}

/** The `type` of the nearest package.json; "none" when it has no such key. */
function packageType(folder: string, cache: Map<string, string | undefined>): string | undefined {
  if (cache.has(folder)) return cache.get(folder);
  const type = ownPackageType(folder) ?? (isTop(folder) ? undefined : packageType(dirname(folder), cache));
  cache.set(folder, type);
  return type;
}

/** Node looks no further up than a folder `node_modules`. */
function isTop(folder: string): boolean {
  return folder === dirname(folder) || /[\\/]node_modules$/.test(folder);
}

function ownPackageType(folder: string): string | undefined {
  try {
    const json = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { type?: unknown };
    return typeof json.type === "string" ? json.type : "none";
  } catch {
    return undefined;
  }
}

/** What the engine says of module syntax in CommonJS; the last of `for await`. */
export const MODULE_ONLY = /Cannot use import statement|Unexpected token 'export'|Cannot use 'import\.meta'|await is only valid|Unexpected reserved word/;

/** Node's own rule for JavaScript that nobody declared: what does not parse as CommonJS because of module syntax is a module. */
export function detectFormat(source: string): Format {
  try {
    compileFunction(source, ["exports", "require", "module", "__filename", "__dirname"]);
    return "commonjs";
  } catch (error) {
    return MODULE_ONLY.test((error as Error).message) ? "module" : "commonjs";
  }
}
