/**
 * Notices the first use of any AsyncLocalStorage: the host has no way to ask. `run` and `enterWith` are replaced until then, and then put back.
 */
import type { AsyncHooks, Storage } from "./host.ts";

type Method = "run" | "enterWith";
const METHODS: readonly Method[] = ["run", "enterWith"];

/** @param used is told of each use, right before it; returns whether it wants to be told of the next one. */
export function watchFirstUse({ AsyncLocalStorage }: AsyncHooks, used: (storage: Storage) => boolean): void {
  const { prototype } = AsyncLocalStorage;
  let isWatching = true;
  const originals = METHODS.map((name) => [name, Object.getOwnPropertyDescriptor(prototype, name)!] as const);
  // Frozen: nobody can tell, so it counts as used.
  if (originals.some(([, { configurable }]) => configurable !== true)) return void used(new AsyncLocalStorage());
  const wrappers = new Map<Method, unknown>();
  const stop = (): void => {
    isWatching = false;
    // Somebody may have put a wrapper of their own around ours, or have frozen it: that stays, and ours does nothing.
    for (const [name, original] of originals) if (prototype[name] === wrappers.get(name)) Reflect.defineProperty(prototype, name, original);
  };
  for (const [name, original] of originals) {
    const method = original.value as (...args: unknown[]) => unknown;
    const wrapper = function (this: Storage, ...args: unknown[]): unknown {
      if (isWatching) {
        isWatching = false; // what `used` itself uses
        isWatching = used(this);
        if (!isWatching) stop();
      }
      return Reflect.apply(method, this, args);
    };
    Object.defineProperty(wrapper, "name", { value: name });
    Object.defineProperty(wrapper, "length", { value: method.length });
    wrappers.set(name, wrapper);
    Object.defineProperty(prototype, name, { ...original, value: wrapper });
  }
}
