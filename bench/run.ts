/**
 * `npm run bench [-- filter]`: what compiled code costs against the same code uncompiled, and a switch against what the language has.
 * How to read it: bench/README.md.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { loadCompiled, loadPackage, loadPlain, type Workload } from "./load.ts";
import { bytesEach } from "./memory.ts";
import { type Job, measure } from "./measure.ts";
import { saxJob } from "./sax-job.ts";

interface Row {
  name: string;
  jobs: Record<string, Job>;
  /** The column that shall be at most `target` times the first one. */
  target?: { column: string; ratio: number };
}

const filter = process.argv[2] ?? "";

/** Prints a row for each job, in nanoseconds, with the ratio to the first column. @returns the times by row and column. */
async function table(title: string, rows: readonly Row[]): Promise<Map<string, Record<string, number>>> {
  const results = new Map<string, Record<string, number>>();
  const wanted = rows.filter(({ name }) => `${title} ${name}`.includes(filter));
  if (wanted.length > 0) console.log(`\n${title}`);
  for (const { name, jobs, target } of wanted) {
    const columns = Object.keys(jobs);
    const timings = await measure(Object.values(jobs));
    const cells = columns.map((column, index) => `${column} ${nanoseconds(timings[index]!.time)}${index === 0 ? "" : ` (${timings[index]!.ratio.toFixed(2)}×)`}`);
    const ratio = target && timings[columns.indexOf(target.column)]!.ratio;
    console.log(`  ${name.padEnd(28)} ${cells.join("   ")}${target ? `   ${verdict(ratio!, target.ratio, "×")}` : ""}`);
    results.set(name, Object.fromEntries(columns.map((column, index) => [column, timings[index]!.time])));
  }
  return results;
}

/** Prints bytes for each kind, at some depths. */
function memory(title: string, kinds: Record<string, (depth: number) => (count: number) => unknown[]>): void {
  if (!`${title} memory`.includes(filter)) return;
  console.log(`\n${title}`);
  for (const [name, make] of Object.entries(kinds)) {
    const sizes = [0, 10, 100].map((depth) => ({ depth, bytes: Math.round(bytesEach(make(depth), 200_000 / (depth + 10))) }));
    const goal = (depth: number): number => 400 + 120 * depth;
    console.log(`  ${name.padEnd(28)} ${sizes.map(({ depth, bytes }) => `depth ${depth} ${bytes} B${name === "greenlet" ? ` (${verdict(bytes, goal(depth), " B")})` : ""}`).join("   ")}`);
  }
}

function nanoseconds(time: number): string {
  return time < 1e4 ? `${time.toFixed(time < 100 ? 1 : 0)} ns` : time < 1e7 ? `${(time / 1e3).toFixed(1)} µs` : `${(time / 1e6).toFixed(1)} ms`;
}

function verdict(value: number, target: number, unit: string): string {
  return `${value <= target ? "ok" : "MISSED"}: target ≤ ${target}${unit}`;
}

/** A program that is never suspended, both ways. */
function idle(name: string, workload: string, target?: number): Row {
  const jobs = { plain: loadPlain(workload)[name]!, compiled: loadCompiled(workload)[name]! };
  return { name, jobs, ...(target && { target: { column: "compiled", ratio: target } }) };
}

async function main(): Promise<void> {
  await table("never suspended: compiled against plain", [
    idle("fib", "calls", 1.2),
    ...["methods", "closures", "loop", "tokens"].map((name) => idle(name, "calls")),
    idle("richards", "richards"),
    { name: "sax, pushing 100 KB", jobs: { plain: saxJob(loadPackage("sax", false)), compiled: saxJob(loadPackage("sax", true)) } },
  ]);

  await table("a callback of a standard function, never suspended: compiled against plain", [
    ...["mapLeaf", "map", "forEach", "reduce", "sort", "replace", "mapForEach", "call", "apply", "bound"].map((name) => idle(name, "builtins")),
  ]);

  const deep = loadCompiled("calls", { deepStacks: true });
  await table("deepStacks", [
    ...["fib", "methods"].map((name) => ({ name, jobs: { plain: loadPlain("calls")[name]!, compiled: loadCompiled("calls")[name]!, deepStacks: deep[name]! } })),
    { name: "100,000 calls", jobs: { "compiled, 1,000 deep": loadCompiled("calls", { deepStacks: true })["recursion"]!(1000), "deepStacks, 1,000 deep": deep["recursion"]!(1000), "deepStacks, 100,000 deep": deep["recursion"]!(100_000) } },
  ]);

  const native = loadPlain("native");
  const switches = loadCompiled("switches");
  const genlets = loadCompiled("genlets");
  await table("one switch", [
    { name: "ping-pong", jobs: { "generator.next()": native["generator"]!, greenlet: switches["pingPong"]!, await: native["await"]! }, target: { column: "greenlet", ratio: 2 } },
  ]);
  await table("start, switch out, back in, finish", [
    { name: "spawn", jobs: { generator: native["spawnGenerator"]!, greenlet: switches["spawn"]!, genlet: genlets["spawn"]!, async: native["spawnAsync"]! } },
  ]);

  const [tasks, asyncs] = [loadCompiled("hub"), loadPlain("hub-native")];
  const chain = (share: string, every: number): Row => ({ name: `${share} of the calls wait`, jobs: { "async, await": asyncs["chain"]!(every), greenlet: tasks["chain"]!(every) } });
  await table("hub: ten calls deep, for a promise", [chain("1 %", 100), chain("10 %", 10), chain("100 %", 1)]);
  await table("hub: start a task and wait for it", [{ name: "spawn, join", jobs: { async: asyncs["spawn"]!, greenlet: tasks["spawn"]! } }]);

  const atDepths = (workload: Workload): Record<string, Job> => Object.fromEntries([1, 10, 100, 1000].map((depth) => [`depth ${depth}`, workload["itemsAt"]!(depth)]));
  await table("one item handed out from the depth of a recursion", [
    { name: "greenlet", jobs: atDepths(switches), target: { column: "depth 1000", ratio: 1.3 } },
    { name: "genlet", jobs: atDepths(genlets), target: { column: "depth 1000", ratio: 1.3 } },
    { name: "yield*", jobs: atDepths(native) },
  ]);
  await table("one value of a balanced tree of 4095, in order", [
    { name: "tree walk", jobs: { "yield*": native["treeWalk"]!, greenlet: switches["treeWalk"]!, genlet: genlets["treeWalk"]!, callback: native["treeCallback"]! } },
  ]);

  // Two switches are in each of these; the difference to depth 1 leaves what a frame costs.
  const captures = await table("first capture of a stack", [1, 10, 100, 1000].map((depth) => (
    { name: `depth ${depth}`, jobs: { call: switches["descend"]!(depth), "call, capture, resume": switches["descendAndSwitch"]!(depth) } }
  )));
  const cost = (depth: number): number => captures.get(`depth ${depth}`)!["call, capture, resume"]! - captures.get(`depth ${depth}`)!["call"]!;
  for (const depth of captures.size === 4 ? [10, 100, 1000] : []) {
    const frame = (cost(depth) - cost(1)) / (depth - 1);
    console.log(`  ${`a frame of ${depth}`.padEnd(28)} ${nanoseconds(frame)}   ${verdict(frame, 50, " ns")}`);
  }

  memory("one that waits, by the number of calls that it waits in", {
    greenlet: switches["park"]!,
    genlet: genlets["park"]!,
    "a generator, yield*": native["park"]!,
  });

  // The last: from the first use on, greenlets have contexts.
  new AsyncLocalStorage().run(0, () => undefined);
  await table("one switch, once an AsyncLocalStorage was used", [{ name: "ping-pong", jobs: { "generator.next()": native["generator"]!, greenlet: loadCompiled("switches")["pingPong"]!, await: native["await"]! } }]);
}

await main();
