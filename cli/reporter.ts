/** Where a command's news go, and in which shape. What is found is collected elsewhere, and says nothing of shapes. */
import type { Problem } from "../compiler/problem.ts";
import { formatGithub, formatJson } from "./machine.ts";
import { formatProblems, formatSummary, grey, isPrettyByDefault } from "./report.ts";

export const OUTPUTS = ["human", "json", "github"] as const;
export type Output = (typeof OUTPUTS)[number];

/** The part of a stream that is used. */
export interface Sink {
  write(text: string): unknown;
  isTTY?: boolean;
}

export interface ReporterOptions {
  output: Output;
  /** As `--pretty` says; else as the stream is. */
  pretty: unknown;
  /** Of problems; in the shapes for programs, of nothing else. */
  to: Sink;
  /** Of the rest, in the shapes for programs. */
  besides: Sink;
}

export class Reporter {
  readonly #options: ReporterOptions;
  readonly isPretty: boolean;

  constructor(options: ReporterOptions) {
    const { output, pretty, to } = options;
    this.#options = options;
    this.isPretty = output === "human" && (typeof pretty === "boolean" ? pretty : isPrettyByDefault(to));
  }

  problems(problems: readonly Problem[]): void {
    const { output, to } = this.#options;
    if (problems.length === 0) return;
    if (output === "human") to.write(formatProblems(problems, this.isPretty));
    else to.write(problems.map((item) => `${output === "json" ? formatJson(item) : formatGithub(item)}\n`).join(""));
  }

  /** `Found 3 errors in 2 files.`, as tsc under what it has found in the pretty shape. */
  summary(problems: readonly Problem[]): void {
    if (this.isPretty) this.#options.to.write(formatSummary(problems));
  }

  lines(lines: readonly string[]): void {
    if (lines.length > 0) this.#rest.write(`${lines.join("\n")}\n`);
  }

  /** With the time before it, as tsc says it. @param gap empty lines under it, in the shape that is not pretty. */
  timed(text: string, gap: number): void {
    const time = new Date().toLocaleTimeString();
    this.#rest.write(this.isPretty ? `[${grey(time)}] ${text}\n\n` : `${time} - ${text}${"\n".repeat(gap + 1)}`);
  }

  /** Takes away what a terminal shows of earlier rounds. @returns whether it did. */
  clear(): boolean {
    const { to, output } = this.#options;
    if (output !== "human" || to.isTTY !== true) return false;
    to.write("\x1b[2J\x1b[3J\x1b[H");
    return true;
  }

  get #rest(): Sink {
    const { output, to, besides } = this.#options;
    return output === "human" ? to : besides;
  }
}
