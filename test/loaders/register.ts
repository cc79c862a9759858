/** `node --import greenlets/register`: a program behaves as under plain `node`, whatever it is written in. */
import type { LoaderCase } from "./case.ts";

export const MODULE = { "package.json": `{"type":"module"}` };

/** Two greenlets in lockstep, through a callback of `forEach`; `lines` say how the parts get to each other. */
export const LOCKSTEP = [
  `"use greenlet";`,
  `import { getCurrent, Greenlet } from "greenlets";`,
  `export enum Kind { last = "done" }`,
  `export function generator(items: number[]): Greenlet<[], number | Kind> {`,
  `  const main = getCurrent();`,
  `  return new Greenlet(() => {`,
  `    items.forEach((item: number) => void main.switch(item));`,
  `    return Kind.last;`,
  `  });`,
  `}`,
  ``,
].join("\n");

export const TURNS = `const left = generator([1, 2]);\nconst right = generator([3, 4]);\nconsole.log(left.switch(), right.switch(), left.switch(), right.switch(), left.switch());\n`;
export const TAKEN = "1 3 2 4 done\n";

const REGISTER = ["--import", "greenlets/register"];

export const registerCases: readonly LoaderCase[] = [
  {
    name: "ES modules of every kind: enums, namespaces, parameter properties, JSX, JSON, CommonJS, import()",
    files: {
      ...MODULE,
      "lockstep.ts": LOCKSTEP,
      "main.mts": [
        `import { generator } from "./lockstep.js";`,
        `import { Names, Box } from "./names.mts";`,
        `import old, { size, far } from "./old.cts";`,
        `import { view } from "./view.tsx";`,
        `import data from "./data.json" with { type: "json" };`,
        `import { runtime } from "greenlets";`,
        `import { sleep } from "greenlets/hub";`,
        `console.log(Names.k, new Box(7).get(), typeof old, size, far, view(), data.n, typeof runtime, typeof sleep);`,
        `const { late } = await import("./late.ts");`,
        `console.log(late, process.execArgv.join(" "), import.meta.filename === process.argv[1]);`,
        TURNS,
      ].join("\n"),
      "names.mts": `export namespace Names { export const k = 3; }\nexport class Box { constructor(private readonly value: number) {} get(): number { return this.value; } }\n`,
      "far.cts": `export const far: string = "far";\n`,
      "again.cts": `export * from "./far.cjs";\n`,
      "old.cts": `import path = require("node:path");\nimport data = require("./data.json");\nexport * from "./again.cjs";\nexport const size: number = path.sep.length + data.n;\n`,
      "view.tsx": `const React = { createElement: (...parts: unknown[]) => parts.length };\nexport const view = () => <b title="x">hi</b>;\n`,
      "data.json": `{ "n": 41 }\n`,
      "late.ts": `export const late: string = "late";\n`,
    },
    args: [...REGISTER, "main.mts"],
    stderr: /^(?:\(node:\d+\) ExperimentalWarning: Importing JSON modules is an experimental feature.*\n.*\n)?$/, // Node 20 says it of any program
    stdout: `3 7 object 42 far 3 41 object function\nlate --import greenlets/register true\n${TAKEN}`,
  },
  {
    name: "CommonJS: require without extensions, of folders, JSON and ES modules; require.main",
    files: {
      "main.cts": [
        `import { generator } from "./lockstep";`,
        `import { folder } from "./folder";`,
        `import data = require("./data.json");`,
        `const { later } = require("./esm.mts") as typeof import("./esm.mts");`,
        `const greenlets = require("greenlets") as typeof import("greenlets");`,
        `console.log(folder, data.n, later, require.main === module, greenlets.getCurrent().started);`,
        `import("./esm.mts").then((m) => console.log(m.later));`,
        TURNS,
      ].join("\n"),
      "lockstep.ts": LOCKSTEP,
      "folder/index.ts": `export const folder: string = "folder";\n`,
      "esm.mts": `import { inner } from "./inner.mjs";\nexport const later: string = "esm" + inner;\n`,
      "inner.mts": `export const inner: number = 1;\n`,
      "data.json": `{ "n": 41 }\n`,
    },
    args: [...REGISTER, "main.cts"],
    stdout: `folder 41 esm1 true true\n${TAKEN}esm1\n`,
  },
  {
    name: "CommonJS in JavaScript, marked",
    files: { "main.cjs": `"use greenlet";\nconst { generator } = require("./lockstep.mts");\nconsole.log(require.main === module, typeof require.cache[__filename]);\n${TURNS}`, "lockstep.mts": LOCKSTEP },
    args: [...REGISTER, "main.cjs"],
    stdout: `true object\n${TAKEN}`,
  },
  {
    name: "decorators of TypeScript's own kind and of the standard's",
    files: {
      ...MODULE,
      "tsconfig.json": `{ "compilerOptions": { "experimentalDecorators": true } }`,
      "standard/tsconfig.json": `{}`,
      "main.ts": `function twice(_: object, __: string, d: PropertyDescriptor) { const f = d.value; d.value = () => f() + f(); }\nclass C { @twice m() { return 1; } }\nconsole.log(new C().m());\n`,
      "standard/main.ts": `const twice = (f: Function, _: unknown) => () => f() + f();\nclass C { @twice m() { return 1; } }\nconsole.log(new C().m(), process.argv.length);\n`,
      "both.mjs": `import { execFileSync } from "node:child_process";\nfor (const file of ["main.ts", "standard/main.ts"]) process.stdout.write(execFileSync(process.execPath, [...process.execArgv, file]));\n`,
    },
    args: [...REGISTER, "both.mjs"],
    stdout: "2\n2 2\n",
  },
  {
    name: "threads and forked processes; NODE_OPTIONS",
    files: {
      "lockstep.mts": LOCKSTEP,
      "main.mts": [
        `import { fork } from "node:child_process";`,
        `import { Worker, isMainThread } from "node:worker_threads";`,
        `import { generator } from "./lockstep.mjs";`,
        `if (isMainThread && process.argv.length === 2) new Worker(new URL(import.meta.url)).on("exit", () => fork(import.meta.filename, ["child"]));`,
        `else { ${TURNS} }`,
      ].join("\n"),
    },
    args: ["main.mts"],
    env: { NODE_OPTIONS: "--import greenlets/register" },
    stdout: TAKEN + TAKEN,
  },
  {
    name: "node --test",
    files: {
      ...MODULE,
      "lockstep.ts": LOCKSTEP,
      "a.test.ts": `import { test } from "node:test";\nimport assert from "node:assert/strict";\nimport { generator } from "./lockstep.ts";\ntest("two in lockstep", () => {\n  const left = generator([1]);\n  const right = generator([2]);\n  assert.deepEqual([left.switch(), right.switch()], [1, 2]);\n});\n`,
    },
    args: [...REGISTER, "--test", "--test-reporter=tap", "a.test.ts"],
    stdout: /^ok 1 - two in lockstep$[^]*^# pass 1$/m,
  },
  ...["", "--enable-source-maps", "--no-enable-source-maps"].map((flag): LoaderCase => ({
    name: `an uncaught error names the user's file, line and column ${flag}`.trim(),
    files: { ...MODULE, "a.ts": `"use greenlet";\ninterface A { x: 1 }\n\nenum E { a }\nfunction thrower(f: () => void): void {\n  f(); throw new Error("boom");\n}\n    thrower(() => {});\n` },
    args: [...REGISTER, ...(flag === "" ? [] : [flag]), "a.ts"],
    stdout: "",
    stderr: /^FOLDER\/a\.ts:6\n[^]*Error: boom\n    at thrower \(FOLDER\/a\.ts:6:14\)\n    at .*FOLDER\/a\.ts:8:5/,
    code: 1,
  })),
  {
    name: "a syntax error names file and line",
    files: { ...MODULE, "main.ts": `import "./bad.ts";\n`, "bad.ts": `"use greenlet";\nexport {};\nlet x: number = ;\n` },
    args: [...REGISTER, "main.ts"],
    stdout: "",
    stderr: /bad\.ts\(3,17\): error (?:TS1109: Expression expected|GL1001: )/,
    code: 1,
  },
  {
    name: "an error of ours has no stack of ours",
    files: { ...MODULE, "main.ts": `import "./bad.ts";\n`, "bad.ts": `"use greenlet";\n"use plain";\nexport {};\n` },
    args: [...REGISTER, "main.ts"],
    stdout: "",
    stderr: /^(?!(?:[^]*\n)\s+at )[^]*bad\.ts\(1,1\): error GL3001: /,
    code: 1,
  },
  {
    name: "beside Node's own type stripping",
    files: { ...MODULE, "lockstep.ts": LOCKSTEP, "main.ts": `import { generator } from "./lockstep.ts";\n${TURNS}` },
    args: [...REGISTER, "--experimental-strip-types", "main.ts"],
    from: 22,
    stdout: TAKEN,
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
    args: [...REGISTER, "main.ts"],
    stdout: "1 3 2 4\n",
  },
  {
    name: "a text on the command line",
    files: { "lockstep.mts": LOCKSTEP },
    args: [...REGISTER, "--input-type=module", "-e", `import { generator } from "./lockstep.mts"; ${TURNS}`],
    stdout: TAKEN,
  },
  {
    name: "node --require",
    files: { "main.cts": `import { generator } from "./lockstep";\n${TURNS}`, "lockstep.ts": LOCKSTEP },
    args: ["--require", "greenlets/register", "main.cts"],
    stderr: /^(?:\(node:\d+\) ExperimentalWarning: CommonJS module .* is loading ES Module [^]*)?$/,
    stdout: TAKEN,
  },
  {
    name: "handlers of other loaders, which call those that they found",
    files: {
      "main.cts": `import { generator } from "./lockstep";\nimport { plain } from "./plain";\nconsole.log(plain);\n${TURNS}`,
      "lockstep.ts": LOCKSTEP,
      "plain.js": `exports.plain = "as it is";\n`,
      "wrap.cjs": [
        `for (const extension of [".js", ".ts"]) {`,
        `  const found = require.extensions[extension] ?? require.extensions[".js"];`,
        `  require.extensions[extension] = (module, file) => {`,
        `    const { _compile } = module;`,
        `    module._compile = function (code, ...others) { return _compile.call(this, code.replace("as it is", "changed"), ...others); };`,
        `    found(module, file);`,
        `  };`,
        `}`,
      ].join("\n"),
    },
    args: [...REGISTER, "--import", "./wrap.cjs", "main.cts"],
    stdout: `changed\n${TAKEN}`,
  },
  {
    name: "twice",
    files: { "main.cts": `import { generator } from "./lockstep";\nimport { plain } from "./plain";\nconsole.log(plain);\n${TURNS}`, "lockstep.ts": LOCKSTEP, "plain.js": `exports.plain = 1;\n` },
    args: [...REGISTER, "--import", "./node_modules/greenlets/dist/integrations/register.js?again", "main.cts"],
    stdout: `1\n${TAKEN}`,
  },
];
