/**
 * CommonJS on Node 20: the loader of this thread is patched, as every loader before the hooks did.
 *
 * An ES module of the user that is `require()`d is lowered to CommonJS: Node 20 would load its imports without any hook.
 * What it does not cover: such a module, when it is also imported, exists twice.
 */
import Module from "node:module";
import { isAbsolute, resolve as resolvePath, dirname } from "node:path";
import type { Project } from "../cli/project.ts";
import { resolveOwnPackage, resolveSource } from "./resolve.ts";

type Handler = (module: CommonJsModule, filename: string) => void;

interface CommonJsModule extends NodeJS.Module {
  _compile(code: string, filename: string, format?: string): void;
}

/** The parts of `node:module` that every loader patches and no types mention. */
interface Patchable {
  _extensions: Record<string, Handler | undefined>;
  _resolveFilename(request: string, parent: NodeJS.Module | undefined, isMain: boolean, options?: unknown): string;
  runMain(): void;
}

const patchable = Module as unknown as Patchable;

/** `require("./x")` looks for these; `.mts` and `.cts` must be written out. */
const IMPLIED = [".ts", ".tsx", ".jsx"];
const WRITTEN_OUT = [".mts", ".cts"];
const BUILT_IN = [".js", ".cjs", ".mjs"];

export function patchCommonJs(project: Project): void {
  const { _extensions: extensions } = patchable;
  for (const extension of [...IMPLIED, ...WRITTEN_OUT, ...BUILT_IN]) {
    const handler = handlerFor(project, extensions[extension] ?? extensions[".js"]!);
    // A key that can be enumerated is tried for a request without an extension.
    Object.defineProperty(extensions, extension, { value: handler, enumerable: extension in extensions || IMPLIED.includes(extension), writable: true, configurable: true });
  }
}

function handlerFor(project: Project, original: Handler): Handler {
  return (module, filename) => {
    if (process.mainModule === module && project.formatOf(filename) === "module") {
      // Node forgets this text, and imports the entry through the hooks.
      module._compile("", filename, "module");
      return;
    }
    const loaded = project.load(filename, "commonjs");
    if (loaded === undefined) original(module, filename);
    else module._compile(loaded.code, filename, loaded.format);
  };
}

/** Node ≥ 22.15 needs it too: a CommonJS file that was imported resolves its requests here, before any hook. */
export function patchResolution(): void {
  const original = patchable._resolveFilename;
  patchable._resolveFilename = function resolveFilename(request, parent, isMain, options) {
    try {
      return original.call(this, request, parent, isMain, options);
    } catch (error) {
      const found = resolveOwnPackage(request) ?? relativeSource(request, parent);
      if (found === undefined) throw error;
      return found;
    }
  };
}

function relativeSource(request: string, parent: NodeJS.Module | undefined): string | undefined {
  if (isAbsolute(request)) return resolveSource(request);
  if (!/^\.\.?(?:\/|$)/.test(request) || parent?.filename == null) return undefined;
  return resolveSource(resolvePath(dirname(parent.filename), request));
}
