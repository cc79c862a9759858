/** One program, run one way, in a process of its own: `node child.js name mode`. The outcome goes to the parent. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { declaredFormat } from "../../cli/format.ts";
import { compile } from "../../compiler/index.ts";
import { REALM_SYMBOL } from "../../runtime/core/protocol.ts";
import { Greenlet, getCurrent, runtime, setStressSchedule } from "../../runtime/index.ts";
import "../../runtime/builtins/index.ts";
import { PACKAGE_SCHEME, readSetting } from "./files.ts";
import { install } from "./loader.ts";
import type { Driver, Load, Mode, Outcome, Pause, Place, Program } from "./program.ts";

const [name, mode, repository = ""] = process.argv.slice(2) as [string, Mode, string?];
const { root, drivers } = readSetting();
const outcome: Outcome = { text: "", milliseconds: 0, asked: 0, taken: 0, pauses: 0 };

/**
 * Every point in some stretches, few in others, again and again: a frame that was captured inside a call is not asked after that call, so points after
 * calls that returned without a capture are met only where captures are rarer.
 */
const STRIDES = [1, 3, 1, 10, 1, 50];
const STRETCH = 10_000;
const MOST_RUNS_MS = 1500;

function schedule(): boolean {
  const stride = STRIDES[Math.floor(outcome.taken / STRETCH) % STRIDES.length]!;
  const takes = ++outcome.asked % stride === 0;
  if (takes) outcome.taken++;
  return takes;
}

const require = createRequire(join(root, "package.json"));
const load: Load = async (specifier) => {
  try {
    // What is an ES module anyway is imported: modules that were reached by `require` import theirs past the hooks.
    return declaredFormat(require.resolve(specifier), new Map()) === "module" ? await import(`${PACKAGE_SCHEME}${specifier}`) : require(specifier);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== "ERR_REQUIRE_ESM" && code !== "ERR_PACKAGE_PATH_NOT_EXPORTED" && code !== "ERR_REQUIRE_ASYNC_MODULE") throw error;
    return import(`${PACKAGE_SCHEME}${specifier}`);
  }
};

const place: Place = {
  repository,
  read: (file) => readFileSync(join(root, "node_modules", file), "utf8"),
  compile: (text, filename) => (mode === "plain" ? text : compile(text, { filename, format: "script", capable: "all", stress: mode === "stress" }).code),
  share: (global) => void Object.assign(global, { [Symbol.for(REALM_SYMBOL)]: runtime }),
};

const doNothing: Pause = () => {};

/** The fastest of a few runs, which must all give the same text. */
async function runAlone(driver: Driver): Promise<string> {
  let text: string | null = null;
  let best = Infinity;
  for (let runs = 0, spent = 0; runs === 0 || (mode !== "stress" && runs < 5 && spent < MOST_RUNS_MS); runs++) {
    const start = process.cpuUsage();
    const result = await driver(doNothing);
    const { user, system } = process.cpuUsage(start);
    const milliseconds = (user + system) / 1000;
    if (text !== null && result !== text) throw new Error("two runs in one process gave different texts");
    text = result;
    best = Math.min(best, milliseconds);
    spent += milliseconds;
  }
  outcome.milliseconds = best;
  return text!;
}

/** Two runs, each left waiting inside the library whenever it pauses, in turn. */
async function runInterleaved(driver: Driver): Promise<string> {
  const { pauseTo } = (await import(pathToFileURL(join(drivers, "pause.js")).href)) as { pauseTo(target: Greenlet): Pause };
  const pause = pauseTo(getCurrent());
  const tasks = [1, 2].map(() => new Greenlet(driver));
  const texts = new Map<Greenlet, unknown>();
  const start = performance.now();
  while (texts.size < tasks.length) {
    for (const task of tasks.filter((task) => !texts.has(task))) {
      const result = task.switch(pause);
      if (task.dead) texts.set(task, result);
      else outcome.pauses++;
    }
  }
  outcome.milliseconds = performance.now() - start;
  const [first, second] = [...texts.values()] as [string, string];
  if (first !== second) throw new Error("the two interleaved runs gave different texts");
  return first;
}

try {
  install();
  const { program } = (await import(pathToFileURL(join(drivers, `${name}.js`)).href)) as { program: Program };
  if (mode === "stress") setStressSchedule(schedule);
  const driver = await program.open(load, place);
  outcome.text = await (mode === "interleaved" ? runInterleaved(driver) : runAlone(driver));
} catch (error) {
  outcome.error = String((error as Error)?.stack ?? error).split("\n").slice(0, 8).join("\n").slice(0, 1000);
}
process.send!(outcome, undefined, undefined, () => process.exit());
