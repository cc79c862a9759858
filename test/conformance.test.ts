/**
 * A sample of test262, always the same: what passes as it is passes compiled, with real switches, and under STRESS. All of it is `npm run test262`
 * (test/conformance/run.ts), whose result is docs/conformance.txt.
 *
 * The suite is not part of this project: the environment variable TEST262 names a checkout, or it lies in .cache/test262.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readOptions } from "./conformance/options.ts";
import { runSuite } from "./conformance/run.ts";
import { root } from "./helpers/paths.ts";

const suite = process.env["TEST262"] ?? join(root, ".cache/test262");
const PARTS = 6;
const TESTS = 100;

for (let part = 1; part <= PARTS; part++) {
  const name = `sample ${part}: ${TESTS} tests of test262`;
  if (!existsSync(join(suite, "test/language"))) test.skip(name);
  else
    test(name, async () => {
      const report = await runSuite(readOptions(["--root", suite, "--sample", String(TESTS), "--seed", String(part)]));
      assert.is(report.failures.map(({ path, variant, strictness, message }) => `${path} ${variant} ${strictness}: ${message}`).join("\n"), "");
    });
}

if (!existsSync(join(suite, "test/language"))) console.log(`not run: test262, as there is no checkout at ${suite} (git clone --depth 1 https://github.com/tc39/test262, or TEST262=folder)`);

test.run();
