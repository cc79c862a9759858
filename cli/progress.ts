/** `compiling 12/80`: a line on the terminal while a long piece of work goes on, and no trace of it afterwards. */
import type { Sink } from "./reporter.ts";

export interface ProgressOptions {
  to: Sink;
  env: NodeJS.ProcessEnv;
  /** Milliseconds. */
  now: () => number;
}

const PATIENCE_MS = 1000;
const BETWEEN_MS = 100;

export class Progress {
  readonly #options: ProgressOptions;
  readonly #isWanted: boolean;
  readonly #since: number;
  #shown: number | undefined;

  constructor(options: ProgressOptions = { to: process.stderr, env: process.env, now: () => performance.now() }) {
    this.#options = options;
    this.#isWanted = options.to.isTTY === true && !options.env["CI"];
    this.#since = options.now();
  }

  /** The `index`th of `total` files is being compiled. */
  step(index: number, total: number): void {
    const { to, now } = this.#options;
    if (!this.#isWanted) return;
    const time = now();
    if (time - (this.#shown ?? this.#since) < (this.#shown === undefined ? PATIENCE_MS : BETWEEN_MS)) return;
    this.#shown = time;
    to.write(`\r\x1b[Kcompiling ${index}/${total}`);
  }

  end(): void {
    if (this.#shown !== undefined) this.#options.to.write("\r\x1b[K");
    this.#shown = undefined;
  }
}
