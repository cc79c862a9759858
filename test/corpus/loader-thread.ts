/** The part of loader.ts that runs in Node's thread for hooks. */
import type { LoadHook, ResolveHook } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { PACKAGE_SCHEME, isHandled, readSetting, textOf } from "./files.ts";

const setting = readSetting();

export const resolve: ResolveHook = (specifier, context, next) => {
  if (specifier === "greenlets") return { url: new URL("../../runtime/index.js", import.meta.url).href, shortCircuit: true };
  if (!specifier.startsWith(PACKAGE_SCHEME)) return next(specifier, context);
  return next(specifier.slice(PACKAGE_SCHEME.length), { ...context, parentURL: pathToFileURL(join(setting.root, "package.json")).href });
};

export const load: LoadHook = async (url, context, next) => {
  const loaded = await next(url, context);
  if (!setting.isCompiled || loaded.format !== "module" || !url.startsWith("file:") || !isHandled(fileURLToPath(url), setting)) return loaded;
  const source = typeof loaded.source === "string" ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString("utf8");
  return { ...loaded, source: textOf(fileURLToPath(url), source, "module", setting) };
};
