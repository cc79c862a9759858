"use greenlet";
/** A catalogue in pieces on the server: each folder is fetched when the recursion comes to it. */
import { wait } from "greenlets/hub";

interface Folder {
  name: string;
  size: number;
  children: string[];
}

/** Plain-looking code: the greenlet waits here, and with it everything that called it. */
function load(path: string): Folder {
  const response = wait(fetch(new URL(`/data/${path}.json`, location.origin)));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return wait(response.json() as Promise<Folder>);
}

export function totalSize(path: string, visit: (name: string) => void): number {
  const { name, size, children } = load(path);
  visit(name);
  return children.reduce((sum, child) => sum + totalSize(child, visit), size);
}

/** Fails three calls deep, after it has waited. */
export function failing(depth: number): number {
  if (depth > 0) return failing(depth - 1) + 1;
  throw new RangeError(`nothing in ${load("music").name}`);
}
