/** `greenlets/rolldown`: the plugin for Rolldown. */
import type { Plugin } from "rolldown";
import type { GreenletsOptions } from "./options.ts";
import unplugin from "./unplugin.ts";

/**
 * Compiles capable functions on their way through Rolldown.
 *
 *     // rolldown.config.js
 *     import greenlets from "greenlets/rolldown";
 *     export default { plugins: [greenlets()] };
 *
 * It stands in front of plugins that compile TypeScript or JSX: these drop the marks that are comments.
 */
const greenlets: (options?: GreenletsOptions) => Plugin = unplugin.rolldown;
export default greenlets;
export type { FilterPattern, GreenletsOptions } from "./options.ts";
