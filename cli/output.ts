/** Writes files whole or not at all: under a temporary name first, then renamed. */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fail } from "./problems.ts";

export interface OutputFile {
  path: string;
  text: string;
}

/** All are written before the first is renamed, so that a full disk leaves the old ones alone. @throws ProblemsError */
export function writeFiles(files: readonly OutputFile[]): void {
  const pending: { path: string; temporary: string }[] = [];
  let current = "";
  try {
    for (const { path, text } of files) {
      current = path;
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) throw new Error("there is a folder of that name");
      mkdirSync(dirname(path), { recursive: true });
      const temporary = `${path}.${process.pid}.tmp`;
      pending.push({ path, temporary });
      writeFileSync(temporary, text);
    }
    for (const { path, temporary } of pending) {
      current = path;
      renameSync(temporary, path);
    }
  } catch (error) {
    for (const { temporary } of pending) rmSync(temporary, { force: true });
    fail("TS5033", `Could not write file '${current}': ${(error as Error).message}.`);
  }
}

/** What a file says now; undefined when there is none that can be read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

export function touch(path: string): void {
  const now = Date.now() / 1000;
  utimesSync(path, now, now);
}
