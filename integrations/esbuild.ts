/** `greenlets/esbuild`: the plugin for esbuild. */
import type { Plugin } from "esbuild";
import type { GreenletsOptions } from "./options.ts";
import unplugin from "./unplugin.ts";

/**
 * Compiles capable functions on their way through esbuild.
 *
 *     // build.js
 *     import greenlets from "greenlets/esbuild";
 *     await build({ plugins: [greenlets()], … });
 *
 * It stands in front of plugins that load scripts: for each file esbuild asks only the first one that answers.
 */
const greenlets: (options?: GreenletsOptions) => Plugin = unplugin.esbuild;
export default greenlets;
export type { FilterPattern, GreenletsOptions } from "./options.ts";
