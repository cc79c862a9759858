/** What is wrong with a package as it would be published, read off its files. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join } from "node:path";
import { type Manifest, manifestOf } from "../helpers/packed.ts";
import { root } from "../helpers/paths.ts";

/** Paths of a folder's files, `dist/runtime/index.js`. */
export function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).filter((file) => !file.includes("node_modules/")).sort();
}

/** The files of the entry points, by subpath: of `./vite` its types and its module. */
export function entryFiles({ exports }: Manifest): [subpath: string, files: string[]][] {
  return Object.entries(exports).map(([subpath, target]) => [subpath, typeof target === "string" ? [target] : Object.values(target)]);
}

/** Entry points whose files are not there. */
export function missingEntries(folder: string): string[] {
  return entryFiles(manifestOf(folder)).flatMap(([subpath, files]) => (files.every((file) => existsSync(join(folder, file))) ? [] : [subpath]));
}

/** Files that have no business in the package: those that no source of this project makes, and what only its developers need. */
export function strayFiles(folder: string): string[] {
  const known = ["package.json", "README.md", "CHANGELOG.md", "LICENSE"];
  return filesIn(folder).filter((file) => {
    if (known.includes(file)) return false;
    const source = /^dist\/((?:runtime|compiler|cli|integrations)\/.*?)(?:\.d\.ts|\.js)(?:\.map)?$/.exec(file)?.[1];
    return source === undefined || !existsSync(join(root, `${source}.ts`));
  });
}

/** Maps that a debugger could not show anything of: their sources are not in the package, so that the text has to be in the map. */
export function blindMaps(folder: string): string[] {
  return filesIn(folder).filter((file) => {
    if (!file.endsWith(".map")) return false;
    const { sources, sourcesContent } = JSON.parse(readFileSync(join(folder, file), "utf8")) as { sources: unknown[]; sourcesContent?: unknown[] };
    return sourcesContent?.length !== sources.length || sourcesContent.includes(null);
  });
}

const IMPORT = /(?:^|[\s;}])(?:import|export)\s*(?:[\w$*{}\s,]*?\sfrom\s*)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)|\brequire\(\s*["']([^"']+)["']\s*\)|<reference types="([^"]+)"/g;

/** What files import that neither the package has nor Node nor what it declares to need: `dist/a.js imports b`. */
export function unmetImports(folder: string, isWanted: (file: string) => boolean): string[] {
  const { name, dependencies, peerDependencies } = manifestOf(folder);
  const declared = new Set([name, ...Object.keys(dependencies ?? {}), ...Object.keys(peerDependencies ?? {})]);
  return filesIn(folder).filter((file) => isWanted(file)).flatMap((file) => {
    const imports = importsOf(readFileSync(join(folder, file), "utf8"));
    return imports.filter((specifier) => !isMet(specifier, file, folder, declared)).map((specifier) => `${file} imports ${specifier}`);
  });
}

/** Specifiers in code, not in comments: examples stand there. */
export function importsOf(text: string): string[] {
  const code = text.replaceAll(/\/\*[^]*?\*\/|^\s*\/\/(?!\/).*$/gm, "");
  return [...code.matchAll(IMPORT)].map((match) => match.slice(1).find((group) => group !== undefined)!).filter((specifier) => /^[@\w][-@\w./:]*$|^\./.test(specifier));
}

function isMet(specifier: string, file: string, folder: string, declared: ReadonlySet<string>): boolean {
  if (specifier.startsWith(".")) return existsSync(join(folder, dirname(file), file.endsWith(".d.ts") ? specifier.replace(/\.[jt]s$/, ".d.ts") : specifier));
  if (specifier.startsWith("node:") || builtinModules.includes(specifier)) return true;
  return declared.has(specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/"));
}
