/** The process that an engine with Node's `node:fs` runs: `driver.js script jobs first` does the jobs from the `first` on, and says each result on a line of its own. */
import { readFileSync, writeSync } from "node:fs";
import type { Job } from "./engine.ts";

export type Message = { start: number } | { done: number; result: string };

/** Written at once: the next job may end the process. */
function say(message: Message): void {
  const bytes = new TextEncoder().encode(`${JSON.stringify(message)}\n`);
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}

const [script, jobsFile, first] = process.argv.slice(2);
(0, eval)(readFileSync(script!, "utf8"));
const { doJob } = globalThis as unknown as { doJob: (job: Job) => Promise<string> };
const jobs = JSON.parse(readFileSync(jobsFile!, "utf8")) as Job[];
for (let index = Number(first); index < jobs.length; index++) {
  say({ start: index });
  say({ done: index, result: await doJob(jobs[index]!) });
}
process.exit();
