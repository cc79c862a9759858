/** `greenlets/rspack`: the plugin for Rspack. */
import type { RspackPluginInstance } from "@rspack/core";
import type { GreenletsOptions } from "./options.ts";
import unplugin from "./unplugin.ts";

/**
 * Compiles capable functions on their way through Rspack.
 *
 *     // rspack.config.js
 *     import greenlets from "greenlets/rspack";
 *     export default { plugins: [greenlets()] };
 *
 * It sees a file before all loaders but those with `enforce: "pre"`.
 */
const greenlets: (options?: GreenletsOptions) => RspackPluginInstance = unplugin.rspack;
export default greenlets;
export type { FilterPattern, GreenletsOptions } from "./options.ts";
