/** Where a relative import may also lead: `./x.js` that exists only as `./x.ts`, `./x` and `./folder` without an extension. */
import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** What TypeScript emits to the key, in the order in which it is looked for. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".jsx"],
  ".jsx": [".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};
const EXTENSIONS = [".ts", ".tsx", ".js", ".jsx"];

/** Tries the conveniences for a path that does not exist as it is written. */
export function resolveSource(path: string): string | undefined {
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  const candidates = [
    ...(SOURCES[extension] ?? []).map((source) => stem + source),
    ...EXTENSIONS.map((added) => path + added),
    ...EXTENSIONS.map((added) => join(path, `index${added}`)),
  ];
  return candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
}

/** The same for an import specifier and the URL of the module that has it; undefined for what is not relative to a file. */
export function resolveSourceUrl(specifier: string, parent: string | undefined): string | undefined {
  if (!/^(?:\.\.?(?:\/|$)|\/|file:)/.test(specifier) || parent?.startsWith("file:") === false) return undefined;
  const url = new URL(specifier, parent);
  const found = resolveSource(fileURLToPath(new URL(url.pathname, url)));
  return found === undefined ? undefined : pathToFileURL(found).href + url.search + url.hash;
}

/** The copy of `greenlets` that this file belongs to, for users' files that cannot resolve one of their own. */
export function resolveOwnPackage(specifier: string): string | undefined {
  if (specifier === "greenlets") return fileURLToPath(new URL("../runtime/index.js", import.meta.url));
  if (!specifier.startsWith("greenlets/")) return undefined;
  try {
    return createRequire(import.meta.url).resolve(specifier);
  } catch {
    return undefined;
  }
}
