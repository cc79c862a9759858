/** `greenlets/webpack`: the plugin for webpack. */
import type { WebpackPluginInstance } from "webpack";
import type { GreenletsOptions } from "./options.ts";
import unplugin from "./unplugin.ts";

/**
 * Compiles capable functions on their way through webpack.
 *
 *     // webpack.config.js
 *     import greenlets from "greenlets/webpack";
 *     export default { plugins: [greenlets()] };
 *
 * It sees a file before all loaders but those with `enforce: "pre"`.
 */
const greenlets: (options?: GreenletsOptions) => WebpackPluginInstance = unplugin.webpack;
export default greenlets;
export type { FilterPattern, GreenletsOptions } from "./options.ts";
