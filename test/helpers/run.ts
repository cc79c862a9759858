/**
 * The test runner: `node run.js [filter…] [--dir folder]` runs every `*.test.js` of the built test folder, each in a process of its own
 * (a runtime lives on `globalThis`), and ends with one line `N passed, N failed`.
 *
 * uvu's own runner exits with 0 when a hook throws, when a test throws something that is no Error, when `test.run()` is forgotten, when no
 * file matches, and when a file holds no test; here each of them fails, and so do a test that never settles, a loop that never ends
 * (both with the names of file and test) and a file that ends its process. `runner.test.ts` holds the runner to that.
 *
 * Filters are parts of file names. `FILTER=x` selects files too; when no file has such a name, it selects cases of fixtures.test.
 */
import { execFileSync, fork } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import type { FileMessage, FileResult } from "./run-file.ts";
import { built, root } from "./paths.ts";

const TIMEOUT_MS = Number(process.env["TEST_TIMEOUT"] ?? 120_000);
const JOBS = Number(process.env["TEST_JOBS"] ?? Math.min(2, availableParallelism()));

function testFiles(folder: string, filters: string[]): string[] {
  const all = readdirSync(folder).filter((name) => name.endsWith(".test.js")).sort();
  const wanted = all.filter((name) => filters.length === 0 || filters.some((filter) => name.includes(filter)));
  const isCaseFilter = wanted.length === 0 && process.env["FILTER"] !== undefined;
  return (isCaseFilter ? all.filter((name) => name === "fixtures.test.js") : wanted).map((name) => join(folder, name));
}

/** Runs one file in a process of its own; resolves with its output and its counts, whatever happens to the process. */
function runFile(file: string): Promise<FileResult & { output: string }> {
  return new Promise((resolve) => {
    const child = fork(join(import.meta.dirname, "run-file.js"), [file], { silent: true });
    let output = "";
    let test = "";
    let result: FileResult | null = null;
    let problem: string | null = null;
    const stop = (): void => {
      problem = `${place(file, test)}: nothing happened for ${TIMEOUT_MS / 1000} s`;
      child.kill("SIGKILL");
    };
    let timer = setTimeout(stop, TIMEOUT_MS);
    child.stdout!.on("data", (text) => (output += text));
    child.stderr!.on("data", (text) => (output += text));
    child.on("message", (message: FileMessage) => {
      clearTimeout(timer);
      timer = setTimeout(stop, TIMEOUT_MS);
      if (message.kind === "test") test = message.name;
      else result = message.result;
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (result === null) problem ??= `${place(file, test)}: the process ended before its tests did (${signal ?? `exit code ${code}`})`;
      if (problem !== null) output += `  FAIL ${problem}\n`;
      const counts = result ?? { passed: 0, failed: 1, skipped: 0 };
      resolve({ ...counts, failed: counts.failed + (result !== null && problem !== null ? 1 : 0), output });
    });
  });
}

const place = (file: string, test: string): string => `${relative(root, file)}${test === "" ? "" : ` > ${test}`}`;

/** `tsc` alone leaves the twins as plain functions; the build's last step compiles them. */
function completeBuild(): void {
  if (!readFileSync(join(built, "runtime/builtins/array.js"), "utf8").includes("$.describe(")) execFileSync(process.execPath, [join(built, "scripts/compile-builtins.js")]);
}

async function main(args: string[]): Promise<number> {
  const at = args.indexOf("--dir");
  const folder = at < 0 ? join(built, "test") : args.splice(at, 2)[1]!;
  const filters = [...args, ...(process.env["FILTER"] ? [process.env["FILTER"]] : [])];
  const files = testFiles(folder, filters);
  if (files.length === 0) console.log(`no test file matches ${filters.join(" ") || folder}`);
  completeBuild();
  const total = { passed: 0, failed: 0, skipped: 0 };
  const notRun: string[] = [];
  const queue = [...files];
  const worker = async (): Promise<void> => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const { passed, failed, skipped, output } = await runFile(file);
      process.stdout.write(`${relative(root, file)}\n${output}\n`);
      notRun.push(...(output.match(/^not run: .*$/gm) ?? []));
      total.passed += passed;
      total.failed += failed;
      total.skipped += skipped;
    }
  };
  await Promise.all(Array.from({ length: JOBS }, worker));
  for (const line of notRun) console.log(line);
  console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
