/** One package, in a process of its own: compiles all its files, checks what came out, and writes the result as JSON. */
import { generate } from "@babel/generator";
import { parse } from "@babel/parser";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { compile, type CompileOptions, type CompileResult } from "../../compiler/index.ts";
import { type Callee, callees, mappingProblem } from "./mappings.ts";

export interface PackageResult {
  name: string;
  version: string;
  files: number;
  bytes: number;
  outputBytes: number;
  /** Milliseconds of processor time, summed over the files. */
  time: number;
  babelTime: number;
  /** Of large files. */
  ratios: { file: string; ratio: number }[];
  memory: number;
  suspending: number;
  plain: number;
  problems: string[];
}

const LARGE = 400_000;

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : sources(path);
    return /\.[cm]?jsx?$/.test(entry.name) ? [path] : [];
  });
}

/** As `gtsc run` would take it: a module by its extension or its package, else CommonJS. */
function formatOf(path: string, text: string, isModulePackage: boolean): "module" | "commonjs" {
  if (/\.cjs$/.test(path)) return "commonjs";
  return isModulePackage || /\.mjs$/.test(path) || /^(?:import|export)\b/m.test(text) ? "module" : "commonjs";
}

const processorTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const median = (list: readonly number[]): number => list.toSorted((a, b) => a - b)[list.length >> 1]!;

interface Timed {
  result: CompileResult;
  time: number;
  babelTime: number;
}

function timed(text: string, options: CompileOptions, rounds: number): Timed {
  const ours: number[] = [];
  const babel: number[] = [];
  let result: CompileResult;
  const sourceType = options.format === "module" ? "module" : "commonjs";
  for (let round = 0; round < rounds; round++) {
    const before = processorTime();
    void generate(parse(text, { sourceType, errorRecovery: true }), { sourceMaps: true, sourceFileName: options.filename }).map;
    const between = processorTime();
    result = compile(text, options);
    ours.push(processorTime() - between);
    babel.push(between - before);
  }
  return { result: result!, time: median(ours), babelTime: median(babel) };
}

/** What is wrong with the output of one file. */
function problemOf(text: string, options: CompileOptions, { code, map }: CompileResult): string | null {
  if (map === null) return code === text ? null : "the text changed, and there is no source map";
  let calls: Callee[];
  try {
    calls = callees(text, options.format === "module" ? "module" : "commonjs");
    parse(code, { sourceType: options.format === "module" ? "module" : "commonjs" });
  } catch (error) {
    return `the output does not parse: ${(error as Error).message}`;
  }
  if (compile(code, options).code !== code) return "compiling the output again changes it";
  return mappingProblem(text, code, map, calls);
}

function main(name: string, folder: string, rounds: number): void {
  const { version, type } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string; type?: string };
  const result: PackageResult = { name, version, files: 0, bytes: 0, outputBytes: 0, time: 0, babelTime: 0, ratios: [], memory: 0, suspending: 0, plain: 0, problems: [] };
  for (const path of sources(folder)) {
    const text = readFileSync(path, "utf8");
    const options: CompileOptions = { filename: basename(path), capable: "all", format: formatOf(path, text, type === "module") };
    try {
      measure(path, text, options);
    } catch (error) {
      result.problems.push(`${relative(folder, path)}: ${(error as Error).stack}`);
    }
  }
  result.memory = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(JSON.stringify(result));

  function measure(path: string, text: string, options: CompileOptions): void {
    const file = timed(text, options, rounds);
    const { code, diagnostics } = file.result;
    const problem = diagnostics.some(({ code: kind }) => kind === "GL1001") ? null : problemOf(text, options, file.result); // a template with holes is no program
    if (problem !== null) result.problems.push(`${relative(folder, path)}: ${problem}`);
    result.files++;
    result.bytes += Buffer.byteLength(text);
    result.outputBytes += Buffer.byteLength(code);
    result.time += file.time;
    result.babelTime += file.babelTime;
    if (text.length >= LARGE) result.ratios.push({ file: basename(path), ratio: file.time / file.babelTime });
    result.suspending += code.split("$.save(").length - 1;
    result.plain += diagnostics.length;
  }
}

const [name, folder, rounds] = process.argv.slice(2);
main(name!, folder!, Number(rounds));
