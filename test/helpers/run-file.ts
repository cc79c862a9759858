/**
 * Runs one test file and tells the parent process (run.ts) what came of it, over uvu's public entry points: with `UVU_DEFER` set, `run()`
 * of a suite only queues a function that resolves with [errors, passed, skipped, total].
 */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

export interface FileResult {
  passed: number;
  failed: number;
  skipped: number;
}

export type FileMessage = { kind: "test"; name: string } | { kind: "done"; result: FileResult };

type QueuedSuite = () => Promise<[errors: string | true, passed: number, skipped: number, total: number]>;

const uvuGlobals = globalThis as unknown as { UVU_DEFER: number; UVU_INDEX: number; UVU_QUEUE: QueuedSuite[][] };

const fail = (text: string): void => void process.stdout.write(`  FAIL ${text}\n`);

/** A named suite without `run()` leaves no trace in uvu, so it is looked for in the text. */
function forgottenSuites(file: string): string[] {
  const text = readFileSync(file, "utf8");
  const names = [...text.matchAll(/^(?:const|let|var)\s+(\w+)\s*=\s*suite\(/gm)].map((match) => match[1]!);
  return names.filter((name) => !new RegExp(`\\b${name}\\.run\\(`).test(text));
}

/** uvu drops the error when a hook threw, or its formatter fails on what a test threw (null, a string): only the counts tell. */
async function runSuite(suite: QueuedSuite, lastTest: () => string): Promise<FileResult> {
  try {
    const [errors, passed, skipped, total] = await suite();
    if (typeof errors === "string" && errors !== "") process.stdout.write(`\n${errors}\n`);
    else if (passed < total) fail(`after "${lastTest()}": a hook threw, or a test threw something that is not an Error`);
    return { passed, skipped, failed: total - passed };
  } catch (error) {
    fail(`a hook threw ${error instanceof Error ? error.stack : String(error)}`);
    return { passed: 0, skipped: 0, failed: 1 };
  }
}

/** How many tests still wait after the last run(). Only running them tells: silently. */
async function testsLeft(test: { run(): void }, group: QueuedSuite[]): Promise<number> {
  test.run();
  const { write } = process.stdout;
  process.stdout.write = () => true;
  const [, , skipped, total] = await group[0]!();
  process.stdout.write = write;
  return skipped + total;
}

async function runFile(file: string): Promise<FileResult> {
  uvuGlobals.UVU_DEFER = 1;
  const { test } = await import("uvu");
  const group: QueuedSuite[] = [];
  uvuGlobals.UVU_QUEUE = [group];
  uvuGlobals.UVU_INDEX = 0;
  let last = "";
  test.before.each((context) => {
    last = String((context as { __test__?: unknown }).__test__);
    process.send!({ kind: "test", name: last } satisfies FileMessage);
  });
  await import(pathToFileURL(file).href);

  const result = { passed: 0, failed: 0, skipped: 0 };
  for (const suite of group.splice(0)) {
    const counts = await runSuite(suite, () => last);
    result.passed += counts.passed;
    result.failed += counts.failed;
    result.skipped += counts.skipped;
  }
  const forgotten = await testsLeft(test, group);
  if (forgotten > 0) fail(`${forgotten} tests were defined, but test.run() was not called after them`);
  result.failed += forgotten;
  for (const name of forgottenSuites(file)) {
    fail(`${name}.run() is missing`);
    result.failed++;
  }
  if (result.passed + result.failed + result.skipped === 0) {
    fail("the file holds no test");
    result.failed++;
  }
  return result;
}

const result = await runFile(process.argv[2]!);
process.send!({ kind: "done", result } satisfies FileMessage, undefined, undefined, () => process.exit());
