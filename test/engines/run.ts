/**
 * `npm run test:engines`: the fixtures on other engines, as they are compiled and under STRESS, the compiler itself on them, and the loaders. Writes
 * docs/engines.txt.
 *
 *     npm run test:engines                            all engines
 *     npm run test:engines -- node26 bun              some of them; nothing is written
 *     npm run test:engines -- bun=/usr/bin/bun        this binary
 *     npm run test:engines -- deno --filter try/      fixtures whose name contains this
 *     npm run test:engines -- node24 --loaders        the loaders only
 *
 * A program that never switches is also run uncompiled: where an engine has other words (of an error, say), the compiled program must have the same.
 * exceptions.txt lists what cannot hold, with the reason.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { difference } from "../helpers/fixtures.ts";
import { root as project } from "../helpers/paths.ts";
import { bundleInside } from "./bundle.ts";
import { ENGINES, openEngine } from "./engines.ts";
import type { Engine } from "./engine.ts";
import { installEngines } from "./install.ts";
import { type LoaderReport, testBabel, testLoaders } from "./loaders.ts";
import type { ProcessEngine } from "./process-engine.ts";
import { type EngineReport, judge, readExceptions } from "./report.ts";
import { readSuite, type Suite } from "./suite.ts";
import { table } from "./table.ts";

const TIMEOUT_MS = 60_000;

async function runFixtures(engine: Engine, script: string, suite: Suite): Promise<EngineReport> {
  const started = Date.now();
  const programs = suite.cases.flatMap(({ uncompiled, compiled, stress }) => (uncompiled === null ? [compiled, stress] : [uncompiled, compiled, stress]));
  const outcomes = await engine.run(script, [...programs, ...suite.compilations.map(({ job }) => job)], TIMEOUT_MS);
  const report = judge(engine, suite, outcomes, readExceptions(), (Date.now() - started) / 1000);
  console.log(`${report.name} ${report.version}: ${report.failures.length} failed, ${report.seconds.toFixed(0)} s`);
  for (const { name, wanted, got } of report.failures) console.log(`  ${name}\n${difference(wanted, got)}`);
  if (report.stale.length > 0) console.log(`  excepted, but nothing of it failed: ${report.stale.join(", ")}`);
  return report;
}

function show(report: LoaderReport): LoaderReport {
  console.log(`${report.loader} on ${report.where}: ${report.failures.length} failed`);
  for (const { name, problem } of report.failures) console.log(`  ${name}\n${problem}`);
  return report;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: { filter: { type: "string", default: "" }, loaders: { type: "boolean", default: false } }, allowPositionals: true });
  const isWhole = positionals.length === 0 && values.filter === "" && !values.loaders;
  const packages = installEngines();
  const script = await bundleInside(packages);
  const suite = readSuite(values.filter);
  const reports: EngineReport[] = [];
  const loaders: LoaderReport[] = [];
  for (const wanted of positionals.length > 0 ? positionals : ENGINES) {
    const engine = await openEngine(wanted);
    if (!values.loaders) reports.push(await runFixtures(engine, script, suite));
    if (isProcess(engine) && values.filter === "") loaders.push(...testLoaders(engine).map(show));
  }
  if (isWhole) loaders.push(show(await testBabel(packages)));
  const text = table(reports, loaders);
  console.log(text);
  if (isWhole) writeFileSync(join(project, "docs/engines.txt"), text);
  return [...reports, ...loaders].some(({ failures }) => failures.length > 0) ? 1 : 0;
}

function isProcess(engine: Engine): engine is ProcessEngine {
  return "binary" in engine;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
