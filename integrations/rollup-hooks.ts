/** Rollup, Rolldown and Vite: `greenlets` in modules whose folder has none (runtime-copy.ts), and warnings that nobody can do anything about. */
import { parseId } from "./module-id.ts";
import { OWN_SPECIFIERS, isOwnModule, ownCopy } from "./runtime-copy.ts";
import type { Session } from "./session.ts";

/** The part of the plugin context that the three share. */
interface Resolving {
  resolve(source: string, importer: string | undefined, options: object): Promise<{ id: string; external?: unknown } | null>;
}

const resolveId = {
  filter: { id: OWN_SPECIFIERS },
  async handler(this: unknown, source: string, importer: string | undefined, options: object) {
    if (importer === undefined || !OWN_SPECIFIERS.test(source)) return null;
    const found = await (this as Resolving).resolve(source, importer, { ...options, skipSelf: true });
    return (found as { id: string } | null) ?? ownCopy(source, importer) ?? null;
  },
};

interface Log {
  code?: string;
  message: string;
  ids?: string[];
  pos?: number;
}

/** `"use strict"; "use greenlet";` */
const LONGEST_PROLOGUE = 40;

/** Our directives have done their work when bundles are made, and the cycles inside the runtime are meant. */
function isOfNoUse(log: Log): boolean {
  if (log.code === "MODULE_LEVEL_DIRECTIVE") return /["'`]use (?:greenlet|plain)\b/.test(log.message);
  // Somebody's map does not know the directive, about which there was nothing to say.
  if (log.code === "SOURCEMAP_ERROR") return /Can't resolve original location/.test(log.message) && log.pos !== undefined && log.pos < LONGEST_PROLOGUE;
  return log.code === "CIRCULAR_DEPENDENCY" && log.ids !== undefined && log.ids.every(isOwnModule);
}

/** For all three. */
export const rollupHooks = { resolveId, onLog: (_level: string, log: Log): false | undefined => (isOfNoUse(log) ? false : undefined) };

/** For Rollup's watch mode, which keeps what it has of a module whose own text has not changed. */
export function watchHooks(session: Session) {
  return {
    async shouldTransformCachedModule({ id }: { id: string }): Promise<true | null> {
      const module = parseId(id);
      return module?.isWhole === true && (await session.isOutdated(module.path)) ? true : null;
    },
  };
}
