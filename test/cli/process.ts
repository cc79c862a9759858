/** A gtsc that goes on running: what it has printed so far, and the moment when it prints what a test waits for. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { GTSC, environment } from "./gtsc.ts";

/** Generous: it is reached only by what never happens. */
const LIMIT_MS = 60_000;

export class Running {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  #output = "";
  #seen = 0;
  #wake: () => void = () => {};

  constructor(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) {
    this.#child = spawn(process.execPath, [GTSC, ...args], { cwd, env: { ...environment(cwd), ...env } });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.#output += text;
        this.#wake();
      });
    }
    this.#ended = new Promise((resolve) => this.#child.on("close", (code, signal) => resolve({ code, signal })));
    void this.#ended.then(() => this.#wake());
  }

  /** All that was printed since the last wait ended, up to and including the match. */
  async until(pattern: RegExp): Promise<string> {
    const limit = Date.now() + LIMIT_MS;
    for (;;) {
      const rest = this.#output.slice(this.#seen);
      const found = pattern.exec(rest);
      if (found !== null) {
        this.#seen += found.index + found[0].length;
        return rest.slice(0, found.index + found[0].length);
      }
      if (Date.now() > limit || this.#child.exitCode !== null) throw new Error(`${pattern} was never printed, but:\n${rest}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, limit - Date.now());
        this.#wake = () => (clearTimeout(timer), resolve());
      });
    }
  }

  write(text: string): void {
    this.#child.stdin.end(text);
  }

  /** Sends the signal; how it ended. */
  async end(signal: NodeJS.Signals = "SIGKILL"): Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string }> {
    this.#child.kill(signal);
    return this.ended();
  }

  async ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string }> {
    const how = await this.#ended;
    return { ...how, output: this.#output };
  }
}
