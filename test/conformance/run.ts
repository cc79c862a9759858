/**
 * test262: every test that passes as it is must pass with all its functions compiled.
 *
 *     npm run test262 -- --root DIR                                              all folders (suite.ts), all modes; a report
 *     npm run test262 -- --root DIR --mode amplified language/statements/try     some of it
 *     npm run test262 -- --root DIR --sample 500 --seed 7
 *     npm run test262 -- --root DIR --mode compiled language/…/one-test.js       one test in one mode
 *     npm run test262 -- --root DIR --mode stress-amplified --show language/…/one-test.js
 *                        what the compiler makes of one test, how it fails, and the stack: the way to look into a failure
 *
 * Modes, and their variants (variants.ts):
 *
 *     compiled    compiled            the test, compiled, as any program
 *     amplified   amplified           with switch points (amplify.ts), each of which switches to another greenlet and back (switching.ts)
 *                 amplified-nth       each third of which does
 *     stress      stress              captured and reinstated at every suspension point
 *                 stress-amplified    the same for the amplified text: the test as it is has few of them
 *
 * Each is compared with the same text uncompiled, on the same Node. The harness is compiled, too. A test that fails is run once more in a fresh
 * process: a busy machine is no failure. exceptions.txt lists what cannot hold, with the reason.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root as projectRoot } from "../helpers/paths.ts";
import { type Options, readOptions } from "./options.ts";
import { type Broken, FLAGS, runAll } from "./pool.ts";
import { Report } from "./report.ts";
import { isCovered, listTests, readRules, sample } from "./suite.ts";
import type { TestResult } from "./worker.ts";

/** Runs the wanted tests and collects what came of them. */
export async function runSuite(options: Options, onProgress: (done: number, all: number) => void = () => {}, onFailure: (result: TestResult | Broken) => void = () => {}): Promise<Report> {
  const leftOut = readRules("left-out.txt");
  const listed = listTests(options.root, options.folders).filter((path) => !leftOut.some((rule) => isCovered(rule, path)));
  const tests = options.sample > 0 ? sample(listed, options.sample, options.seed) : listed;
  const report = new Report(readRules("exceptions.txt"), options.variants);
  const again: string[] = [];
  let done = 0;
  const pool = { root: options.root, variants: options.variants.map(({ name }) => name), jobs: options.jobs, timeout: options.timeout };
  await runAll(tests, {
    ...pool,
    onResult(result) {
      onProgress(++done, tests.length);
      if (!hasFailed(result)) return report.add(result);
      again.push(result.path);
      onFailure(result);
    },
  });
  await runAll(again, { ...pool, timeout: options.timeout * 2, onResult: (result) => report.add(result) });
  return report;
}

const hasFailed = (result: TestResult | Broken): boolean => "broken" in result || result.runs.some(({ status }) => status === "fail");

function title({ root, folders, variants, sample, seed }: Options): string {
  const commit = existsSync(join(root, ".git")) ? spawnSync("git", ["-C", root, "log", "-1", "--format=%H %cs"], { encoding: "utf8" }).stdout.trim() : "unknown";
  const { version } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as { version: string };
  const what = sample > 0 ? `a sample of ${sample}, seed ${seed}` : folders.join(" ");
  return [`test262 (${commit}), greenlets ${version}, Node ${process.versions.node} (V8 ${process.versions.v8})`, `variants: ${variants.map(({ name }) => name).join(" ")}`, `tests: ${what}`].join("\n");
}

async function main(options: Options): Promise<number> {
  if (options.show !== null) {
    const args = [...FLAGS, join(import.meta.dirname, "show.js"), options.root, options.show, options.variants.map(({ name }) => name).join(",")];
    return spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
  }
  const started = Date.now();
  const say = (text: string): unknown => process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  const report = await runSuite(
    options,
    (done, all) => process.stderr.isTTY || done % 200 === 0 ? say(`${done}/${all}`) : null,
    (result) => say("broken" in result ? `${result.path} ${result.broken}\n` : result.runs.filter(({ status }) => status === "fail").map(({ variant, strictness, message = "" }) => `${result.path} ${variant} ${strictness}: ${message.slice(0, 200)}\n`).join("")),
  );
  const text = report.text(title(options));
  if (options.out !== null) writeFileSync(options.out, text);
  console.log(text);
  for (const { path, variant, strictness, message } of report.failures.slice(0, 200)) console.log(`${path} ${variant} ${strictness}\n    ${message.slice(0, 300)}`);
  const stale = report.staleRules();
  if (stale.length > 0) console.log(`excepted, but nothing of it failed: ${stale.join(", ")}`);
  console.log(`${((Date.now() - started) / 1000).toFixed(0)} s`);
  return report.failures.length === 0 ? 0 : 1;
}

if (process.argv[1] === import.meta.filename) {
  try {
    process.exitCode = await main(readOptions(process.argv.slice(2)));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 2;
  }
}
