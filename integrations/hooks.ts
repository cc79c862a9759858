/**
 * Puts a project's compilation between Node and the files that it loads.
 *
 * Node ≥ 22.15 has synchronous hooks in the thread that needs them, for `import` and `require` alike. Node 20 has two worlds:
 * ES modules are loaded through hooks in a thread of their own (hooks-thread.ts), CommonJS through the patchable loader
 * of this thread (commonjs.ts). Threads and forked processes of `gtsc run`: workers.ts.
 */
import * as module from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Project, type ProjectOptions, openProject } from "../cli/project.ts";
import { patchCommonJs, patchResolution } from "./commonjs.ts";
import { entryFacade, facade } from "./facade.ts";
import { resolveOwnPackage, resolveSourceUrl } from "./resolve.ts";

interface Resolved {
  url: string;
  format?: string | null;
  shortCircuit?: boolean;
}

interface Loaded {
  format: string | null | undefined;
  source?: unknown;
  shortCircuit?: boolean;
}

interface ResolveContext {
  parentURL?: string;
}

interface LoadContext {
  conditions?: readonly string[];
}

/** The part of Node's synchronous hooks that is used; @types/node of Node 20 does not know them. */
interface SyncHooks {
  resolve(specifier: string, context: ResolveContext, next: (specifier: string, context?: ResolveContext) => Resolved): Resolved;
  load(url: string, context: LoadContext, next: (url: string, context?: LoadContext) => Loaded): Loaded;
}

type RegisterHooks = (hooks: SyncHooks) => void;

/** Installs the hooks for this thread, with mapped stacks. @throws ProblemsError for a config that cannot be used. */
export function install(options: ProjectOptions): void {
  const project = openProject(options);
  process.setSourceMapsEnabled(true);
  patchResolution();
  const { registerHooks } = module as { registerHooks?: RegisterHooks };
  if (registerHooks !== undefined) {
    registerHooks(syncHooks(project));
    patchCommonJs(project, undefined);
    return;
  }
  module.register("./hooks-thread.js", import.meta.url, { data: options });
  patchCommonJs(project, "commonjs");
}

function syncHooks(project: Project): SyncHooks {
  /** The program's entry: as CommonJS it must stay `require.main`. */
  let entry: string | undefined;
  return {
    resolve(specifier, context, next) {
      const found = nextOrFallback(specifier, context, next);
      if (context.parentURL === undefined) entry = found.url;
      return found;
    },
    load(url, context, next) {
      const path = url.startsWith("file:") ? fileURLToPath(url) : undefined;
      if (path === undefined || !project.handles(path)) return next(url, context);
      const isImported = !isRequired(context);
      if (isImported && isTyped(path) && project.formatOf(path) === "commonjs") return asModule(url === entry ? entryFacade(path) : facade(path, project.outline));
      const loaded = project.load(path);
      if (loaded === undefined) return next(url, context);
      if (isImported && url === entry && loaded.format === "commonjs") return asModule(entryFacade(path));
      return { format: loaded.format, source: loaded.code, shortCircuit: true };
    },
  };
}

const nextOrFallback: SyncHooks["resolve"] = (specifier, context, next) => {
  try {
    return next(specifier, context);
  } catch (error) {
    return { url: fallback(specifier, context.parentURL, error), shortCircuit: true };
  }
};

function asModule(source: string): Loaded {
  return { format: "module", source, shortCircuit: true };
}

/** Whether it is the CommonJS loader that asks. */
function isRequired({ conditions }: LoadContext): boolean {
  return conditions?.includes("require") === true;
}

/** Whether Node cannot read off the file what it exports. */
export function isTyped(path: string): boolean {
  return !/\.c?js$/.test(path);
}

/** Another URL for an import that failed, or the failure itself. */
export function fallback(specifier: string, parent: string | undefined, error: unknown): string {
  if (!isNotFound(error)) throw error;
  const own = resolveOwnPackage(specifier);
  const url = own === undefined ? resolveSourceUrl(specifier, parent) : pathToFileURL(own).href;
  if (url === undefined) throw error;
  return url;
}

function isNotFound(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND" || code === "ERR_UNSUPPORTED_DIR_IMPORT";
}
