/**
 * CommonJS: the loader of this thread is patched, as every loader before the hooks did. Node ≥ 22.15 calls its hooks for `require`, too, but from its own handler of an
 * extension, and other loaders (tsx, ts-node) put theirs in that place. So ours is put back whenever a file is loaded, in front of whatever is there.
 *
 * On Node 20 an ES module of the user that is `require()`d is lowered to CommonJS: Node would load its imports without any hook.
 * What it does not cover: such a module, when it is also imported, exists twice.
 */
import Module from "node:module";
import { dirname, extname, isAbsolute, resolve as resolvePath } from "node:path";
import type { Project } from "../cli/project.ts";
import type { Format } from "../compiler/options.ts";
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

const nodesOwn: Handler = patchable._extensions[".js"]!;

/** @param wanted what an ES module becomes that is required; undefined: it stays one, and Node calls its hooks for what it imports */
export function patchCommonJs(project: Project, wanted: Format | undefined): void {
  const handlers = new Map([...IMPLIED, ...WRITTEN_OUT, ...BUILT_IN].map((extension) => [extension, new Patch(extension, project, wanted)]));
  const { prototype } = Module as unknown as { prototype: { load(this: NodeJS.Module, filename: string): void } };
  const { load } = prototype;
  prototype.load = function (filename) {
    handlers.get(extname(filename))?.install();
    load.call(this, filename);
  };
}

/** How handlers of ours are known, also those of another copy of this package. */
const OURS = Symbol.for("greenlets.handler");

/** Our handler of an extension, and those that it stands in front of. */
class Patch {
  readonly #extension: string;
  readonly #handler: Handler;
  /** The one that was there first: Node's own. */
  readonly #first: Handler | undefined;
  #original: Handler | undefined;
  /** Files that the original is loading. It may call the handler that it found, which is ours. */
  readonly #passedOn = new Set<string>();

  constructor(extension: string, project: Project, wanted: Format | undefined) {
    this.#extension = extension;
    this.#first = patchable._extensions[extension];
    this.#handler = Object.assign<Handler, object>((module, filename) => {
      if (this.#passedOn.has(filename)) return (this.#first ?? nodesOwn)(module, filename);
      if (process.mainModule === module && project.formatOf(filename) === "module") {
        // Node forgets this text, and imports the entry through the hooks.
        module._compile("", filename, "module");
        return;
      }
      const loaded = project.load(filename, wanted);
      if (loaded === undefined) this.#passOn(module, filename);
      else module._compile(loaded.code, filename, loaded.format);
    }, { [OURS]: true });
    this.install();
  }

  #passOn(module: CommonJsModule, filename: string): void {
    this.#passedOn.add(filename);
    try {
      (this.#original ?? nodesOwn)(module, filename);
    } finally {
      this.#passedOn.delete(filename);
    }
  }

  /** Puts it in front of whoever has come since. */
  install(): void {
    const { _extensions: extensions } = patchable;
    const current = extensions[this.#extension];
    if (current !== undefined && OURS in current) return;
    this.#original = current;
    // A key that can be enumerated is tried for a request without an extension.
    const enumerable = IMPLIED.includes(this.#extension) || Object.prototype.propertyIsEnumerable.call(extensions, this.#extension);
    Object.defineProperty(extensions, this.#extension, { value: this.#handler, enumerable, writable: true, configurable: true });
  }
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
