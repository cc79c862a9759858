/** tsx beside greenlets/register: in either order, and tsx's own command. Marks are there before esbuild eats them. */
import type { LoaderCase } from "./case.ts";
import { LOCKSTEP, MODULE, TAKEN, TURNS } from "./register.ts";

/** Marked by comments, which esbuild drops. */
const COMMENTED = LOCKSTEP.replace(`"use greenlet";\n`, "").replaceAll("export function", "/** @greenlet */\nexport function");

const ESM = { ...MODULE, "lockstep.ts": COMMENTED, "main.ts": `import { generator } from "./lockstep.js";\n${TURNS}` };
const COMMONJS = {
  "lockstep.ts": COMMENTED,
  "main.cts": `import { generator } from "./lockstep";\nimport { plain } from "./plain";\nimport part = require("part");\nimport { other } from "./other.cjs";\nconsole.log(plain, part, other);\n${TURNS}`,
  "plain.js": `exports.plain = 1;\n`,
  "other.cjs": `exports.other = 3;\n`,
  "node_modules/part/index.js": `module.exports = 2;\n`,
};
/** Not marked: TypeScript that is ours only to take the types out. */
const PLAIN = { ...MODULE, "main.ts": `import { generator } from "#lib/lockstep";\n${TURNS}`, "lib/lockstep.ts": COMMENTED, "tsconfig.json": `{ "compilerOptions": { "paths": { "#lib/*": ["./lib/*"] } } }` };

const ORDERS: Readonly<Record<string, readonly string[]>> = {
  "greenlets, then tsx": ["--import", "greenlets/register", "--import", "tsx"],
  "tsx, then greenlets": ["--import", "tsx", "--import", "greenlets/register"],
  "tsx's command": ["node_modules/tsx/dist/cli.mjs", "--import", "greenlets/register"],
  "tsx's command, greenlets required": ["node_modules/tsx/dist/cli.mjs", "--require", "greenlets/register"],
};

export const tsxCases: readonly LoaderCase[] = Object.entries(ORDERS).flatMap(([order, flags]): LoaderCase[] => [
  { name: `ES modules: ${order}`, files: ESM, args: [...flags, "main.ts"], packages: ["tsx"], stdout: TAKEN },
  { name: `CommonJS: ${order}`, files: COMMONJS, args: [...flags, "main.cts"], packages: ["tsx"], stdout: `1 2 3\n${TAKEN}` },
  { name: `paths of the tsconfig, which only tsx knows: ${order}`, files: PLAIN, args: [...flags, "main.ts"], packages: ["tsx"], stdout: TAKEN },
]);
