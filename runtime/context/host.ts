/** What contexts need of the host: `node:async_hooks`, which Node, Bun and Deno have and browsers do not. */
import type { Context } from "../core/hooks.ts";

export interface Storage {
  getStore(): unknown;
  enterWith(store: unknown): void;
  run(store: unknown, fn: (...args: unknown[]) => unknown, ...args: unknown[]): unknown;
  disable(): void;
}

export interface AsyncHooks {
  AsyncLocalStorage: (new () => Storage) & { prototype: Storage };
  AsyncResource: new (type: string, options: { requireManualDestroy: boolean }) => NonNullable<Context["resource"]>;
}

interface Host {
  process?: { getBuiltinModule?: (name: string) => unknown };
}

/** undefined where there is none. */
export function asyncHooks(): AsyncHooks | undefined {
  try {
    const hooks = (globalThis as Host).process?.getBuiltinModule?.("node:async_hooks") as Partial<AsyncHooks> | undefined;
    return typeof hooks?.AsyncLocalStorage === "function" && typeof hooks.AsyncResource === "function" ? (hooks as AsyncHooks) : undefined;
  } catch {
    return undefined;
  }
}
