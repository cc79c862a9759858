/** `greenlets/rollup`: the plugin for Rollup. */
import type { Plugin } from "rollup";
import type { GreenletsOptions } from "./options.ts";
import unplugin from "./unplugin.ts";

/**
 * Compiles capable functions on their way through Rollup.
 *
 *     // rollup.config.js
 *     import greenlets from "greenlets/rollup";
 *     export default { plugins: [greenlets(), …] };
 *
 * It stands in front of plugins that compile TypeScript or JSX: these drop the marks that are comments.
 */
const greenlets: (options?: GreenletsOptions) => Plugin = unplugin.rollup;
export default greenlets;
export type { FilterPattern, GreenletsOptions } from "./options.ts";
