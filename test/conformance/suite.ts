/** Which tests there are, and which of them are wanted. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Random } from "../helpers/generate/random.ts";
import { root } from "../helpers/paths.ts";

/** What must hold: the language, and the built-ins that call back or belong to functions of all kinds. */
export const FOLDERS: readonly string[] = [
  "language", "annexB",
  ...["Array", "TypedArray", "TypedArrayConstructors", "Map", "Set", "JSON", "Promise", "Iterator", "Proxy", "Reflect", "Function", "GeneratorFunction", "GeneratorPrototype",
    "AsyncFunction", "AsyncGeneratorFunction", "AsyncGeneratorPrototype", "AsyncFromSyncIteratorPrototype", "AsyncIteratorPrototype", "ArrayIteratorPrototype",
    "MapIteratorPrototype", "SetIteratorPrototype", "Object/groupBy", "String/prototype/replace", "String/prototype/replaceAll"].map((name) => `built-ins/${name}`),
];

/** Paths under test/ of all tests in these folders (or files). */
export function listTests(suite: string, folders: readonly string[]): string[] {
  return [...new Set(folders.flatMap((folder) => listFolder(suite, folder)))];
}

function listFolder(suite: string, path: string): string[] {
  const full = join(suite, "test", path);
  if (!existsSync(full)) throw new Error(`${full} does not exist`);
  if (statSync(full).isFile()) return [path];
  const items = readdirSync(full, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return items.flatMap((item) => {
    if (item.isDirectory()) return listFolder(suite, join(path, item.name));
    return item.name.endsWith(".js") && !item.name.includes("_FIXTURE") ? [join(path, item.name)] : [];
  });
}

/** `count` of the tests, always the same for a seed. */
export function sample(tests: readonly string[], count: number, seed: number): string[] {
  const random = new Random(seed);
  const drawn = tests.map((path) => ({ path, order: random.next() })).sort((a, b) => a.order - b.order);
  return drawn.slice(0, count).map(({ path }) => path).sort();
}

/** A line of a list: which tests (a folder ends in a slash), in which modes, and why. */
export interface Rule {
  path: string;
  /** Modes or variants; empty: all. */
  modes: string[];
  reason: string;
}

/** Lines of `path [modes] reason`. */
export function readRules(name: string): Rule[] {
  const lines = readFileSync(join(root, "test/conformance", name), "utf8").split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return lines.map((line) => {
    const [, path, modes = "", reason] = /^(\S+)\s+(?:\[([\w, -]+)\]\s+)?(.+)$/.exec(line) ?? [];
    if (path === undefined || reason === undefined) throw new Error(`${name}: not a path and a reason: ${line}`);
    return { path, modes: modes.split(/,\s*/).filter((mode) => mode !== ""), reason };
  });
}

export const isCovered = ({ path }: Rule, test: string): boolean => (path.endsWith("/") ? test.startsWith(path) : test === path);
