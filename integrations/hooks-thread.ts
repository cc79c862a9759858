/** The hooks for ES modules on Node 20, in the thread that Node runs them in. */
import { fileURLToPath } from "node:url";
import { type Project, type ProjectOptions, openProject } from "../cli/project.ts";
import { fallback } from "./hooks.ts";
import type { InitializeHook, LoadHook, ResolveHook } from "node:module";

let project: Project;
/** A program's entry: as CommonJS it must stay `require.main`. */
let entry: string | undefined;

export const initialize: InitializeHook<ProjectOptions> = (options) => {
  project = openProject(options);
};

export const resolve: ResolveHook = async (specifier, context, next) => {
  const found = await nextOrFallback(specifier, context, next);
  if (context.parentURL === undefined) entry = found.url;
  return found;
};

const nextOrFallback: ResolveHook = async (specifier, context, next) => {
  try {
    return await next(specifier, context);
  } catch (error) {
    return next(fallback(specifier, context.parentURL, error), context);
  }
};

export const load: LoadHook = async (url, context, next) => {
  const path = url.startsWith("file:") ? fileURLToPath(url) : undefined;
  if (path === undefined || !project.handles(path)) return next(url, context);
  if (project.formatOf(path) === "module") {
    const loaded = project.load(path);
    return loaded === undefined ? next(url, context) : { format: "module", source: loaded.code, shortCircuit: true };
  }
  const isTyped = !/\.c?js$/.test(path);
  if (isTyped && url !== entry) return { format: "module", source: facade(path), shortCircuit: true };
  // Without a source, Node has the CommonJS loader of the main thread read the file: see commonjs.ts.
  return { format: "commonjs", source: undefined, shortCircuit: true };
};

/**
 * An ES module that stands for a CommonJS file. Node would look for the names of its exports in the text on the disk,
 * and stop at the first type.
 *
 *     [emitted]  import { createRequire } from "node:module";
 *                const $exports = createRequire(import.meta.url)("/a.cts");
 *                export default $exports;
 *                const $0 = $exports.x; export { $0 as "x" };
 */
function facade(path: string): string {
  const names = [...exportNames(project.outline(path))].filter((name) => name !== "default" && name !== "__esModule");
  return [
    `import { createRequire } from "node:module";`,
    `const $exports = createRequire(import.meta.url)(${JSON.stringify(path)});`,
    `export default $exports;`,
    ...names.map((name, index) => `const $${index} = $exports.${name}; export { $${index} as ${JSON.stringify(name)} };`),
  ].join("\n");
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
