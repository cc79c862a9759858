/** What an `import` of a CommonJS file gets that is not JavaScript: the file itself is loaded by the CommonJS loader, where it is cached and has a `require` with all its parts. */

/**
 * An ES module that stands for a CommonJS file. Node would look for the names of its exports in the text on the disk,
 * and stop at the first type.
 *
 *     [emitted]  import { createRequire } from "node:module";
 *                const $exports = createRequire(import.meta.url)("/a.cts");
 *                export default $exports;
 *                const $0 = $exports.x; export { $0 as "x" };
 */
export function facade(path: string, outline: string): string {
  const names = [...exportNames(outline)].filter((name) => name !== "default" && name !== "__esModule");
  return [
    `import { createRequire } from "node:module";`,
    `const $exports = createRequire(import.meta.url)(${JSON.stringify(path)});`,
    `export default $exports;`,
    ...names.map((name, index) => `const $${index} = $exports.${name}; export { $${index} as ${JSON.stringify(name)} };`),
  ].join("\n");
}

/** An ES module that starts a CommonJS file as the program: it is `require.main`. */
export function entryFacade(path: string): string {
  return `import Module from "node:module";\nModule._load(${JSON.stringify(path)}, null, true);`;
}

/** The names by which CommonJS text sets its exports. A name too many is only undefined. */
function exportNames(code: string): Set<string> {
  const names = new Set<string>();
  for (const [, name] of code.matchAll(/\bexports\.([A-Za-z_$][\w$]*)\s*=(?!=)/g)) names.add(name!);
  for (const [, name] of code.matchAll(/defineProperty\(\s*(?:module\.)?exports,\s*["']([A-Za-z_$][\w$]*)["']/g)) names.add(name!);
  for (const [, body] of code.matchAll(/\bmodule\.exports\s*=\s*\{([^}]*)\}/g)) {
    for (const [, name] of body!.matchAll(/(?:^|,)\s*([A-Za-z_$][\w$]*)\s*(?=[,:(]|$)/g)) names.add(name!);
  }
  return names;
}
