/**
 * Two XML documents read in lockstep by one plain loop, each by the push parser `sax`, unmodified: `"packages": ["sax"]` in tsconfig.json
 * compiles it, so that it can be suspended inside its own callbacks.
 */
"use greenlet";
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import type Sax from "sax";
import { writeDocuments } from "./documents.ts";
import { PullParser } from "./pull-parser.ts";
import { type Event, push } from "./push.ts";
import { Summary } from "./summary.ts";

/** A pull parser that knows which package it is in, and counts. Built on `next()` by ordinary methods: no callbacks, no `yield`. */
class Reader {
  readonly summary = new Summary();
  readonly #parser: PullParser;
  /** The package that the last event belongs to; "" in front of the first, after all names at the end. */
  record = "";

  constructor(file: string) {
    this.#parser = new PullParser(file);
  }

  next(): Event | null {
    const event = this.#parser.next();
    if (event !== null) this.summary.add(event);
    if (event === null || (event.kind === "close" && event.name === "packages")) this.record = "\uffff";
    else if (event.kind === "open" && event.name === "package") this.record = /name=(\S+)/.exec(event.value)![1]!;
    return event;
  }

  /** Reads on to the next package. */
  skip(): Event | null {
    const { record } = this;
    let event: Event | null;
    do event = this.next();
    while (this.record === record);
    return event;
  }
}

/** The loop this example is about: after each event it decides which of the two parsers goes on. */
function compare(left: Reader, right: Reader): string[] {
  const differences: string[] = [];
  for (let a = left.next(), b = right.next(); a !== null && b !== null; ) {
    if (left.record < right.record) {
      differences.push(`${left.record} is gone`);
      a = left.skip();
    } else if (left.record > right.record) {
      differences.push(`${right.record} is new`);
      b = right.skip();
    } else {
      if (a.value !== b.value) differences.push(`${left.record}: <${a.name}> ${a.value} → ${b.value}`);
      a = left.next();
      b = right.next();
    }
  }
  return differences;
}

function pulled(files: readonly [string, string]): { summaries: Summary[]; differences: string[] } {
  const [left, right] = [new Reader(files[0]), new Reader(files[1])];
  const differences = compare(left, right);
  return { summaries: [left.summary, right.summary], differences };
}

/** The same documents by sax as a push parser, as it was installed: read past the loader, so that nothing compiles it. */
function pushed(files: readonly string[], sax: typeof Sax): Summary[] {
  return files.map((file) => {
    const summary = new Summary();
    push(file, sax.parser(true), (event) => summary.add(event));
    return summary;
  });
}

function uncompiledSax(): typeof Sax {
  const require = createRequire(import.meta.url);
  const module = { exports: {} };
  new Function("module", "exports", "require", readFileSync(require.resolve("sax"), "utf8"))(module, module.exports, require);
  return module.exports as typeof Sax;
}

/** The fastest of a few rounds: the first ones run before the engine has optimised anything. */
function fastest(work: () => void): number {
  let best = Infinity;
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best / 1000;
}

function main(): void {
  const files = writeDocuments();
  const megabytes = files.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6;
  console.log(`two documents, ${megabytes.toFixed(1)} MB`);

  const parser = new PullParser(files[0]);
  parser.next();
  console.log(`\nafter one next() the parser waits ${parser.where().length} calls deep:\n  ${parser.where().join("\n  ")}\n`);

  const { summaries, differences } = pulled(files);
  for (const [index, summary] of summaries.entries()) console.log(`${basename(files[index]!)}: ${summary}`);
  console.log(`\n${differences.length} differences:\n  ${differences.slice(0, 8).join("\n  ")}\n`);

  const sax = uncompiledSax();
  const expected = pushed(files, sax);
  const pushTime = fastest(() => pushed(files, sax));
  const pullTime = fastest(() => pulled(files));
  console.log(`push, sax as installed    ${(megabytes / pushTime).toFixed(1)} MB/s`);
  console.log(`pull, both in lockstep    ${(megabytes / pullTime).toFixed(1)} MB/s\n`);

  const isSame = String(summaries) === String(expected);
  console.log(isSame ? "ok: the pull parsers saw what the push parser saw" : `FAILED: the push parser saw\n${expected.join("\n")}`);
  if (!isSame) process.exitCode = 1;
}

main();
