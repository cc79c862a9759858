/**
 * Finds a tsconfig.json and reads the key `"greenlets": { "include": [...], "packages": [...], "frames": "full", "deepStacks": true, "types": false }`, through `extends`.
 *
 * TypeScript drops keys that it does not know when it follows `extends`, and takes 300 ms to import. So the chain is
 * followed here; TypeScript's own options are left to TypeScript. Errors that tsc has too carry tsc's code and words.
 */
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import type { FrameTables } from "../compiler/options.ts";
import type { Problem } from "../compiler/problem.ts";
import { globMatcher } from "./glob.ts";
import { JsonError, parseJsonc } from "./jsonc.ts";
import { ProblemsError, fail } from "./problems.ts";
import { didYouMean } from "./spelling.ts";

export interface GreenletsConfig {
  /** Whether a file of the user (absolute path) is compiled with every function capable. */
  isIncluded: (path: string) => boolean;
  /** npm packages that are compiled, every function capable. */
  packages: ReadonlySet<string>;
  /** What compiled code says of its frames; undefined: whoever compiles decides. */
  frames: FrameTables | undefined;
  /** Recursions are not limited by the engine's stack. */
  deepStacks: boolean;
  /** Path and text of the config and of all that it extends. */
  files: readonly (readonly [path: string, text: string])[];
  /** Whether builds use what the types tell of calls. */
  types: boolean;
  /** The value of the key, all that is extended included, to be compared. */
  settings: string;
  /** The key as it would be written in the config itself; undefined when nobody has it. */
  written: Readonly<Record<string, unknown>> | undefined;
}

/** The key as written, with the folder that its patterns are relative to. */
interface Settings {
  include?: { patterns: readonly string[]; base: string };
  packages?: readonly string[];
  frames?: FrameTables;
  deepStacks?: boolean;
  types?: boolean;
}

interface Json {
  readonly [key: string]: unknown;
}

/** Here, not from the compiler: that is imported by the first file that needs it. */
const FRAME_TABLES: readonly unknown[] = ["full", "positions", "none"] satisfies FrameTables[];

/** The keys, and what their values must be. */
const KEYS: Readonly<Record<keyof Settings, readonly [is: (value: unknown) => boolean, what: string]>> = {
  include: [isStringList, "a list of strings"],
  packages: [isStringList, "a list of strings"],
  frames: [(value) => FRAME_TABLES.includes(value), '"full", "positions" or "none"'],
  deepStacks: [isBoolean, "true or false"],
  types: [isBoolean, "true or false"],
};

/** The config that `-p` names, a file or a folder. @throws ProblemsError */
export function configAt(project: string): string {
  const path = resolve(project);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) fail("TS5058", `The specified path does not exist: '${project}'.`);
  if (!stats.isDirectory()) return path;
  const file = join(path, "tsconfig.json");
  if (!isFile(file)) fail("TS5057", `Cannot find a tsconfig.json file at the specified directory: '${project}'.`);
  return file;
}

/** The nearest tsconfig.json in `folder` or above it. */
export function findConfig(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const file = join(at, "tsconfig.json");
    if (isFile(file)) return file;
    if (at === dirname(at)) return undefined;
  }
}

/** Reads the key and checks the chain of `extends`. Without a config nothing is included. @throws ProblemsError */
export function readConfig(configFile: string | undefined): GreenletsConfig {
  const files: [string, string][] = [];
  const settings = configFile === undefined ? {} : readSettings(configFile, [], files);
  const { include, packages, frames, deepStacks = false, types = true } = settings;
  return {
    files,
    settings: JSON.stringify(settings),
    written: configFile === undefined ? undefined : writtenSettings(settings, configFile),
    isIncluded: include === undefined ? () => false : globMatcher(include.patterns, include.base),
    packages: new Set(packages),
    frames,
    deepStacks,
    types,
  };
}

function writtenSettings({ include, ...others }: Settings, configFile: string): Readonly<Record<string, unknown>> | undefined {
  const written = { ...(include && { include: include.patterns.map((pattern) => relativePath(dirname(configFile), resolve(include.base, pattern))) }), ...others };
  return Object.keys(written).length === 0 ? undefined : written;
}

function relativePath(from: string, to: string): string {
  const path = relative(from, to).replaceAll("\\", "/");
  return path.startsWith(".") ? path : `./${path}`;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** A config's own settings win over those it extends; of several bases the later one wins. */
function readSettings(file: string, above: readonly string[], files: [string, string][]): Settings {
  if (above.includes(file)) {
    fail("TS18000", `Circularity detected while resolving configuration: ${[...above, file].join(" -> ")}`);
  }
  const text = readText(file);
  files.push([file, text]);
  const json = readJson(file, text);
  const slip = Object.keys(json).find((key) => key !== "greenlets" && /^green-?lets?$/i.test(key));
  if (slip !== undefined) fail("GL8001", `unknown key '${slip}' in '${file}'. Did you mean 'greenlets'?`);
  const bases = [json["extends"] ?? []].flat().filter((base) => typeof base === "string");
  const inherited = bases.map((base) => readSettings(resolveBase(base, file), [...above, file], files));
  return Object.assign({}, ...inherited, ownSettings(json["greenlets"], file)) as Settings;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    return fail("TS5083", `Cannot read file '${file}': ${(error as Error).message}.`);
  }
}

function readJson(file: string, text: string): Json {
  try {
    const value = parseJsonc(text);
    return isObject(value) ? value : stop(file, text, 0, "TS5092", "The root value of a tsconfig.json file must be an object.");
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return stop(file, text, error.position, "TS5014", `Failed to parse file '${file}': ${error.message}.`);
  }
}

function stop(file: string, text: string, start: number, code: string, message: string): never {
  const problem: Problem = { code, severity: "error", message, place: { file, text, start, length: Math.min(1, text.length - start) } };
  throw new ProblemsError([problem]);
}

/** A relative or absolute path, or a file of an npm package. */
function resolveBase(base: string, from: string): string {
  const candidates = base.endsWith(".json") ? [base] : [base, `${base}.json`, `${base}/tsconfig.json`];
  if (/^\.\.?(\/|$)/.test(base) || isAbsolute(base)) {
    const found = candidates.map((path) => resolve(dirname(from), path)).find(isFile);
    return found ?? fail("TS6053", `File '${base}' not found, which '${from}' extends.`);
  }
  const { resolve: resolvePackage } = createRequire(from);
  for (const candidate of candidates.reverse()) {
    try {
      return resolvePackage(candidate);
    } catch {
      // The next candidate.
    }
  }
  return fail("TS6053", `File '${base}' not found, which '${from}' extends.`);
}

function ownSettings(value: unknown, file: string): Settings {
  if (value === undefined) return {};
  if (!isObject(value)) return fail("GL8002", `'greenlets' in '${file}' must be an object.`);
  for (const [key, item] of Object.entries(value)) {
    if (!Object.hasOwn(KEYS, key)) fail("GL8001", `unknown key '${key}' in 'greenlets' of '${file}'; known are ${Object.keys(KEYS).join(", ")}.${didYouMean(key, Object.keys(KEYS))}`);
    const [is, what] = KEYS[key as keyof Settings];
    if (!is(item)) fail("GL8002", `'greenlets.${key}' in '${file}' must be ${what}.`);
  }
  const { include, ...others } = value as Omit<Settings, "include"> & { include?: string[] };
  return { ...others, ...(include && { include: { patterns: include, base: dirname(file) } }) };
}

/** What `--frames=…` says, if it is there. @throws ProblemsError */
export function framesArgument(value: string | undefined): FrameTables | undefined {
  if (value === undefined || FRAME_TABLES.includes(value)) return value as FrameTables | undefined;
  return fail("TS6046", `Argument for '--frames' option must be: ${FRAME_TABLES.map((known) => `'${known}'`).join(", ")}.`);
}

function isBoolean(value: unknown): boolean {
  return typeof value === "boolean";
}

function isStringList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
