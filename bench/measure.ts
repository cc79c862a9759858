/**
 * Times variants of one job against each other: A B A B …, in one process, so that a busy machine slows all of them alike.
 * What counts is the ratio within a round; its median over the rounds is what is printed. Time is the processor's, not the clock's:
 * what else the machine does is not counted.
 */

/** Does the job `count` times; what it returns keeps the engine from dropping the work. */
export type Job = (count: number) => unknown;

export interface Timing {
  /** Median nanoseconds for one job. */
  time: number;
  /** Median of this variant's time over the first variant's, round by round. */
  ratio: number;
}

const SAMPLE_MS = 15;
const ROUNDS = 21;

/** Warms every variant up, then times them in turn. The first variant is what the others are compared with. */
export async function measure(jobs: readonly Job[]): Promise<Timing[]> {
  const counts: number[] = [];
  for (const job of jobs) counts.push(await calibrate(job));
  const rounds: number[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const times: number[] = [];
    for (const [index, job] of jobs.entries()) times.push(await sample(job, counts[index]!));
    rounds.push(times);
  }
  return jobs.map((_, index) => ({
    time: median(rounds.map((times) => times[index]!)),
    ratio: median(rounds.map((times) => times[index]! / times[0]!)),
  }));
}

/** How many jobs fill one sample. Runs long enough for the engine to optimise what it will. */
async function calibrate(job: Job): Promise<number> {
  const end = performance.now() + 15 * SAMPLE_MS;
  let count = 1;
  for (;;) {
    const elapsed = (await sample(job, count)) * count / 1e6;
    if (elapsed < SAMPLE_MS) count = Math.ceil(count * Math.min(4, SAMPLE_MS / Math.max(elapsed, 0.01) * 1.1));
    else if (performance.now() > end) return count;
  }
}

/** Nanoseconds for one job. */
async function sample(job: Job, count: number): Promise<number> {
  const start = process.cpuUsage();
  const result = job(count);
  if (result instanceof Promise) await result;
  const { user, system } = process.cpuUsage(start);
  return (user + system) * 1000 / count;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  return sorted[sorted.length >> 1]!;
}
