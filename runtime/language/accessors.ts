/**
 * Which accessor a property access would call. A compiled access asks before it calls a getter or setter as any compiled function, with a token; where
 * the answer is `undefined` it leaves the access to the engine, which is always right in last-in-first-out order.
 *
 * Invariant: asking runs no code of the program's, or a compiled accessor could run twice, or as called by another. Only proxies have code that runs here
 * (and the lookup of a host's own objects may throw); the language has no test for a proxy, so where the host has none either, nothing is ever found.
 */
import { infoOf } from "../core/marks.ts";

interface NodeUtil {
  types?: { isProxy?: (value: unknown) => boolean };
}
interface Host {
  process?: { getBuiltinModule?: (name: string) => NodeUtil | undefined };
}

const isProxy = hostTest();
const { getOwnPropertyDescriptor, getPrototypeOf, hasOwn } = Object;

/** Node from 20.16, Bun and Deno have one. Taken when this is loaded: what the program does to `process` afterwards does not reach it. */
function hostTest(): ((value: unknown) => boolean) | undefined {
  try {
    return (globalThis as Host).process?.getBuiltinModule?.("node:util")?.types?.isProxy;
  } catch {
    return undefined;
  }
}

/** The descriptor that an access finds on its way along the prototypes (ECMA-262 §10.1.8.1, §10.1.9.2). */
function find(value: unknown, key: PropertyKey): PropertyDescriptor | undefined {
  if (isProxy === undefined || value === undefined || value === null) return undefined;
  for (let at = Object(value) as object | null; at !== null && !isProxy(at); at = getPrototypeOf(at) as object | null) {
    const found = getOwnPropertyDescriptor(at, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

function accessor(kind: "get" | "set", value: unknown, key: PropertyKey): unknown {
  let found: PropertyDescriptor | undefined;
  try {
    found = find(value, key);
  } catch {
    return undefined; // a module's variable in its dead zone, a window of another origin, no stack left: the access itself will tell
  }
  // A descriptor inherits from the program's Object.prototype.
  if (found === undefined || !hasOwn(found, kind)) return undefined;
  return infoOf(found[kind]) === null ? undefined : found[kind];
}

export const getter = (value: unknown, key: PropertyKey): unknown => accessor("get", value, key);

export const setter = (value: unknown, key: PropertyKey): unknown => accessor("set", value, key);
