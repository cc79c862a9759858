/** `greenlets/vite`: the plugin for Vite. */
import type { Plugin } from "vite";
import type { GreenletsOptions } from "./options.ts";
import unplugin from "./unplugin.ts";

/**
 * Compiles capable functions on their way through Vite.
 *
 *     // vite.config.js
 *     import greenlets from "greenlets/vite";
 *     export default { plugins: [greenlets()] };
 *
 * Dev server, build, SSR and workers; its place among the plugins does not matter.
 */
const greenlets: (options?: GreenletsOptions) => Plugin = unplugin.vite;
export default greenlets;
export type { FilterPattern, GreenletsOptions } from "./options.ts";
