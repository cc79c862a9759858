/** The compiler in a page of headless Chromium: it gives the text that it gives here, and what it gives runs there. All fixtures, and Firefox: `npm run test:engines`. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { suite, test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../compiler/index.ts";
import { CHROMIUM, openChromium } from "./engines/browser.ts";
import { bundleInside } from "./engines/bundle.ts";
import type { CompileJob, Job, Outcome, RunJob } from "./engines/engine.ts";
import { difference, expected, type Fixture, readCorpus } from "./helpers/fixtures.ts";
import { built } from "./helpers/paths.ts";
import { toCommonJs } from "./helpers/programs.ts";

const isThere = existsSync(CHROMIUM);
if (!isThere) console.log(`not run: the compiler in a browser: there is no ${CHROMIUM}`);
const browser = suite("browser");

/** One of each feature, which print nothing but words and numbers. */
const NAMES: readonly string[] = [
  "accessors/private-left-waiting", "async/generators", "async/suspended-in-a-segment", "bindings/many-live-variables", "builtins/map-in-order", "builtins/replace",
  "calls/spread-errors", "classes/inside-functions", "control-flow/for-of-iterator-protocol", "control-flow/labels", "conversions/places", "decorators/standard",
  "destructuring/iterator-closing", "functions/mutual-recursion", "generators/delegation", "greenlets/deep-recursion-by-switching",
  "greenlets/kill-and-finally-that-switches", "greenlets/throw-into-try", "marks/on-functions", "nesting/recursion-through-constructs",
  "pinned/plain-function-in-between", "try/finally-nested-order", "types/jsx", "using/block",
];

const all = readCorpus().filter(({ name }) => NAMES.includes(name));
const resultOf = (outcomes: readonly Outcome[], name: string): string => {
  const outcome = outcomes.find((item) => item.name === name)!;
  return "result" in outcome ? outcome.result : `broken: ${outcome.broken}`;
};

function compilation(name: string, source: string, options: CompileJob["options"]): CompileJob {
  return { kind: "compile", name, source, options };
}

const files = (fixture: Fixture): [file: string, source: string][] => [...fixture.files];

test("the compiler is bundled for browsers without anything of Node", async () => {
  const { metafile } = await build({ entryPoints: [join(built, "compiler/index.js")], bundle: true, platform: "browser", format: "esm", write: false, metafile: true });
  const inputs = Object.keys(metafile.inputs);
  assert.equal(inputs.filter((file) => /typehost|\/cli\/|node:/.test(file)), []);
});

(isThere ? browser : browser.skip)("it compiles there as here, and what it gives runs there", async () => {
  assert.is(all.length, NAMES.length);
  const engine = await openChromium();
  const script = await bundleInside();
  // TypeScript is compiled as it stands; what is to run is the same without types.
  const asIs = all.flatMap((fixture) => files(fixture).map(([file, source]) => compilation(`${fixture.name} ${file}`, source, { filename: file.slice(2), stress: true })));
  const plain = all.flatMap((fixture) => files(fixture).map(([file, source]) => compilation(`${fixture.name} ${file} to run`, toCommonJs(source, file, fixture.options.typescript), { filename: "input.cjs", format: "commonjs", stress: true })));
  const compiled = await engine.run(script, [...asIs, ...plain], 20_000);
  for (const { name, source, options } of [...asIs, ...plain]) {
    const { code, diagnostics } = compile(source, options);
    if (diagnostics.length === 0) assert.is(resultOf(compiled, name), code, name);
  }
  const jobs: Job[] = all.map((fixture): RunJob => ({ kind: "run", name: fixture.name, entry: fixture.entry, modules: Object.fromEntries(files(fixture).map(([file]) => [file, resultOf(compiled, `${fixture.name} ${file} to run`)])) }));
  const outcomes = await engine.run(script, jobs, 20_000);
  const wrong = all.flatMap(({ name, folder }) => {
    const wanted = expected(folder, "stdout.txt") ?? "";
    const got = resultOf(outcomes, name);
    return got === wanted ? [] : [`${name}\n${difference(wanted, got)}`];
  });
  assert.is(wrong.join("\n"), "");
});

test.run();
browser.run();
