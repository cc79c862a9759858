/** The runner itself: each hole of uvu's own runner is a tiny file that must fail, by name. */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { built, root } from "./helpers/paths.ts";

const folder = join(root, ".cache", `runner-${process.pid}`);
const header = 'import { suite, test } from "uvu";\n';

/** Runs the runner over one file with this body. */
function run(body: string, { args = [] as string[], timeout = 10_000 } = {}): { code: number | null; output: string; last: string } {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "tiny.test.js"), header + body);
  const env: NodeJS.ProcessEnv = { ...process.env, TEST_TIMEOUT: String(timeout) };
  delete env["FILTER"];
  const { status, stdout } = spawnSync(process.execPath, [join(built, "test/helpers/run.js"), "--dir", folder, ...args], { encoding: "utf8", env });
  return { code: status, output: stdout, last: stdout.trimEnd().split("\n").at(-1)! };
}

test.after(() => rmSync(folder, { recursive: true, force: true }));

const cases: [name: string, body: string, last: string, says?: RegExp][] = [
  ["an error fails", 'test("a", () => { throw new Error("E1"); }); test.run();', "0 passed, 1 failed", /E1/],
  ["throw null fails", 'test("a", () => {}); test("b", () => { throw null; }); test.run();', "1 passed, 1 failed", /"b".*not an Error/],
  ["throwing a string fails", 'test("a", () => { throw "text"; }); test.run();', "0 passed, 1 failed", /"a"/],
  ["a throwing before hook fails", 'test.before(() => { throw new Error("x"); }); test("a", () => {}); test.run();', "0 passed, 1 failed", /hook/],
  ["a throwing after hook fails", 'test.after(() => { throw new Error("E2"); }); test("a", () => {}); test.run();', "0 passed, 1 failed", /hook threw.*E2/],
  ["a forgotten run() fails", 'test("a", () => {});', "0 passed, 1 failed", /test\.run\(\) was not called/],
  ["tests after run() fail", 'test("a", () => {}); test.run(); test("b", () => {});', "1 passed, 1 failed", /test\.run\(\) was not called/],
  ["a forgotten run() of a suite fails", '\nconst named = suite("n"); named("a", () => {}); test("b", () => {}); test.run();', "1 passed, 1 failed", /named\.run\(\) is missing/],
  ["a file without tests fails", "test.run();", "0 passed, 1 failed", /holds no test/],
  ["a file that cannot be loaded fails", "throw new Error('E3');", "0 passed, 1 failed", /E3/],
  ["an unhandled rejection fails", 'test("a", async () => { Promise.reject(new Error("E4")); await new Promise((r) => setTimeout(r, 50)); }); test.run();', "0 passed, 1 failed", /E4/],
  ["a process that ends fails", 'test("a", () => process.exit(0)); test.run();', "0 passed, 1 failed", /tiny\.test\.js > a: the process ended before/],
];
for (const [name, body, last, says] of cases) {
  test(name, () => {
    const result = run(body);
    assert.is(result.last, last, result.output);
    assert.is(result.code, 1);
    if (says !== undefined) assert.match(result.output, says);
  });
}

test("a test that never settles is stopped and named", () => {
  const result = run('test("waits for ever", () => new Promise((resolve) => setInterval(() => {}, 1000))); test.run();', { timeout: 1500 });
  assert.match(result.output, /tiny\.test\.js > waits for ever: nothing happened/);
  assert.is(result.last, "0 passed, 1 failed");
});

test("an endless loop is stopped and named", () => {
  const result = run('test("spins", () => { for (;;); }); test.run();', { timeout: 1500 });
  assert.match(result.output, /tiny\.test\.js > spins: nothing happened/);
  assert.is(result.code, 1);
});

test("no matching file fails", () => {
  const result = run('test("a", () => {}); test.run();', { args: ["nothing-has-this-name"] });
  assert.is(result.last, "0 passed, 0 failed");
  assert.is(result.code, 1);
});

test("what passes is counted, what is skipped too", () => {
  const result = run('test("a", () => {}); test.skip("b"); test.run();\nconst n = suite("n"); n("c", () => {}); n.run();');
  assert.is(result.last, "2 passed, 0 failed, 1 skipped", result.output);
  assert.is(result.code, 0);
});

test.run();
