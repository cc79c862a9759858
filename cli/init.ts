/** `gtsc --init`: a project that runs, in the current folder. What is there already is left alone. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, resolve } from "node:path";
import { version } from "./help.ts";
import { type OutputFile, writeFiles } from "./output.ts";
import { fail } from "./problems.ts";

/** @throws ProblemsError where a tsconfig.json is, or nothing can be written. */
export function init(): number {
  if (existsSync("tsconfig.json")) fail("TS5054", `A 'tsconfig.json' file is already defined at: '${resolve("tsconfig.json")}'.`);
  const isPackage = existsSync("package.json");
  const program = isPackage && !isModule() ? "src/main.mts" : "src/main.ts";
  const wanted = [
    { path: "tsconfig.json", text: CONFIG },
    { path: "package.json", text: packageText(basename(resolve("."))) },
    { path: program, text: PROGRAM },
  ];
  const files = wanted.filter(({ path }) => !existsSync(path));
  writeFiles(files.map(({ path, text }): OutputFile => ({ path: resolve(path), text })));
  process.stdout.write(report(files.map(({ path }) => path), wanted.map(({ path }) => path), program, isPackage));
  return 0;
}

function isModule(): boolean {
  try {
    return (JSON.parse(readFileSync("package.json", "utf8")) as { type?: unknown }).type === "module";
  } catch {
    return false;
  }
}

function report(created: readonly string[], wanted: readonly string[], program: string, isPackage: boolean): string {
  const output = program.replace("src/", "dist/").replace(/ts$/, "js");
  const steps = [
    ...(isInstalled() ? [] : [[isPackage ? "npm install greenlets" : "npm install", "greenlets, with the command gtsc"]]),
    [`npx gtsc run ${program}`, "compile in memory and run"],
    ["npx gtsc", "type-check, and build into dist"],
    [`node ${output}`, "run what was built"],
  ];
  const width = Math.max(...steps.map(([command]) => command!.length)) + 3;
  const kept = wanted.filter((path) => !created.includes(path));
  return [
    "Created",
    ...created.map((path) => `  ${path}`),
    ...(kept.length > 0 ? ["Kept as it was", ...kept.map((path) => `  ${path}`)] : []),
    "",
    "Next",
    ...steps.map(([command, what]) => `  ${command!.padEnd(width)}# ${what}`),
    "",
  ].join("\n");
}

function isInstalled(): boolean {
  try {
    createRequire(resolve("package.json")).resolve("greenlets");
    return true;
  } catch {
    return false;
  }
}

function packageText(folder: string): string {
  const name = folder.toLowerCase().replace(/[^a-z0-9._-]+/g, "-").replace(/^[._-]+/, "") || "program";
  const content = {
    ...{ name, version: "1.0.0", private: true, type: "module" },
    scripts: { start: "gtsc run src/main.ts", build: "gtsc" },
    dependencies: { greenlets: `^${version()}` },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

const CONFIG = `{
  "compilerOptions": {
    "target": "es2022",
    "module": "nodenext",
    "lib": ["es2022", "dom"],
    "types": [],
    "rootDir": "src",
    "outDir": "dist",
    "sourceMap": true,
    "declaration": true,
    "strict": true,
    "verbatimModuleSyntax": true,
    "skipLibCheck": true
  },
  "include": ["src"],
  "greenlets": {
    // Files whose functions can all be suspended, without marks:
    "include": [],
    // npm packages that "gtsc run" compiles, so that their callbacks can be suspended, too:
    "packages": []
  }
}
`;

const PROGRAM = `"use greenlet"; // every function of this file can be suspended

import { Greenlet, getCurrent } from "greenlets";

interface Tree { left?: Tree; value: number; right?: Tree }

/** Plain recursion. It gives each value to whoever asked, from any depth, and goes on when the next one is asked for. */
function walk(tree: Tree | undefined): void {
  if (tree === undefined) return;
  walk(tree.left);
  asker.switch(tree.value);
  walk(tree.right);
}

const asker = getCurrent();
const first = new Greenlet(() => walk({ left: { value: 1 }, value: 2, right: { value: 5 } }));
const second = new Greenlet(() => walk({ value: 3, right: { left: { value: 4 }, value: 6 } }));

// Two walks at once, merged.
let a = first.switch();
let b = second.switch();
while (!first.dead || !second.dead) {
  if (second.dead || (!first.dead && (a as number) < (b as number))) {
    console.log("first", a);
    a = first.switch();
  } else {
    console.log("second", b);
    b = second.switch();
  }
}
`;
