/** Input and output in plain functions: what waits does not colour what calls it, and other tasks go on meanwhile. */
"use greenlet";
import { run, sleep, spawn, TimeoutError, wait } from "greenlets/hub";
import { Client } from "./library.ts";
import { type Library, startLibrary } from "./server.ts";

function ranking(library: Library): string {
  const client = new Client(library.origin);
  return client.byPages().map((author) => `${author.name} ${client.pagesOf(author)}`).join(", ");
}

/** The same work, with a task for each author. */
function rankingAtOnce(library: Library): string {
  const client = new Client(library.origin);
  client.authors().map((author) => spawn(() => client.pagesOf(author))).forEach((task) => task.join());
  return client.byPages().map((author) => `${author.name} ${client.pagesOf(author)}`).join(", ");
}

function firstLines(library: Library, count: number): string[] {
  const lines: string[] = [];
  for (const line of new Client(library.origin).log()) {
    lines.push(line);
    if (lines.length === count) break; // leaves the generator, `each` and the stream: the connection is closed
  }
  return lines;
}

function isTooSlow(library: Library): boolean {
  try {
    new Client(library.origin).get("/slow", 20);
    return false;
  } catch (error) {
    return error instanceof TimeoutError;
  }
}

function main(): boolean {
  const library = wait(startLibrary());
  try {
    const one = ranking(library);
    console.log(`one after the other: ${one}; ${library.busiest()} request at a time`);
    const other = rankingAtOnce(library);
    const busiest = library.busiest();
    console.log(`a task for each:     ${other}; ${busiest} requests at a time`);
    const lines = firstLines(library, 3);
    while (library.logsOpen() > 0) sleep(1);
    console.log(`the log, left after three lines: ${lines.join(", ")}`);
    const isSlow = isTooSlow(library);
    console.log(`too slow: ${isSlow}`);
    return one === other && one.startsWith("Jane Austen 1155, Herman Melville 795") && busiest > 1 && lines.join() === "entry 1,entry 2,entry 3" && isSlow;
  } finally {
    wait(library.close());
  }
}

const isRight = await run(main);
console.log(isRight ? "\nok: sorted by what had to be fetched, without a single async function" : "\nFAILED");
if (!isRight) process.exitCode = 1;
