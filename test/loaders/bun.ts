/** `bun --preload greenlets/bun`, bunfig.toml, and Bun.build; for `npm run test:engines`. */
import type { LoaderCase } from "./case.ts";
import { LOCKSTEP, MODULE, TAKEN, TURNS } from "./register.ts";

const PRELOAD = ["--preload", "greenlets/bun"];
const MAIN = `import { generator } from "./lockstep.ts";\n${TURNS}`;
const THROWS = `"use greenlet";\ninterface A { x: 1 }\n\nenum E { a }\nfunction thrower(f: () => void): void {\n  f(); throw new Error("boom");\n}\n    thrower(() => {});\n`;

export const bunCases: readonly LoaderCase[] = [
  {
    name: "ES modules of every kind: enums, namespaces, JSX, JSON, CommonJS, import(), greenlets/hub",
    files: {
      ...MODULE,
      "tsconfig.json": `{ "compilerOptions": { "jsx": "react" } }`,
      "lockstep.ts": LOCKSTEP,
      "main.mts": [
        `"use greenlet";`,
        `import { generator } from "./lockstep.js";`,
        `import { Names } from "./names.mts";`,
        `import old, { size } from "./old.cts";`,
        `import { view } from "./view.tsx";`,
        `import data from "./data.json" with { type: "json" };`,
        `import { runtime } from "greenlets";`,
        `import { run, sleep } from "greenlets/hub";`,
        `console.log(Names.k, typeof old, size, view(), data.n, typeof runtime, (await import("./late.ts")).late);`,
        TURNS,
        `await run(() => sleep(1));`,
      ].join("\n"),
      "names.mts": `"use greenlet";\nexport namespace Names { export const k = 3; }\n`,
      "old.cts": `"use greenlet";\nimport path = require("node:path");\nimport data = require("./data.json");\nexport const size: number = path.sep.length + data.n;\n`,
      "view.tsx": `const React = { createElement: (...parts: unknown[]) => parts.length };\nexport const view = () => <b title="x">hi</b>;\n`,
      "data.json": `{ "n": 41 }\n`,
      "late.ts": `export const late: string = "late";\n`,
    },
    args: [...PRELOAD, "main.mts"],
    stdout: new RegExp(`^3 object 42 \\d 41 object late\n${TAKEN}$`),
  },
  {
    name: "CommonJS: cycles, require.main, the module cache, plain and compiled files",
    files: {
      "main.cts": [
        `"use greenlet";`,
        `const { generator } = require("./lockstep.ts") as typeof import("./lockstep.ts");`,
        `const greenlets = require("greenlets") as typeof import("greenlets");`,
        `exports.early = 1;`,
        `const other = require("./other.cjs") as { seen: number };`,
        `const plain = require("./plain.cjs") as { value: number };`,
        `console.log(other.seen, plain.value, require("./plain.cjs") === plain, require.main === module, __filename === process.argv[1], greenlets.getCurrent().started, typeof require.cache[__filename]);`,
        TURNS,
      ].join("\n"),
      "lockstep.ts": LOCKSTEP,
      "other.cjs": `"use greenlet";\nexports.seen = require("./main.cts").early;\n`,
      "plain.cjs": `module.exports = { value: 2 };\n`,
    },
    args: [...PRELOAD, "main.cts"],
    stdout: `1 2 true true true true object\n${TAKEN}`,
  },
  { name: "preload in bunfig.toml", files: { ...MODULE, "bunfig.toml": `preload = ["greenlets/bun"]\n`, "lockstep.ts": LOCKSTEP, "main.ts": MAIN }, args: ["main.ts"], stdout: TAKEN },
  { name: "greenlets/register", files: { ...MODULE, "lockstep.ts": LOCKSTEP, "main.ts": MAIN }, args: ["--preload", "greenlets/register", "main.ts"], stdout: TAKEN },
  {
    name: "bun test",
    files: { "bunfig.toml": `[test]\npreload = ["greenlets/bun"]\n`, "lockstep.ts": LOCKSTEP, "a.test.ts": `import { expect, test } from "bun:test";\nimport { generator } from "./lockstep.ts";\ntest("two in lockstep", () => {\n  const left = generator([1]);\n  const right = generator([2]);\n  expect([left.switch(), right.switch()]).toEqual([1, 2]);\n});\n` },
    args: ["test"],
    stdout: /^bun test/,
    stderr: /1 pass\n\s*0 fail/,
  },
  {
    name: "an uncaught error names the user's file, line and column",
    files: { "a.mts": THROWS },
    args: [...PRELOAD, "a.mts"],
    stdout: "",
    stderr: /error: boom\n      at thrower \(FOLDER\/a\.mts:6:\d+\)\n(?:      at .*\n)*      at .*FOLDER\/a\.mts:8:\d+/,
    code: 1,
  },
  {
    name: "a syntax error names file and line",
    files: { ...MODULE, "main.ts": `import "./bad.ts";\n`, "bad.ts": `"use greenlet";\nexport {};\nlet x: number = ;\n` },
    args: [...PRELOAD, "main.ts"],
    stdout: "",
    stderr: /bad\.ts\(3,17\): error GL1001: /,
    code: 1,
  },
  {
    name: "packages and include of the tsconfig",
    files: {
      ...MODULE,
      "tsconfig.json": `{ "greenlets": { "packages": ["push"], "include": ["included"] } }`,
      "node_modules/push/index.js": `exports.push = (items, visit) => { for (const item of items) visit(item); };\n`,
      "included/walk.ts": `import { push } from "push";\nexport const walk = (items: number[], visit: (item: number) => void): void => push(items, visit);\n`,
      "main.ts": `"use greenlet";\nimport { getCurrent, Greenlet } from "greenlets";\nimport { walk } from "./included/walk.ts";\nconst main = getCurrent();\nconst make = (items: number[]) => new Greenlet(() => walk(items, (item) => void main.switch(item)));\nconst left = make([1, 2]);\nconst right = make([3, 4]);\nconsole.log(left.switch(), right.switch(), left.switch(), right.switch());\n`,
    },
    args: [...PRELOAD, "main.ts"],
    stdout: "1 3 2 4\n",
  },
  {
    name: "Bun.build",
    files: {
      ...MODULE,
      "lockstep.ts": LOCKSTEP,
      "main.ts": MAIN,
      "build.ts": `import { greenlets } from "greenlets/bun";\nconst { success, logs } = await Bun.build({ entrypoints: ["main.ts"], outdir: "out", target: "bun", plugins: [greenlets()] });\nif (!success) throw new Error(logs.join());\nawait import("./out/main.js");\n`,
    },
    args: ["build.ts"],
    stdout: TAKEN,
  },
];
