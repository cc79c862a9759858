/** What an `import` of a CommonJS file gets that is not JavaScript: the file itself is loaded by the CommonJS loader, where it is cached and has a `require` with all its parts. */
import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { resolveSource } from "./resolve.ts";

/**
 * An ES module that stands for a CommonJS file. Node would look for the names of its exports in the text on the disk,
 * and stop at the first type.
 *
 *     [emitted]  import { createRequire } from "node:module";
 *                const $exports = createRequire(import.meta.url)("/a.cts");
 *                export default $exports;
 *                const $0 = $exports.x; export { $0 as "x" };
 */
export function facade(path: string, outlineOf: OutlineOf): string {
  const names = [...exportNames(path, outlineOf, new Set())].filter((name) => name !== "default" && name !== "__esModule");
  return [
    `import { createRequire } from "node:module";`,
    `const $exports = createRequire(import.meta.url)(${JSON.stringify(path)});`,
    `export default $exports;`,
    ...names.map((name, index) => `const $${index} = $exports.${name}; export { $${index} as ${JSON.stringify(name)} };`),
  ].join("\n");
}

/** A file as CommonJS JavaScript: enough to see what it exports. */
export type OutlineOf = (path: string) => string;

/** An ES module that starts a CommonJS file as the program: it is `require.main`. */
export function entryFacade(path: string): string {
  return `import Module from "node:module";\nModule._load(${JSON.stringify(path)}, null, true);`;
}

/** The names that a CommonJS file exports, by its text. A name too many is only undefined. */
function exportNames(path: string, outlineOf: OutlineOf, seen: Set<string>): Set<string> {
  seen.add(path);
  const code = outlineOf(path);
  const names = ownNames(code);
  for (const [, specifier = ""] of code.matchAll(/\b__exportStar\(require\("([^"]+)"\)/g)) {
    const other = resolveFrom(path, specifier);
    if (other === undefined || seen.has(other)) continue;
    for (const name of exportNames(other, outlineOf, seen)) names.add(name);
  }
  return names;
}

function ownNames(code: string): Set<string> {
  const names = new Set<string>();
  for (const [, name] of code.matchAll(/\bexports\.([A-Za-z_$][\w$]*)\s*=(?!=)/g)) names.add(name!);
  for (const [, name] of code.matchAll(/defineProperty\(\s*(?:module\.)?exports,\s*["']([A-Za-z_$][\w$]*)["']/g)) names.add(name!);
  for (const [, body] of code.matchAll(/\bmodule\.exports\s*=\s*\{([^}]*)\}/g)) {
    for (const [, name] of body!.matchAll(/(?:^|,)\s*([A-Za-z_$][\w$]*)\s*(?=[,:(]|$)/g)) names.add(name!);
  }
  return names;
}

/** The file that `export * from` names; undefined for what cannot be found, which fails when it is required. */
function resolveFrom(path: string, specifier: string): string | undefined {
  const target = resolve(dirname(path), specifier);
  try {
    if (!specifier.startsWith(".")) return createRequire(path).resolve(specifier);
    return statSync(target, { throwIfNoEntry: false })?.isFile() === true ? target : resolveSource(target);
  } catch {
    return undefined;
  }
}
