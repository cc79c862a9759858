/** `gtsc run [options] file [args…]`: compiles in memory and runs, in this process, as `node file` would. */
import { statSync } from "node:fs";
import Module from "node:module";
import { dirname, resolve } from "node:path";
import { install } from "../integrations/hooks.ts";
import { importEverywhere } from "../integrations/workers.ts";
import { parseArguments } from "./arguments.ts";
import { chosenCache } from "./cache-folder.ts";
import { configAt, findConfig, framesArgument } from "./config.ts";
import { printRunHelp } from "./help.ts";
import { PROBLEMS, fail } from "./problems.ts";
import type { ProjectOptions } from "./project.ts";

const KINDS = { project: "value", frames: "value", stress: "flag", "keep-frames": "flag", warnings: "flag", cache: "flag", help: "flag" } as const;

/** Starts the user's program. It goes on after this returns. @throws ProblemsError before anything has run. */
export function run(args: readonly string[]): void {
  const { flags, values, rest } = parseArguments(args, { kinds: KINDS, short: { p: "project", h: "help" }, stopsAtOperand: true });
  if (flags.get("help") === true) return printRunHelp();
  const [file, ...programArgs] = rest;
  if (file === undefined) return fail("GL8003", "no file to run: gtsc run [options] file [args…]");
  const path = entryPath(file);
  const project = values.get("project");
  const options: ProjectOptions = {
    configFile: project === undefined ? findConfig(dirname(path)) : configAt(project),
    stress: flags.get("stress") ?? false,
    keepFrames: flags.get("keep-frames") ?? process.env["NODE_ENV"] !== "production",
    frames: framesArgument(values.get("frames")),
    warnings: flags.get("warnings") ?? false,
    cache: chosenCache(dirname(path), flags.get("cache")),
  };
  install(options);
  stopOnProblems();
  importEverywhere(registerUrl(options));
  process.argv.splice(1, process.argv.length, path, ...programArgs);
  // Outside our own promise and module: an error that the program throws at once is an uncaught exception, not a rejection.
  setImmediate(() => (Module as unknown as { runMain(): void }).runMain());
}

function entryPath(file: string): string {
  const path = resolve(file);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) fail("TS6053", `File '${file}' not found.`);
  return path;
}

function registerUrl(options: ProjectOptions): string {
  const url = new URL("../integrations/register.js", import.meta.url);
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && (value !== false || name === "keepFrames" || name === "cache")) url.searchParams.set(name, `${value}`);
  }
  return url.href;
}

/** A file that does not compile stops the program: what gtsc has to say, without Node's frames of the loader. */
function stopOnProblems(): void {
  process.on("uncaughtExceptionMonitor", (error: Error & { code?: unknown }) => {
    if (error?.code !== PROBLEMS || process.listenerCount("uncaughtException") > 0) return;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
}
