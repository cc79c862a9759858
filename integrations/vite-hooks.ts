/**
 * Vite: the parts of a project that ordinary plugins do not see.
 *
 * - npm packages that are compiled: the dev server bundles dependencies ahead of time, without the plugins of the project; and on the server it
 *   leaves them to Node. So the plugin takes part in that bundling, and such packages are bundled on the server, too.
 * - the runtime: no file of the user's may mention it before it is compiled. It is bundled ahead with the rest, or the page would be reloaded for it; all
 *   of it, also where the package is a linked folder, or there would be a second copy beside it.
 * - workers: their bundles have plugins of their own.
 */
import { resolve } from "node:path";
import type { UnpluginInstance } from "unplugin";
import type { ConfigEnv, EnvironmentOptions, Plugin, PluginOption, UserConfig } from "vite";
import { parseId } from "./module-id.ts";
import type { GreenletsOptions } from "./options.ts";
import type { Session, SessionStart } from "./session.ts";

/** Makes plugins like this one for where Vite does not use this one. */
export type MakePlugins = (start: SessionStart) => Pick<UnpluginInstance<GreenletsOptions | undefined, false>, "esbuild" | "rolldown" | "vite">;

export function viteHooks(session: Session, options: GreenletsOptions, makePlugins: MakePlugins): Pick<Plugin, "config" | "configEnvironment" | "hotUpdate"> {
  let optimizing: object = {};
  return {
    config(config: UserConfig, { command }: ConfigEnv) {
      const start = { root: resolve(config.root ?? "."), isDevelopment: command === "serve" };
      session.start(start);
      const inner = makePlugins(start);
      optimizing = prebundling(inner, options, session.settings.fingerprint, isRolldown(this));
      const optimizeDeps = { include: ["greenlets", "greenlets/hub", ...session.settings.packages], ...optimizing };
      // Vite adds it to those of the user.
      return { optimizeDeps, worker: { plugins: (): PluginOption[] => [inner.vite(options)] } } as UserConfig;
    },
    /** Servers, edges and whatever else there is beside the page. */
    configEnvironment(name, _, { command }) {
      const packages = [...session.settings.packages];
      if (name === "client" || packages.length === 0) return undefined;
      // In a bundle a package in CommonJS would not know what an external ES module is; in a server that runs modules Node knows.
      return { resolve: { noExternal: command === "build" ? ["greenlets", ...packages] : packages }, optimizeDeps: { include: packages, ...optimizing } } as EnvironmentOptions;
    },
    async hotUpdate({ file, modules, timestamp, type }) {
      if (type === "delete" || parseId(file) === undefined) return undefined;
      const { moduleGraph } = this.environment;
      const others = (await session.outdated(file, timestamp)).flatMap((path) => [...(moduleGraph.getModulesByFile(path) ?? [])]);
      return others.length === 0 ? undefined : [...modules, ...others];
    },
  };
}

/** Until version 8 Vite bundled dependencies with esbuild. */
function isRolldown(context: unknown): boolean {
  return (context as { meta?: { rolldownVersion?: string } } | undefined)?.meta?.rolldownVersion !== undefined;
}

/** Vite keeps what it has bundled as long as the names of the plugins stay. */
function prebundling(inner: ReturnType<MakePlugins>, options: GreenletsOptions, fingerprint: string, hasRolldown: boolean): object {
  const name = `greenlets:${fingerprint}`;
  if (hasRolldown) return { rolldownOptions: { plugins: [{ ...inner.rolldown(options), name }] } };
  return { esbuildOptions: { plugins: [{ ...inner.esbuild(options), name }] } };
}
