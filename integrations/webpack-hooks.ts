/** webpack and Rspack: caches on the disk that know our options, and `greenlets` in modules whose folder has none (runtime-copy.ts). */
import { resolveOwnPackage } from "./resolve.ts";
import { OWN_NAMES } from "./runtime-copy.ts";
import type { Session } from "./session.ts";

/** What the two compilers have in common. */
interface WebpackLike {
  readonly context: string;
  readonly options: { readonly resolve: object; readonly cache?: unknown };
}

/** `{ "greenlets$": "/…/index.js" }`, or the list that webpack makes of it. */
type Fallback = Record<string, unknown> | { name: string; alias: unknown; onlyModule?: boolean }[];

export function adaptWebpack({ context, options }: WebpackLike, session: Session): void {
  session.start({ root: context });
  const resolve = options.resolve as { fallback?: Fallback };
  resolve.fallback = withOwnCopy(resolve.fallback);
  // Loaders are known to the cache by their names only.
  const cache = options.cache as { type?: string; version?: string } | boolean | undefined;
  if (typeof cache === "object" && (cache.type === "filesystem" || cache.type === "persistent")) {
    cache.version = `${cache.version ?? ""}|greenlets:${session.settings.fingerprint}`;
  }
}

/** An alias for what cannot be resolved. */
function withOwnCopy(fallback: Fallback = {}): Fallback {
  const own = OWN_NAMES.map((name) => ({ name, alias: resolveOwnPackage(name), onlyModule: true }));
  if (Array.isArray(fallback)) return [...fallback, ...own];
  return { ...Object.fromEntries(own.map(({ name, alias }) => [`${name}$`, alias])), ...fallback };
}
