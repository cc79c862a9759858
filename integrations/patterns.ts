/** Patterns of bundler options: globs as tsconfig has them and `{a,b}`, or regular expressions. */
import { globMatcher } from "../cli/glob.ts";
import type { FilterPattern } from "./options.ts";

/** A test for absolute paths; globs are relative to `root`. */
export function fileMatcher(pattern: FilterPattern, root: string): (path: string) => boolean {
  const tests = [pattern].flat().map((item) => (typeof item === "string" ? globMatcher(alternatives(item), root) : regExpMatcher(item)));
  return (path) => tests.some((test) => test(path));
}

/** As bundlers do it, on the path with forward slashes. A pattern with the flag `g` would remember where it stopped. */
function regExpMatcher({ source, flags }: RegExp): (path: string) => boolean {
  const pattern = new RegExp(source, flags.replace(/[gy]/g, ""));
  return (path) => pattern.test(path.replaceAll("\\", "/"));
}

/** `src/*.{ts,tsx}` → `src/*.ts`, `src/*.tsx` */
function alternatives(glob: string): string[] {
  const found = /\{([^{}]*)\}/.exec(glob);
  if (found === null) return [glob];
  const [braces, list] = found;
  return list!.split(",").flatMap((item) => alternatives(glob.slice(0, found.index) + item + glob.slice(found.index + braces.length)));
}
