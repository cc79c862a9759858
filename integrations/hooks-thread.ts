/** The hooks for ES modules on Node 20, in the thread that Node runs them in. */
import { fileURLToPath } from "node:url";
import { type Project, type ProjectOptions, openProject } from "../cli/project.ts";
import { facade } from "./facade.ts";
import { fallback, isTyped } from "./hooks.ts";
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
  if (isTyped(path) && url !== entry) return { format: "module", source: facade(path, project.outline), shortCircuit: true };
  // Without a source, Node has the CommonJS loader of the main thread read the file: see commonjs.ts.
  return { format: "commonjs", source: undefined, shortCircuit: true };
};
