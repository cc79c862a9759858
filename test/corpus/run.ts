/**
 * `npm run corpus`: real programs, compiled whole, must do what they do uncompiled. Writes docs/corpus.txt when all of them ran.
 *
 *     --only name,name   these programs          --root DIR    a folder that has the packages in its node_modules
 *     --modes a,b        these runs              --repos DIR   checked out repositories, for the programs that need one
 *     --minutes n        longest run             --list        what there is
 */
import { existsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { root as project } from "../helpers/paths.ts";
import { installPackages } from "./install.ts";
import type { Mode, Program } from "./program.ts";
import { HEADER, lineOf, report } from "./report.ts";
import { driversFolder, programNames, type Result, runProgram } from "./runs.ts";

const MODES: readonly Mode[] = ["plain", "compiled", "stress", "interleaved"];

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    modes: { type: "string" },
    minutes: { type: "string", default: "10" },
    root: { type: "string" },
    repos: { type: "string", default: join(project, ".cache", "repos") },
    list: { type: "boolean", default: false },
  },
});

const known = programNames();
const wanted = values.only?.split(",") ?? known;
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) throw new Error(`no such program: ${unknown.join(", ")}; there are ${known.join(", ")}`);

async function main(): Promise<void> {
  const root = values.root === undefined ? installPackages() : resolve(values.root);
  const modes = values.modes === undefined ? MODES : (["plain", ...values.modes.split(",").filter((mode) => mode !== "plain")] as Mode[]);
  const options = { root, repos: resolve(values.repos), cache: join(tmpdir(), "greenlets-corpus"), minutes: Number(values.minutes), modes };
  const results: Result[] = [];
  const absent: string[] = [];
  process.stdout.write(`${HEADER}\n`);
  for (const name of wanted) {
    const { program } = (await import(pathToFileURL(join(driversFolder, `${name}.js`)).href)) as { program: Program };
    if (program.repository !== undefined && !existsSync(join(options.repos, program.repository))) {
      absent.push(name);
      process.stdout.write(`${name}: not run, ${join(options.repos, program.repository)} is not there\n`);
      continue;
    }
    const result = await runProgram(name, program, options);
    results.push(result);
    process.stdout.write([lineOf(result), ...result.problems.map((problem) => `    ${problem}`), ""].join("\n"));
  }
  if (values.only === undefined && values.modes === undefined) writeFileSync(join(project, "docs", "corpus.txt"), report(results, absent, root));
  process.exitCode = results.some(({ problems }) => problems.length > 0) ? 1 : 0;
}

if (values.list) process.stdout.write(`${known.join("\n")}\n`);
else await main();
