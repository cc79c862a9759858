/**
 * Vite: the parts of a project that ordinary plugins do not see.
 *
 * - npm packages that are compiled: the dev server bundles dependencies ahead of time, without the plugins of the project; and on the server it
 *   leaves them to Node. So the plugin takes part in that bundling, and such packages are bundled on the server, too.
 * - the runtime: no file of the user's may mention it before it is compiled. It is bundled ahead with the rest, or the page would be reloaded for it.
 * - workers: their bundles have plugins of their own.
 */
import { resolve } from "node:path";
import type { UnpluginInstance } from "unplugin";
import type { ConfigEnv, Plugin, PluginOption, UserConfig } from "vite";
import type { GreenletsOptions } from "./options.ts";
import type { Session, SessionStart } from "./session.ts";

/** Makes plugins like this one for where Vite does not use this one. */
export type MakePlugins = (start: SessionStart) => Pick<UnpluginInstance<GreenletsOptions | undefined, false>, "rolldown" | "vite">;

export function viteHooks(session: Session, options: GreenletsOptions, makePlugins: MakePlugins): Pick<Plugin, "config"> {
  return {
    config(config: UserConfig, { command }: ConfigEnv) {
      const start = { root: resolve(config.root ?? "."), isDevelopment: command === "serve" };
      session.start(start);
      const packages = [...session.settings.packages];
      const inner = makePlugins(start);
      // Vite keeps bundled dependencies as long as the names of plugins stay.
      const prebundling = { ...inner.rolldown(options), name: `greenlets:${session.settings.fingerprint}` };
      const optimizeDeps = { include: ["greenlets", ...packages], rolldownOptions: { plugins: [prebundling] } };
      const ownPlugins = config.worker?.plugins;
      return {
        optimizeDeps,
        ...(packages.length > 0 && { ssr: { noExternal: packages, optimizeDeps: { ...optimizeDeps, include: packages } } }),
        worker: { plugins: (): PluginOption[] => [inner.vite(options), ...(ownPlugins?.() ?? [])] },
      } as UserConfig;
    },
  };
}
