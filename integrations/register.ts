/** `node --import greenlets/register file.ts`: the loader for any program. Options travel in the query: `register?stress&configFile=…`. */
import { dirname } from "node:path";
import { findConfig, framesArgument } from "../cli/config.ts";
import type { ProjectOptions } from "../cli/project.ts";
import { install } from "./hooks.ts";

const { searchParams } = new URL(import.meta.url);

function optionsFromQuery(): ProjectOptions {
  const entry = process.argv[1];
  const isProduction = process.env["NODE_ENV"] === "production";
  return {
    configFile: searchParams.get("configFile") ?? findConfig(entry === undefined ? process.cwd() : dirname(entry)),
    stress: searchParams.has("stress"),
    keepFrames: searchParams.has("keepFrames") ? searchParams.get("keepFrames") !== "false" : !isProduction,
    frames: framesArgument(searchParams.get("frames") ?? undefined),
    warnings: searchParams.has("warnings"),
  };
}

install(optionsFromQuery());
