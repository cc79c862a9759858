/** The examples, run as the README says; what they compute they check themselves. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { MESSAGES } from "../compiler/diagnostics.ts";
import { built, root } from "./helpers/paths.ts";

/** `gtsc run` on an example; its output. */
function run(example: string): string {
  const folder = join("examples", example);
  const args = [join(built, "cli", "gtsc.js"), "run", "-p", join(folder, "tsconfig.json"), join(folder, "main.ts")];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", timeout: 100_000 });
  assert.is(status, 0, `${stdout}\n${stderr}`);
  assert.is(stderr, "");
  return stdout;
}

test("G132 pull-parser: sax, suspended in its callbacks, sees what sax sees", () => {
  const output = run("pull-parser");
  const megabytes = Number(/two documents, ([\d.]+) MB/.exec(output)?.[1]);
  assert.ok(megabytes >= 2, `at least 1 MB each, not ${megabytes}`);
  assert.match(output, /waits 8 calls deep:\n(.*\n)*.*emit \(sax\.js:\d+\)\n/);
  assert.match(output, /typescript: <package> .* → name=typescript version=99\.0\.0/);
  assert.match(output, /json5 is gone/);
  assert.match(output, /uvu-next is new/);
  assert.match(output, /\nok: the pull parsers saw what the push parser saw\n$/);
});

test("G133 nested-generators: any depth", () => {
  assert.match(run("nested-generators"), /\nok: trees 10,000 and 1,000,000 deep, two of them in lockstep\n$/);
});

test("plain-io: input and output without async", () => {
  const output = run("plain-io");
  assert.match(output, /^one after the other: Jane Austen 1155, .*; \d request at a time\na task for each: {5}Jane Austen 1155, .*; \d requests at a time\n/);
  assert.match(output, /\nok: sorted by what had to be fetched, without a single async function\n$/);
});

test("G128 G129 G130 G131 G134 G135 recipes: each checks itself, and greenlets knows its version", () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const names = readdirSync(join(root, "examples", "recipes")).filter((file) => file.endsWith(".ts") && file !== "main.ts");
  const lines = run("recipes").trim().split("\n");
  assert.equal(lines.map((line) => /^ok: ([\w-]+): |^greenlets (.*)$/.exec(line)?.slice(1).find(Boolean)).sort(), [...names.map((file) => file.replace(".ts", "")), version].sort());
});

test("builds of the examples warn of nothing", () => {
  // Those with a package.json of their own need greenlets installed: test/library.test.ts builds them, and test/vite-page.test.ts.
  for (const example of readdirSync(join(root, "examples")).filter((name) => !existsSync(join(root, "examples", name, "package.json")))) {
    const args = [join(built, "cli", "gtsc.js"), "-p", join("examples", example, "tsconfig.json"), "--noEmit", "--warnings"];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", timeout: 100_000 });
    assert.equal([example, status, stdout, stderr], [example, 0, "", ""]);
  }
});

test("every diagnostic has its page", () => {
  const pages = readdirSync(join(root, "docs", "errors")).filter((file) => file.startsWith("GL"));
  const index = readFileSync(join(root, "docs", "errors", "README.md"), "utf8");
  const listed = [...index.matchAll(/^\| \[(GL\d{4})\]\(\1\.md\) \| (?:error|warning|message) \| (.+) \|$/gm)];
  const codes = [...new Set([...Object.keys(MESSAGES), ...codesInSources()])].sort();
  assert.equal(pages.map((page) => page.replace(".md", "")).sort(), codes);
  assert.equal(listed.map(([, code]) => code), codes, "docs/errors/README.md, in order");
  for (const code of codes) assert.match(readFileSync(join(root, "docs", "errors", `${code}.md`), "utf8"), new RegExp(`^# ${code}: .`));
});

/** Wherever a code can be printed from. */
function codesInSources(): string[] {
  const folders = ["cli", "compiler", "integrations", "runtime"].map((name) => join(root, name));
  const files = folders.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts")).map((file) => join(folder, file)));
  return files.flatMap((file) => readFileSync(file, "utf8").match(/\bGL\d{4}\b/g) ?? []);
}

test.run();
