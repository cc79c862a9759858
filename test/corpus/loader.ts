/** Compiles what a run loads: CommonJS through `Module.prototype._compile`, ES modules through a load hook in Node's thread for that. */
import Module, { register } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isHandled, readSetting, textOf } from "./files.ts";

type Compile = (this: NodeJS.Module, code: string, filename: string, format?: string) => unknown;

interface Patchable {
  prototype: { _compile: Compile };
  _resolveFilename(request: string, ...rest: unknown[]): string;
}

export const runtimeFile = fileURLToPath(new URL("../../runtime/index.js", import.meta.url));

export function install(): void {
  const setting = readSetting();
  const patchable = Module as unknown as Patchable;
  const { _compile: compile } = patchable.prototype;
  patchable.prototype._compile = function (code, filename, format) {
    const text = setting.isCompiled && isHandled(filename, setting) ? textOf(filename, code, format === "module" ? "module" : "commonjs", setting) : code;
    // What an ES module imports that was reached by `require` is resolved past all hooks.
    return compile.call(this, format === "module" ? text.replace(' from "greenlets";', () => ` from "${pathToFileURL(runtimeFile).href}";`) : text, filename, format);
  };
  const { _resolveFilename: resolve } = patchable;
  patchable._resolveFilename = function (request, ...rest) {
    return request === "greenlets" ? runtimeFile : resolve.call(this, request, ...rest);
  };
  register("./loader-thread.js", import.meta.url);
}
