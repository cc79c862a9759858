/** `node --import greenlets/register file.ts`: the loader for any program. Options travel in the query: `register?stress&configFile=…`. */
import { dirname, resolve } from "node:path";
import { chosenCache } from "../cli/cache-folder.ts";
import { findConfig, framesArgument } from "../cli/config.ts";
import type { ProjectOptions } from "../cli/project.ts";
import { requireOwn, requireOwnEarly } from "../cli/own-modules.ts";
import { install } from "./hooks.ts";

const { searchParams } = new URL(import.meta.url);

function optionsFromQuery(): ProjectOptions {
  const entry = process.argv[1];
  const isProduction = process.env["NODE_ENV"] === "production";
  const folder = entry === undefined ? process.cwd() : dirname(entry);
  const cache = searchParams.get("cache");
  return {
    configFile: searchParams.get("configFile") ?? findConfig(folder),
    stress: searchParams.has("stress"),
    keepFrames: searchParams.has("keepFrames") ? searchParams.get("keepFrames") !== "false" : !isProduction,
    frames: framesArgument(searchParams.get("frames") ?? undefined),
    warnings: searchParams.has("warnings"),
    cache: cache === "false" ? false : (cache ?? chosenCache(resolve(folder), undefined)),
  };
}

if ("Bun" in globalThis) requireOwn("../integrations/bun.js"); // Bun has no such hooks, but plugins
else {
  if ("Deno" in globalThis) requireOwnEarly();
  install(optionsFromQuery());
}
