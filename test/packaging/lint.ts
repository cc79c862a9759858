/**
 * `npm run lint:package`: publint and are-the-types-wrong, on what `npm pack` makes. An entry point whose file is missing fails there, and so it does here.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { packedGreenlets } from "../helpers/packed.ts";
import { root } from "../helpers/paths.ts";

/** Entry points of which the other module system or an older TypeScript sees nothing are no fault of a package of ES modules. */
const PROFILE = ["--profile", "esm-only", "--format", "json"];

interface TypesReport {
  problems?: Record<string, { entrypoint?: string; resolutionKind?: string }[]>;
  analysis?: { problems: { kind: string; entrypoint?: string; resolutionKind?: string }[] };
}

/** What the two have to say, a line each; of `ignored` entry points nothing. */
export function lint(tarball: string, ignored: readonly string[] = []): string[] {
  const isIgnored = (line: string): boolean => ignored.some((subpath) => line.includes(`"${subpath}"`));
  return [...publint(tarball), ...typesAreWrong(tarball)].filter((line) => !isIgnored(line));
}

function publint(tarball: string): string[] {
  const { stdout, stderr } = spawnSync(bin("publint"), ["run", tarball, "--strict"], { encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });
  const text = stdout + stderr;
  if (/All good!/.test(text)) return [];
  const lines = text.split("\n").filter((line) => /^\s*\d+\. /.test(line));
  return (lines.length > 0 ? lines : [text]).map((line) => `publint: ${line.replace(/^\s*\d+\. /, "")}`);
}

const RESOLUTIONS = ["node16-esm", "bundler"];

function typesAreWrong(tarball: string): string[] {
  const { stdout, stderr } = spawnSync(bin("attw"), [tarball, ...PROFILE], { encoding: "utf8", maxBuffer: 1 << 26 });
  let report: TypesReport;
  try {
    report = JSON.parse(stdout) as TypesReport;
  } catch {
    return [`attw: ${stdout}${stderr}`];
  }
  const problems = (report.analysis?.problems ?? []).filter(({ resolutionKind }) => resolutionKind === undefined || RESOLUTIONS.includes(resolutionKind));
  return problems.map(({ kind, entrypoint, resolutionKind }) => `attw: ${kind} of "${entrypoint ?? "."}" (${resolutionKind ?? "any"})`);
}

function bin(name: string): string {
  return join(root, "node_modules/.bin", name);
}

if (process.argv[1] === import.meta.filename) {
  const problems = lint(packedGreenlets());
  console.log(problems.length === 0 ? `publint and are-the-types-wrong find nothing in ${(readFileSync(packedGreenlets()).length / 1024).toFixed(0)} KB` : problems.join("\n"));
  process.exitCode = problems.length === 0 ? 0 : 1;
}
