#!/usr/bin/env node
/** The command: finds the subcommand, imports its file, and prints what stopped it. */
import { cacheCompiledCode } from "./own-modules.ts";
import { ProblemsError } from "./problems.ts";
import { reportStop } from "./report-stop.ts";

type Command = (args: readonly string[]) => number | void | Promise<number>;

async function findCommand(args: readonly string[]): Promise<Command> {
  const [first = ""] = args;
  if (first === "run") return (await import("./run.ts")).run;
  if (/^(-h|--?help)$/i.test(first)) return (await import("./help.ts")).printHelp;
  if (/^(-v|--?version)$/i.test(first)) return (await import("./help.ts")).printVersion;
  cacheCompiledCode();
  if (args.some((arg) => /^--(print|explain)(=|$)/.test(arg))) return (await import("./print.ts")).print;
  if (/^--?(b|build)$/i.test(first)) return (await import("./solution.ts")).buildProjects;
  return (await import("./build.ts")).build;
}

async function main(args: readonly string[]): Promise<void> {
  const command = await findCommand(args);
  try {
    const code = await command(args[0] === "run" ? args.slice(1) : args);
    if (code !== undefined) process.exitCode = code;
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    reportStop(error.problems, args);
    process.exitCode = 1;
  }
}

/** `gtsc --all | head`: whoever reads has had enough. A program's own output is the program's. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit();
}

if (process.argv[2] !== "run") process.stdout.on("error", endWithReader);
await main(process.argv.slice(2));
