/**
 * The compiler in every bundler, through unplugin. What a bundler needs beyond the hooks that all have is in a file of its own.
 *
 *     text of a module ── transform ──► the same language, two forms ──► what the bundler does with TypeScript, JSX, CommonJS
 *
 * It runs in front of all other plugins: marks are comments and directives, which these drop.
 */
import { createUnplugin, type NativeBuildContext, type UnpluginContextMeta, type UnpluginInstance, type UnpluginOptions } from "unplugin";
import { adaptEsbuild } from "./esbuild-hooks.ts";
import { type Printing, report } from "./messages.ts";
import { SCRIPT_IDS, VIRTUAL_IDS } from "./module-id.ts";
import type { GreenletsOptions } from "./options.ts";
import { rollupHooks, watchHooks } from "./rollup-hooks.ts";
import { Session, type SessionStart } from "./session.ts";
import { transform } from "./transform.ts";
import { viteHooks } from "./vite-hooks.ts";
import { adaptWebpack } from "./webpack-hooks.ts";

export type GreenletsUnplugin = UnpluginInstance<GreenletsOptions | undefined, false>;

/** @param start where the project is, when whoever asks knows; bundlers say it themselves later. */
export function unpluginAt(start?: SessionStart): GreenletsUnplugin {
  return createUnplugin((options, meta) => plugin(new Session(options ?? {}, start ?? { root: process.cwd() }), options ?? {}, meta, start));
}

const unplugin: GreenletsUnplugin = unpluginAt();
export default unplugin;

function plugin(session: Session, options: GreenletsOptions, meta: UnpluginContextMeta, start: SessionStart | undefined): UnpluginOptions {
  const { framework } = meta;
  if (framework === "rollup" || framework === "rolldown" || start !== undefined) session.start(start ?? { root: process.cwd() });
  return {
    name: "greenlets",
    enforce: "pre",
    buildStart: () => session.forget(),
    watchChange: () => session.forget(),
    ...(framework !== "esbuild" && { transform: transformHook(session, framework) }),
    rollup: { ...rollupHooks, ...watchHooks(session) },
    rolldown: rollupHooks,
    vite: { ...(start === undefined && viteHooks(session, options, unpluginAt)), ...rollupHooks },
    esbuild: adaptEsbuild(session, start !== undefined),
    webpack: (compiler) => adaptWebpack(compiler, session),
    rspack: (compiler) => adaptWebpack(compiler, session),
  };
}

function transformHook(session: Session, framework: UnpluginContextMeta["framework"]): UnpluginOptions["transform"] {
  return {
    filter: { id: { include: [SCRIPT_IDS], exclude: excluded(session) } },
    async handler(code, id) {
      const { settings } = session;
      for (const file of settings.configFiles) this.addWatchFile(file);
      const { result, problems } = await transform(code, id, settings, (path, text) => session.facts(path, text));
      if (settings.types) cacheNothing(this.getNativeBuildContext?.());
      report(problems, id, this, printingOf(framework));
      return result === undefined ? null : { code: result.code, map: result.map ?? noMap(framework) };
    },
  };
}

function excluded(session: Session): RegExp[] {
  session.excluded.unshift(VIRTUAL_IDS);
  return session.excluded;
}

/** What the types tell of a module may change with any other: webpack's loaders are asked each time. */
function cacheNothing(native: NativeBuildContext | undefined): void {
  if (native?.framework === "webpack" || native?.framework === "rspack") native.loaderContext?.cacheable(false);
}

function printingOf(framework: UnpluginContextMeta["framework"]): Printing {
  return framework === "webpack" || framework === "rspack" || framework === "rsbuild" ? "nothing" : "frame";
}

/** To Rollup, null means that the text is where it was. */
function noMap(framework: UnpluginContextMeta["framework"]): { version: number; names: string[]; sources: string[]; mappings: "" } | null {
  return printingOf(framework) === "frame" ? { version: 3, names: [], sources: [], mappings: "" } : null;
}
