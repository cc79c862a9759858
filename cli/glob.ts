/** File patterns as tsconfig's own `include` has them: `*`, `?`, `**` for folders, and a bare folder for all that is in it. */
import { resolve } from "node:path";

/** A test for absolute paths. A pattern is relative to the folder of the config that has it. */
export function globMatcher(patterns: readonly string[], base: string): (path: string) => boolean {
  const tests = patterns.map((pattern) => toRegExp(slashes(resolve(base, pattern))));
  return (path) => tests.some((test) => test.test(slashes(path)));
}

function toRegExp(pattern: string): RegExp {
  const parts = pattern.split("/");
  if (!/[*?.]/.test(parts.at(-1)!)) parts.push("**");
  const last = parts.length - 1;
  return new RegExp(`^${parts.map((part, index) => (index === last ? lastPart(part) : folder(part))).join("")}$`);
}

function folder(part: string): string {
  return part === "**" ? "(?:[^/]+/)*" : `${wildcards(part)}/`;
}

function lastPart(part: string): string {
  return part === "**" ? ".+" : wildcards(part);
}

function wildcards(part: string): string {
  return part.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^/]*").replaceAll("?", "[^/]");
}

function slashes(path: string): string {
  return path.replaceAll("\\", "/");
}
