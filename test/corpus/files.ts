/**
 * The text under which a file of the corpus is loaded: compiled with every function capable, kept on disk by the hash of what went in.
 * Used by both loaders, which run in two threads; what was loaded is told through a log file.
 */
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { observe } from "../../compiler/index.ts";

/** How a run's files are compiled. Travels to the loaders by an environment variable. */
export interface Setting {
  /** Packages are in its node_modules. */
  root: string;
  /** The folder of the drivers, which are compiled too: or else they would be foreign frames. */
  drivers: string;
  cache: string;
  log: string;
  /** The compiler's own hash. */
  build: string;
  stress: boolean;
  isCompiled: boolean;
}

export const SETTING_VARIABLE = "GREENLETS_CORPUS";
export const readSetting = (): Setting => JSON.parse(process.env[SETTING_VARIABLE]!) as Setting;

/** `corpus:acorn` is imported as a module in the corpus's folder would import `acorn`. */
export const PACKAGE_SCHEME = "corpus:";

/** What is kept of one compilation. */
export interface FileFacts {
  file: string;
  bytes: number;
  emitted: number;
  milliseconds: number;
  suspending: number;
  leaves: number;
  plain: number;
  /** Diagnostics by code. */
  codes: Record<string, number>;
  /** A file that could not be compiled is an error of the corpus. */
  error?: string;
}

export function isHandled(file: string, { root, drivers }: Setting): boolean {
  return /\.[cm]?js$/.test(file) && (file.startsWith(join(root, "node_modules") + sep) || file.startsWith(drivers + sep));
}

/** The compiled text, from the cache or made now. */
export function textOf(file: string, source: string, format: "module" | "commonjs", setting: Setting): string {
  const { cache, build, stress, log, root, drivers } = setting;
  const name = file.startsWith(drivers) ? file.slice(drivers.length + 1) : file.slice(join(root, "node_modules").length + 1);
  const hash = createHash("sha1").update([build, stress, format, name, source].join("\0")).digest("hex").slice(0, 20);
  const kept = join(cache, `${hash}.txt`);
  if (!existsSync(kept)) keep(cache, hash, name, source, format, stress);
  if (!file.startsWith(drivers)) appendFileSync(log, `${hash}\n`);
  return readFileSync(kept, "utf8");
}

function keep(cache: string, hash: string, name: string, source: string, format: "module" | "commonjs", stress: boolean): void {
  const facts: FileFacts = { file: name, bytes: source.length, emitted: 0, milliseconds: 0, suspending: 0, leaves: 0, plain: 0, codes: {} };
  let code = source;
  const start = performance.now();
  try {
    const result = observe(source, { filename: name, format, capable: "all", stress, verify: process.env["GTSC_VERIFY"] === "1" }, {
      selected: ({ decisions }) => {
        const count = (wanted: string): number => [...decisions.values()].filter(({ fn, status }) => fn.kind === "function" && status === wanted).length;
        Object.assign(facts, { suspending: count("suspending"), leaves: count("leaf"), plain: count("plain") });
      },
    });
    code = result.code;
    for (const item of result.diagnostics) facts.codes[item.code] = (facts.codes[item.code] ?? 0) + 1;
    const wrong = result.diagnostics.find(({ severity }) => severity === "error");
    if (wrong !== undefined) facts.error = `${wrong.line}:${wrong.column} ${wrong.message}`;
  } catch (error) {
    facts.error = String((error as Error).stack).split("\n").slice(0, 6).join("\n");
  }
  facts.milliseconds = performance.now() - start;
  facts.emitted = code.length;
  mkdirSync(cache, { recursive: true });
  write(join(cache, `${hash}.json`), JSON.stringify(facts));
  write(join(cache, `${hash}.txt`), code);
}

/** Two runs may write the same file. */
function write(file: string, text: string): void {
  writeFileSync(`${file}.${process.pid}`, text);
  renameSync(`${file}.${process.pid}`, file);
}
