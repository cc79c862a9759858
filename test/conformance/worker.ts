/** A process of the runner: gets tests by their paths from its parent, runs each in all variants that are wanted, and reports. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type vm from "node:vm";
import { amplify } from "./amplify.ts";
import { errorText, execute, type TestCase } from "./execute.ts";
import { readMeta, strictnesses, type Strictness } from "./meta.ts";
import { baselineFlavor, type Flavor } from "./realm.ts";
import { addTo, compiling, type Tally, type Variant, VARIANTS } from "./variants.ts";

export interface WorkerOptions {
  root: string;
  /** Names of variants. */
  variants: string[];
}

/** What one variant did, sloppy, strict or as a module. */
export interface Run {
  variant: string;
  strictness: Strictness;
  /** "skip": the untransformed text does not pass either. "same": the compiler changed nothing. */
  status: "pass" | "fail" | "skip" | "same";
  message?: string;
}

export interface TestResult {
  path: string;
  runs: Run[];
  /** What became of the test's functions, by variant. */
  functions: Record<string, Tally>;
}

/** Runs tests one after the other. */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #baseline = baselineFlavor(false);
  readonly #amplifiedBaseline = baselineFlavor(true);
  readonly #flavors: (Flavor & { variant: Variant })[];
  #tally: Tally = {};
  /** What was compiled last: two variants run the same text. */
  #last: { test: TestCase; text: string; isStress: boolean; output: string; tally: Tally } | null = null;

  constructor(options: WorkerOptions) {
    this.#options = options;
    const harness = { plain: new Map<string, vm.Script>(), stress: new Map<string, vm.Script>() };
    this.#flavors = VARIANTS.filter(({ name }) => options.variants.includes(name)).map((variant) => ({
      variant,
      isAmplified: variant.isAmplified,
      transform: compiling(variant.isStress, (tally) => (this.#tally = tally)),
      harness: variant.isStress ? harness.stress : harness.plain,
    }));
  }

  async run(path: string): Promise<TestResult> {
    const file = join(this.#options.root, "test", path);
    const source = readFileSync(file, "utf8");
    const meta = readMeta(source);
    const result: TestResult = { path, runs: [], functions: {} };
    for (const strictness of strictnesses(meta)) {
      await this.#runStrictness({ root: this.#options.root, file, meta, strictness }, strictness === "strict" ? `"use strict";\n${source}` : source, result);
    }
    return result;
  }

  async #runStrictness(test: TestCase, text: string, result: TestResult): Promise<void> {
    const isParseTest = test.meta.negative?.phase === "parse";
    const passes = (await attempt(() => execute(test, text, this.#baseline))) === null;
    let amplified: string | null | undefined;
    for (const flavor of this.#flavors) {
      const { name, isAmplified } = flavor.variant;
      const add = (status: Run["status"], message?: string): unknown => result.runs.push({ variant: name, strictness: test.strictness, status, ...(message === undefined ? {} : { message }) });
      if (isAmplified && amplified === undefined) amplified = passes && !isParseTest && !test.meta.flags.has("raw") ? await this.#amplified(test, text) : null;
      const input = isAmplified ? amplified! : text;
      if (!passes || input === null) add("skip");
      else {
        const output = this.#compile(flavor, test, input, result);
        if (typeof output === "object") add("fail", output.problem);
        else if (output === input && test.strictness !== "module") add("same");
        else {
          const problem = await attempt(() => execute(test, output, flavor));
          add(problem === null ? "pass" : "fail", problem ?? undefined);
        }
      }
    }
  }

  /** The amplified text, if the test passes with it when nothing switches. */
  async #amplified(test: TestCase, text: string): Promise<string | null> {
    const amplified = amplify(text, test.strictness === "module");
    if (amplified === null) return null;
    return (await attempt(() => execute(test, amplified, this.#amplifiedBaseline))) === null ? amplified : null;
  }

  #compile({ variant, transform }: Flavor & { variant: Variant }, test: TestCase, text: string, result: TestResult): string | { problem: string } {
    const last = this.#last;
    try {
      const isSame = last !== null && last.test === test && last.text === text && last.isStress === variant.isStress;
      const output = isSame ? last.output : transform(text, test.file, test.strictness === "module");
      const tally = isSame ? last.tally : this.#tally;
      this.#last = { test, text, isStress: variant.isStress, output, tally };
      if (test.meta.negative?.phase !== "parse") addTo((result.functions[variant.name] ??= {}), tally);
      return output;
    } catch (error) {
      return { problem: `the compiler threw ${errorText(error)} ${String((error as Error).stack).split("\n").slice(1, 4).join(" ")}` };
    }
  }
}

/** What a run says, or that it failed in an unexpected way. */
async function attempt(run: () => Promise<string | null>): Promise<string | null> {
  try {
    return await run();
  } catch (error) {
    return `the runner failed: ${errorText(error)}`;
  }
}

/** In a process of its own: paths come in one by one. */
async function main(options: WorkerOptions): Promise<void> {
  process.on("unhandledRejection", () => {});
  process.on("uncaughtException", () => {});
  const worker = new Worker(options);
  for await (const path of messages()) {
    const result = await worker.run(path);
    await new Promise((resolve) => setImmediate(resolve));
    process.send!(result);
  }
}

async function* messages(): AsyncGenerator<string> {
  const queue: string[] = [];
  let wake = (): void => {};
  process.on("message", (path: string) => {
    queue.push(path);
    wake();
  });
  for (;;) {
    while (queue.length > 0) yield queue.shift()!;
    await new Promise<void>((resolve) => (wake = resolve));
  }
}

if (process.argv[1] === import.meta.filename) await main(JSON.parse(process.argv[2]!) as WorkerOptions);
