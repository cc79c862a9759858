/** esbuild: where the project is, loaders that the user chose, and `greenlets` in modules whose folder has none (runtime-copy.ts). */
import type { BuildOptions, Loader, PluginBuild } from "esbuild";
import { SCRIPT_IDS } from "./module-id.ts";
import { OWN_SPECIFIERS, ownCopy } from "./runtime-copy.ts";
import type { Session } from "./session.ts";

interface EsbuildHooks {
  onLoadFilter: RegExp;
  loader: Loader;
  config(options: BuildOptions): void;
  setup(build: PluginBuild): void;
}

/** Marks a question of our own, which is not to be answered by us. */
const ASKED = Symbol("greenlets");

export function adaptEsbuild(session: Session): EsbuildHooks {
  return {
    onLoadFilter: SCRIPT_IDS,
    // Not by unplugin's table: `.js` may be JSX for this user.
    loader: "default",
    config: ({ absWorkingDir }) => session.start({ root: absWorkingDir ?? process.cwd() }),
    setup(build) {
      build.onResolve({ filter: OWN_SPECIFIERS }, async ({ path, pluginData, ...asked }) => {
        if (pluginData === ASKED) return undefined;
        const { errors } = await build.resolve(path, { ...asked, pluginData: ASKED });
        const own = errors.length === 0 ? undefined : ownCopy(path, asked.importer);
        return own === undefined ? undefined : { path: own };
      });
    },
  };
}
