/** The part of loader.ts that runs in Node's thread for hooks. */
import type { LoadHook, ResolveHook } from "node:module";
import { fileURLToPath } from "node:url";
import { isHandled, readSetting, textOf } from "./files.ts";

const setting = readSetting();

export const resolve: ResolveHook = (specifier, context, next) =>
  specifier === "greenlets" ? { url: new URL("../../runtime/index.js", import.meta.url).href, shortCircuit: true } : next(specifier, context);

export const load: LoadHook = async (url, context, next) => {
  const loaded = await next(url, context);
  if (!setting.isCompiled || loaded.format !== "module" || !url.startsWith("file:") || !isHandled(fileURLToPath(url), setting)) return loaded;
  const source = typeof loaded.source === "string" ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString("utf8");
  return { ...loaded, source: textOf(fileURLToPath(url), source, "module", setting) };
};
