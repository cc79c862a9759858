/** docs/greenlet-compat.md and the tests agree: each behaviour that is ours has a test named by its number in the files that its row names, and no test is left out of the table. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { root } from "./helpers/paths.ts";

const BEHAVIOURS = 135;

interface Row {
  number: number;
  verdict: string;
  ours: string;
  files: string[];
}

const text = readFileSync(join(root, "docs/greenlet-compat.md"), "utf8");
const rows: Row[] = [...text.matchAll(/^\| G(\d+) \|(.*)\|$/gm)].map(([, number, cells]) => {
  const [, verdict = "", ours = "", files = ""] = cells!.split(/(?<!\\)\|/).map((cell) => cell.trim());
  return { number: Number(number), verdict, ours, files: files === "" ? [] : files.split(", ") };
});

/** By number the files that have a test of it: a title that says so, `G61 …, G62 …`. */
const tested = new Map<number, Set<string>>();
for (const file of readdirSync(join(root, "test")).filter((name) => name.endsWith(".test.ts"))) {
  const source = readFileSync(join(root, "test", file), "utf8");
  for (const [, title] of source.matchAll(/^\s*(?:test|logs|leakTest|[a-z]\w*)\(\s*(?:"|`)(G\d+\b[^"`\n]*)/gm)) {
    for (const [, number] of title!.matchAll(/\bG(\d+)\b/g)) tested.set(Number(number), (tested.get(Number(number)) ?? new Set()).add(file.replace(".test.ts", "")));
  }
}

test("the table has a row for each behaviour, in order", () => {
  assert.equal(rows.map(({ number }) => number), Array.from({ length: BEHAVIOURS }, (_, index) => index + 1));
});

test("each row has a verdict; a no says why", () => {
  assert.equal(rows.filter(({ verdict }) => !["yes", "adapted", "no"].includes(verdict)), []);
  assert.equal(rows.filter(({ verdict, ours }) => verdict !== "yes" && ours === ""), []);
});

test("what is ours has a test named by its number in each file that its row names; what is not has none", () => {
  for (const { number, verdict, files } of rows) {
    assert.equal([...(tested.get(number) ?? [])].sort(), [...files].sort(), `G${number}`);
    assert.is(files.length > 0, verdict !== "no", `G${number}`);
  }
});

test.run();
