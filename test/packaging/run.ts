/**
 * `npm run test:packaging`: the tarball, installed into empty projects by npm and by pnpm, beside each TypeScript that users have. Writes docs/packaging.txt.
 *
 * It downloads: TypeScript 5.9, 6 and 7, pnpm, and greenlets' dependencies, all by npm's and pnpm's own commands.
 */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { command, inProject, manifestOf, packedGreenlets } from "../helpers/packed.ts";
import { root } from "../helpers/paths.ts";
import { missingEntries } from "./contents.ts";
import { lint } from "./lint.ts";
import { CHECKS, PROJECT, uses } from "./project.ts";

const VERSIONS = ["5.9", "6.0", "7.0"];
const PNPM = "10";

interface Row {
  cells: string[];
  notes: string[];
}

type Manager = (packages: readonly string[], folder: string) => string;

/** @returns what the manager has to say, warnings included */
const npm: Manager = (packages, folder) => said("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...packages], folder);

const pnpm: Manager = (packages, folder) => {
  const tools = join(root, ".cache/tools");
  const script = join(tools, "node_modules/pnpm/bin/pnpm.cjs");
  if (!existsSync(script)) {
    mkdirSync(tools, { recursive: true });
    writeFileSync(join(tools, "package.json"), `{"private":true}`);
    command("npm", ["install", "--no-audit", "--no-fund", `pnpm@${PNPM}`], tools);
  }
  return said(process.execPath, [script, "add", "--store-dir", join(root, ".cache/pnpm"), ...packages], folder);
};

/** Both streams of a command. @throws Error when it fails */
function said(name: string, args: readonly string[], folder: string): string {
  return command("sh", ["-c", '"$@" 2>&1', "sh", name, ...args], folder);
}

function warnings(output: string): string[] {
  const lines = output.split("\n").filter((line) => /\bwarn\b/i.test(line)).map((line) => line.replace(/^.*?\bwarn(?:ing)?\b\s*/i, "").trim());
  const isEngine = (line: string): boolean => /EBADENGINE|Unsupported engine/.test(line);
  return [...(lines.some(isEngine) ? ["Babel 8 says that it wants Node 22.18 or newer; it runs on this one"] : []), ...lines.filter((line) => !isEngine(line))];
}

async function row(name: string, manager: Manager, version: string): Promise<Row> {
  const cells: string[] = [];
  const notes: string[] = [];
  await inProject(PROJECT, (folder) => {
    const attempt = (what: () => string | void): void => {
      try {
        cells.push(what() ?? "ok");
      } catch (error) {
        cells.push("FAILED");
        notes.push((error as Error).message);
      }
    };
    attempt(() => void notes.push(...warnings(manager([packedGreenlets(), `typescript@${version}`], folder))));
    attempt(() => ownTsc(folder, version));
    for (const use of Object.values(uses(folder))) attempt(use);
    for (const check of CHECKS) attempt(() => void command(join(folder, "node_modules/.bin/tsc"), ["-p", `tsconfig.${check}.json`], folder));
  });
  return { cells: [name, version, ...cells], notes };
}

/** The user's `tsc` is the one that the user installed, whichever greenlets has for itself. */
function ownTsc(folder: string, version: string): string {
  const said = command(join(folder, "node_modules/.bin/tsc"), ["--version"], folder).trim().replace("Version ", "");
  if (!said.startsWith(version)) throw new Error(`.bin/tsc is ${said}`);
  return said;
}

const TITLE = ["", "TypeScript", "install", ".bin/tsc", ...Object.keys(uses("")), ...CHECKS.map((check) => `types, ${check}`)];

const HEADER = `The package as npm packs it, installed into an empty project (npm run test:packaging). ".bin/tsc": the user's own. The types are checked by that tsc with
skipLibCheck off, exactOptionalPropertyTypes on, and no @types/node.
`;

async function main(): Promise<number> {
  const missing = missingEntries(root);
  const problems = [...lint(packedGreenlets(), missing), ...(missing.length === 0 ? [] : [`entry points that are missing: ${missing.join(", ")}`])];
  const rows: Row[] = [];
  for (const [name, manager] of Object.entries({ npm, pnpm })) {
    for (const version of VERSIONS) {
      const result = await row(name, manager, version);
      rows.push(result);
      console.log(result.cells.join("  "), ...result.notes.map((note) => `\n  ${note}`));
    }
  }
  const widths = TITLE.map((title, at) => Math.max(title.length, ...rows.map(({ cells }) => (cells[at] ?? "").length)));
  const line = (cells: readonly string[]): string => cells.map((cell, at) => cell.padEnd(widths[at]!)).join("  ").trimEnd();
  const notes = [...new Set(rows.flatMap((item) => item.notes.map((note) => `${item.cells[0]}: ${note}`)))];
  const { size } = statSync(packedGreenlets());
  const text = [HEADER, `Node ${process.version}, npm ${command("npm", ["--version"], root).trim()}, pnpm ${pnpmVersion()}; ${(size / 1024).toFixed(0)} KB`, "", line(TITLE), ...rows.map(({ cells }) => line(cells)), "", ...notes, "", "publint --strict, are-the-types-wrong --profile esm-only:", ...(problems.length === 0 ? ["nothing found"] : problems)];
  writeFileSync(join(root, "docs/packaging.txt"), `${text.join("\n").replaceAll(/\n{3,}/g, "\n\n")}\n`);
  console.log(readFileSync(join(root, "docs/packaging.txt"), "utf8"));
  return problems.length > 0 || rows.some(({ cells }) => cells.includes("FAILED")) ? 1 : 0;
}

function pnpmVersion(): string {
  return manifestOf(join(root, ".cache/tools/node_modules/pnpm")).version;
}

process.exitCode = await main();
