/**
 * A CommonJS file in Bun, run inside a plugin: Bun takes the exports, and knows the module by its path, for `require.main` and `require.cache`.
 *
 * Node's rule for who imports it: the default export is `module.exports`, whatever `__esModule` says.
 */
import Module from "node:module";

interface CommonJsModule extends NodeJS.Module {
  _compile(code: string, filename: string): void;
}

const { _cache: cache } = Module as unknown as { _cache: Record<string, CommonJsModule | undefined> };
const started = new Map<string, CommonJsModule>();

/** @param codeOf asked once; a module that is required again while it runs, or later, is what it is by then. */
export function runCommonJs(path: string, codeOf: () => string): { exports: Record<string, unknown>; loader: "object" } {
  let module = started.get(path);
  if (module === undefined) {
    // Bun makes a module before it asks for a file that is required, and none for one that is imported.
    module = cache[path] ?? (cache[path] = Object.assign(new Module(path) as CommonJsModule, { filename: path }));
    started.set(path, module);
    try {
      module._compile(codeOf(), path);
    } catch (error) {
      started.delete(path);
      delete cache[path];
      throw error;
    }
    module.loaded = true;
  }
  const { exports } = module as { exports: unknown };
  const names = typeof exports === "object" || typeof exports === "function" ? { ...exports } : {};
  return { exports: { ...names, default: exports, __esModule: true }, loader: "object" };
}
