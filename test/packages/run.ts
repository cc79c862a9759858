/**
 * `npm run packages`: compiles every file of a few packages with every function capable. No crash, the output parses, compiling it again changes
 * nothing, the source map is valid; how long that takes against Babel's own parse and generate, how large it gets. Writes docs/packages.txt.
 *
 *     --only name,name    these packages     --root DIR   a folder that has the corpus's packages in its node_modules
 *     --rounds n          time each file n times, each time beside Babel (default 3)
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { installPackages } from "../corpus/install.ts";
import { root as project } from "../helpers/paths.ts";
import type { PackageResult } from "./package.ts";

/** The compiler's own dependencies, and from the corpus what is large or written in another style. */
const OWN = ["typescript", "@babel/parser", "@babel/traverse", "@babel/types", "@babel/generator", "@babel/core", "esbuild", "magic-string", "sax"];
const CORPUS = ["terser", "prettier", "acorn", "lodash", "rxjs", "react-dom", "svelte"];

const { values } = parseArgs({ options: { only: { type: "string" }, root: { type: "string" }, rounds: { type: "string", default: "3" } } });

const TITLE = "package                    files  kB in  output   time against Babel   peak memory  suspending  left plain";

function line({ name, version, files, bytes, outputBytes, time, babelTime, ratios, memory, suspending, plain }: PackageResult): string {
  const worst = ratios.length === 0 ? "" : ` (${ratios.map(({ file, ratio }) => `${file} ${ratio.toFixed(2)}×`).join(", ")})`;
  const cells = [`${name} ${version}`.padEnd(26), String(files).padStart(5), String(Math.round(bytes / 1000)).padStart(7), `${(outputBytes / bytes).toFixed(2)}×`.padStart(8)];
  cells.push(`${(time / babelTime).toFixed(2)}×`.padStart(8), `${Math.round(memory / 1e6)} MB`.padStart(10), String(suspending).padStart(10), String(plain).padStart(10));
  return `${cells.join("  ")}${worst}`;
}

function run(name: string, folder: string): PackageResult {
  const script = join(import.meta.dirname, "package.js");
  const { stdout, status } = spawnSync(process.execPath, ["--max-old-space-size=8192", script, name, folder, values.rounds], { stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1 << 28, encoding: "utf8" });
  if (status !== 0) throw new Error(`${name}: the child process failed (${status})`);
  return JSON.parse(stdout) as PackageResult;
}

function main(): void {
  const wanted = values.only?.split(",") ?? [...OWN, ...CORPUS];
  const root = wanted.every((name) => OWN.includes(name)) ? project : values.root === undefined ? installPackages() : resolve(values.root);
  const lines: string[] = [];
  let hasProblem = false;
  process.stdout.write(`${TITLE}\n`);
  for (const name of wanted) {
    const folder = join(OWN.includes(name) ? project : root, "node_modules", name);
    if (!existsSync(folder)) throw new Error(`${folder} is not there`);
    const result = run(name, folder);
    lines.push(line(result), ...result.problems.map((problem) => `    ${problem}`));
    hasProblem ||= result.problems.length > 0;
    process.stdout.write([line(result), ...result.problems.map((problem) => `    ${problem}`), ""].join("\n"));
  }
  if (values.only === undefined) writeFileSync(join(project, "docs", "packages.txt"), [HEADER, TITLE, ...lines, ""].join("\n"));
  process.exitCode = hasProblem ? 1 : 0;
}

const HEADER = `Every file of these packages, compiled with every function capable (npm run packages; Node ${process.versions.node}, typescript ${versionOf("typescript")}).
Checked: no crash; the output parses; compiling it again changes nothing; each mapping is inside both texts, and a sample of calls is found by the map.
Time: processor time of compile() against @babel/parser's parse and @babel/generator's generate with a source map, of the same file in the same process, in
turn, the median of ${values.rounds} rounds; files above 400 kB by themselves in parentheses. Memory: of the whole process, checks included.
`;

function versionOf(name: string): string {
  return (JSON.parse(readFileSync(join(project, "node_modules", name, "package.json"), "utf8")) as { version: string }).version;
}

main();
