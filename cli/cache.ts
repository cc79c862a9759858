/**
 * What has been compiled once, on the disk: a file for each entry, under the hash of everything that the entry depends on.
 *
 * Several processes and threads share a folder without locks: an entry is written under a temporary name and renamed, and its first line is the hash of
 * the rest, so that one that is cut off or damaged is taken for missing, and written anew. A folder that cannot be written is no cache, not an error.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { threadId } from "node:worker_threads";

/** Some text, and what is to be known of it, as plain data. */
export interface Entry {
  text: string;
  about: unknown;
}

export interface Cache {
  /** The entry that was written under the key; where there is none, the made one. What `make` throws is thrown, and nothing is written. */
  entry(key: readonly unknown[], make: () => Entry): Entry & { isNew: boolean };
}

interface Limits {
  /** When a process begins to write and there is more, the entries that were used longest ago are dropped until there is half of it. */
  bytes: number;
}

export const NO_CACHE: Cache = { entry: (_key, make) => ({ ...make(), isNew: true }) };

const DAY_MS = 86_400_000;

export function openCache(folder: string, { bytes }: Limits = { bytes: 128 * 2 ** 20 }): Cache {
  let isOpen = true;
  const write = (name: string, entry: Entry): void => {
    if (!isOpen) return;
    try {
      writeEntry(folder, name, entry);
    } catch {
      isOpen = false;
    }
  };
  const begin = once(() => prune(folder, bytes));
  return {
    entry(key, make) {
      const name = hash(JSON.stringify(key));
      const found = readEntry(join(folder, name));
      if (found !== undefined) return { ...found, isNew: false };
      const made = make();
      begin();
      write(name, made);
      return { ...made, isNew: true };
    },
  };
}

export function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** `hash ␤ about as JSON ␤ text` */
function readEntry(path: string): Entry | undefined {
  try {
    const content = readFileSync(path, "utf8");
    const at = content.indexOf("\n");
    const body = content.slice(at + 1);
    if (content.slice(0, at) !== hash(body)) return undefined;
    keepUsed(path);
    const end = body.indexOf("\n");
    return { about: JSON.parse(body.slice(0, end)), text: body.slice(end + 1) };
  } catch {
    return undefined;
  }
}

/** The time of a file is when it was used, to the day. */
function keepUsed(path: string): void {
  const now = Date.now();
  if (now - statSync(path).mtimeMs > DAY_MS) utimesSync(path, now / 1000, now / 1000);
}

function writeEntry(folder: string, name: string, { text, about }: Entry): void {
  const body = `${JSON.stringify(about)}\n${text}`;
  const temporary = join(folder, `${name}.${process.pid}.${threadId}.tmp`);
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(temporary, `${hash(body)}\n${body}`);
    renameSync(temporary, join(folder, name));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Temporary files that a killed process left behind are entries like all others here. */
function prune(folder: string, bytes: number): void {
  try {
    const files = readdirSync(folder).map((name) => ({ path: join(folder, name), stats: statSync(join(folder, name), { throwIfNoEntry: false }) }));
    let total = files.reduce((sum, { stats }) => sum + (stats?.size ?? 0), 0);
    if (total <= bytes) return;
    for (const { path, stats } of files.sort((a, b) => (a.stats?.mtimeMs ?? 0) - (b.stats?.mtimeMs ?? 0))) {
      if (total <= bytes / 2) return;
      rmSync(path, { force: true });
      total -= stats?.size ?? 0;
    }
  } catch {
    // No folder yet, or somebody else is at it: both are fine.
  }
}

function once(step: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) step();
    isDone = true;
  };
}
