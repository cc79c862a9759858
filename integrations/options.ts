/**
 * What the plugins of the bundlers take, joined with the key "greenlets" of tsconfig.json: that is the default of each option that it has.
 *
 * Nothing here needs the compiler: a bundler starts before the first file that has to be compiled.
 */
import { createHash } from "node:crypto";
import { isAbsolute, relative, resolve } from "node:path";
import type { Capable, FrameTables } from "../compiler/options.ts";
import { capableOf, isForeign } from "../cli/capable.ts";
import { configAt, findConfig, type GreenletsConfig, readConfig } from "../cli/config.ts";
import { fail } from "../cli/problems.ts";
import { version } from "../runtime/version.ts";
import { fileMatcher } from "./patterns.ts";

/** A glob relative to the root, a regular expression on the whole path, or several. */
export type FilterPattern = string | RegExp | readonly (string | RegExp)[];

export interface GreenletsOptions {
  /** Files of yours that are compiled with every function capable, marked or not. Default: `include` of tsconfig's "greenlets"; all other files are decided by their marks. */
  include?: FilterPattern;
  /** Files that are left alone, whatever their marks say. */
  exclude?: FilterPattern;
  /** npm packages that are compiled, every function capable. Default: `packages` of tsconfig's "greenlets". */
  packages?: readonly string[];
  /** Ask the type checker which calls never switch: such code is faster and smaller, and the build slower. */
  types?: boolean;
  /** Default: true. */
  sourcemap?: boolean;
  /** What `greenlet.frames()` tells. Default: tsconfig's, else "full" in Vite's dev server and "positions" in a build. */
  frames?: FrameTables;
  /** Keep frames of tail calls, for complete greenlet stacks. Default: true in Vite's dev server. */
  keepFrames?: boolean;
  /** Recursions of compiled functions are limited by memory only. Default: tsconfig's. */
  deepStacks?: boolean;
  /** For tests: suspend and resume wherever a function may be suspended. */
  stress?: boolean;
  /** The tsconfig.json to read, relative to the root; false: none. Default: the nearest one. */
  tsconfig?: string | false;
}

/** What the options come to for one root. */
export interface Settings {
  readonly root: string;
  readonly configFile: string | undefined;
  /** It and all that it extends: what has to be read again when it changes. */
  readonly configFiles: readonly string[];
  readonly packages: ReadonlySet<string>;
  readonly types: boolean;
  readonly sourcemap: boolean;
  readonly compile: { readonly stress: boolean; readonly keepFrames: boolean; readonly frames: FrameTables; readonly deepStacks: boolean };
  /** How much of the file at an absolute path is compiled; undefined: it is left alone. */
  capableOf(path: string): Capable | undefined;
  /** Whether what a declaration file declares belongs to a package that is not compiled. */
  isForeign(path: string): boolean;
  /** The name of a file in positions and diagnostics: relative to the root. */
  nameOf(path: string): string;
  /** Differs wherever the output may differ: for bundlers that keep what they were given. */
  readonly fingerprint: string;
}

/** What each option must be. */
const KNOWN: Readonly<Record<keyof GreenletsOptions, readonly [is: (value: unknown) => boolean, what: string]>> = {
  include: [isPattern, "a pattern, or a list of patterns"],
  exclude: [isPattern, "a pattern, or a list of patterns"],
  packages: [(value) => Array.isArray(value) && value.every((item) => typeof item === "string"), "a list of names"],
  types: [isBoolean, "true or false"],
  sourcemap: [isBoolean, "true or false"],
  frames: [(value) => value === "full" || value === "positions" || value === "none", '"full", "positions" or "none"'],
  keepFrames: [isBoolean, "true or false"],
  deepStacks: [isBoolean, "true or false"],
  stress: [isBoolean, "true or false"],
  tsconfig: [(value) => value === false || typeof value === "string", "a path or false"],
};

/** @throws ProblemsError for an option that does not exist or has a wrong value. */
export function checkOptions(options: GreenletsOptions): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(KNOWN, name)) fail("GL8021", `unknown option '${name}' of the greenlets plugin; known are ${Object.keys(KNOWN).join(", ")}.`);
    const [is, what] = KNOWN[name as keyof GreenletsOptions];
    if (value !== undefined && !is(value)) fail("GL8022", `option '${name}' of the greenlets plugin must be ${what}.`);
  }
}

/** @param isDevelopment a server that somebody debugs with. @throws ProblemsError for a config that cannot be used. */
export function readSettings(options: GreenletsOptions, root: string, isDevelopment: boolean): Settings {
  const { tsconfig } = options;
  const configFile = tsconfig === false ? undefined : tsconfig === undefined ? findConfig(root) : configAt(resolve(root, tsconfig));
  const read = readConfig(configFile);
  const config: GreenletsConfig = {
    ...read,
    isIncluded: options.include === undefined ? read.isIncluded : fileMatcher(options.include, root),
    packages: options.packages === undefined ? read.packages : new Set(options.packages),
  };
  if (options.types === true && configFile === undefined) fail("GL8022", `option 'types' of the greenlets plugin needs a tsconfig.json; none was found from '${root}'.`);
  const isExcluded = options.exclude === undefined ? () => false : fileMatcher(options.exclude, root);
  const compile = {
    stress: options.stress ?? false,
    keepFrames: options.keepFrames ?? isDevelopment,
    frames: options.frames ?? read.frames ?? (isDevelopment ? "full" : "positions"),
    deepStacks: options.deepStacks ?? read.deepStacks,
  };
  return {
    root,
    configFile,
    configFiles: read.files.map(([path]) => path),
    packages: config.packages,
    types: options.types ?? false,
    sourcemap: options.sourcemap ?? true,
    compile,
    capableOf: (path) => (isExcluded(path) ? undefined : capableOf(path, config)),
    isForeign: (path) => isForeign(path, config),
    nameOf: (path) => nameOf(path, root),
    fingerprint: fingerprintOf([version, compile, options, read.files]),
  };
}

/** Relative where that leads down, or to a package of the project. */
function nameOf(path: string, root: string): string {
  const name = relative(root, path);
  return (isAbsolute(name) ? path : name).replaceAll("\\", "/");
}

function fingerprintOf(value: unknown): string {
  const text = JSON.stringify(value, (_, item: unknown) => (item instanceof RegExp ? String(item) : item));
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

function isPattern(value: unknown): boolean {
  return [value].flat().every((item) => typeof item === "string" || item instanceof RegExp);
}

function isBoolean(value: unknown): boolean {
  return typeof value === "boolean";
}
