/** Prints what stopped a command before its options were understood: as they would have it, as far as that can be seen. */
import type { Problem } from "../compiler/problem.ts";
import { OUTPUTS, Reporter } from "./reporter.ts";

export function reportStop(problems: readonly Problem[], args: readonly string[]): void {
  const isRun = args[0] === "run";
  const reporter = new Reporter({
    output: (isRun ? undefined : OUTPUTS.find((name) => name === argumentOf(args, "output"))) ?? "human",
    pretty: isRun ? undefined : { true: true, false: false }[argumentOf(args, "pretty") ?? ""],
    to: isRun ? process.stderr : process.stdout,
    besides: process.stderr,
  });
  reporter.problems(problems);
  reporter.summary(problems);
}

function argumentOf(args: readonly string[], name: string): string | undefined {
  const at = args.findIndex((arg) => arg.toLowerCase().replace(/=.*/, "") === `--${name}`);
  if (at === -1) return undefined;
  return args[at]!.includes("=") ? args[at]!.slice(name.length + 3) : args[at + 1];
}
