/** `gtsc --print=WHAT file[:function]` and `gtsc --explain file[:function or line]`: what the compiler thinks; explanations with the types of the project, if the file is in one. */
import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { CompileOptions } from "../compiler/options.ts";
import { parseArguments } from "./arguments.ts";
import { capableOf } from "./capable.ts";
import { configAt, findConfig, framesArgument, readConfig } from "./config.ts";
import { fail } from "./problems.ts";
import { openProject } from "./project.ts";
import { didYouMean } from "./spelling.ts";

const PRINTABLE = ["select", "blocks", "live", "frames", "output", "dot"] as const;
type Printable = (typeof PRINTABLE)[number];

/** compiler/print.ts, as far as it is used here. */
interface Printer {
  print(source: string, options: CompileOptions & { what: Printable; fn?: string }): string;
  explain(source: string, options: CompileOptions & { fn?: string }): string;
  functionNames(source: string, options: CompileOptions): string[] | null;
}

const KINDS = { print: "value", explain: "flag", project: "value", frames: "value", stress: "flag", "keep-frames": "flag", types: "flag" } as const;

/** @throws ProblemsError */
export async function print(args: readonly string[]): Promise<number> {
  const { flags, values, rest } = parseArguments(args, { kinds: KINDS, short: { p: "project" } });
  const [target, ...others] = rest;
  if (target === undefined || others.length > 0) fail("GL8003", "--print and --explain take one file: file.ts or file.ts:function");
  const { path, fn } = splitTarget(target);
  const project = values.get("project");
  const configFile = project === undefined ? findConfig(dirname(path)) : configAt(project);
  const config = readConfig(configFile);
  const options: CompileOptions = {
    filename: path,
    capable: capableOf(path, config) ?? "marked",
    deepStacks: config.deepStacks,
    format: openProject({ configFile }).formatOf(path),
    stress: flags.get("stress") ?? false,
    keepFrames: flags.get("keep-frames") ?? false,
    frames: framesArgument(values.get("frames")) ?? config.frames ?? "positions",
  };
  const source = readFileSync(path, "utf8");
  const printer = await loadPrinter();
  if (fn !== undefined) mustName(fn, printer.functionNames(source, options), target);
  const what = flags.get("explain") ? undefined : printable(values.get("print"));
  if (what === undefined && configFile !== undefined && (flags.get("types") ?? config.types)) {
    const text = (await import("./explain.ts")).explainInProject(configFile, config, path, fn);
    if (text !== undefined) return write(text);
  }
  const named = fn === undefined ? {} : { fn };
  const text = what === undefined ? printer.explain(source, { ...options, ...named }) : printer.print(source, { ...options, ...named, what });
  return write(text);
}

function write(text: string): number {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  return 0;
}

/** `file.ts:function`, `file.ts:line`, or a place as errors have it, `file.ts:line:column`; a file whose own name has a colon is taken as it is. */
function splitTarget(target: string): { path: string; fn?: string } {
  if (isFile(target)) return { path: existing(target) };
  const [, file = target, fn] = /^(.+?):(\d+)(?::\d+)?$/.exec(target) ?? /^(.+):([^:]*)$/.exec(target) ?? [];
  return { path: existing(file), ...(fn !== undefined && { fn }) };
}

function mustName(fn: string, names: readonly string[] | null, target: string): void {
  const isThere = names === null || /^\d+$/.test(fn) || names.some((name) => name === fn || name.endsWith(`.${fn}`));
  if (!isThere) fail("GL8008", `there is no function '${fn}' in '${target.slice(0, -fn.length - 1)}'.${didYouMean(fn, names)}`);
}

function existing(file: string): string {
  return isFile(file) ? resolve(file) : fail("TS6053", `File '${file}' not found.`);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function printable(what: string | undefined): Printable {
  return PRINTABLE.find((name) => name === what) ?? fail("GL8004", `cannot print '${what}'; known are ${PRINTABLE.join(", ")}.`);
}

async function loadPrinter(): Promise<Printer> {
  const url = new URL("../compiler/print.js", import.meta.url);
  if (!isFile(decodeURIComponent(url.pathname))) fail("GL8005", "this build of gtsc has no printer (compiler/print.js is missing).");
  return (await import(url.href)) as Printer;
}
