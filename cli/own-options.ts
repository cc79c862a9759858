/** What `gtsc` takes besides tsc's options, for every kind of build. */
import type { FrameTables } from "../compiler/options.ts";
import { type Arguments, parseArguments } from "./arguments.ts";
import { framesArgument } from "./config.ts";
import { fail } from "./problems.ts";
import { OUTPUTS, type Output, Reporter } from "./reporter.ts";

const KINDS = { frames: "value", output: "value", stress: "flag", "keep-frames": "flag", warnings: "flag", "fail-on-warnings": "flag", types: "flag" } as const;

export interface OwnOptions {
  flags: Arguments["flags"];
  /** Instead of what the config says. */
  frames: FrameTables | undefined;
  output: Output;
}

/** Ours, and the arguments that are left for TypeScript. @throws ProblemsError */
export function parseOwnOptions(args: readonly string[]): { own: OwnOptions; rest: string[] } {
  const { flags, values, rest } = parseArguments(args, { kinds: KINDS, keepsUnknown: true });
  return { own: { flags, frames: framesArgument(values.get("frames")), output: outputArgument(values.get("output")) }, rest };
}

function outputArgument(value: string | undefined): Output {
  if (value === undefined) return "human";
  return OUTPUTS.find((known) => known === value) ?? fail("TS6046", `Argument for '--output' option must be: ${OUTPUTS.map((known) => `'${known}'`).join(", ")}.`);
}

export function reporterFor(output: Output, pretty: unknown): Reporter {
  return new Reporter({ output, pretty, to: process.stdout, besides: process.stderr });
}
