/** `"transpiler": "greenlets/ts-node"`: ts-node 10.9.2's ways of starting a program that work on these Nodes. */
import type { LoaderCase } from "./case.ts";
import { LOCKSTEP, TAKEN, TURNS } from "./register.ts";

const PACKAGES = ["ts-node", "typescript"];
const BIN = "node_modules/ts-node/dist/bin.js";

/** @param settings of "ts-node" @param options of TypeScript */
const config = (options: object = {}, settings: object = { transpileOnly: true, transpiler: "greenlets/ts-node" }, more: object = {}): string =>
  JSON.stringify({ compilerOptions: { module: "nodenext", ...options }, "ts-node": settings, ...more });

const COMMONJS = { "tsconfig.json": config(), "lockstep.ts": LOCKSTEP, "main.ts": `import { generator } from "./lockstep";\n${TURNS}` };
const ESM = { "package.json": `{"type":"module"}`, "tsconfig.json": config(), "lockstep.ts": LOCKSTEP, "main.ts": `import { generator } from "./lockstep.js";\n${TURNS}` };
/** ts-node's own, on a Node without the hooks that it wants, and Node 20's, of a module that is required. */
const WARNINGS = /^(?:(?:\(node:\d+\)|\(Use|--import) .*\n)*$/;
/** Node 20 has no other way to load `greenlets` from CommonJS. */
const REQUIRED = /^(?:\(node:\d+\) ExperimentalWarning: .*(?:require|loading ES Module).*\n\(Use .*\n)?$/;
const THROWS = `"use greenlet";\ninterface A { x: 1 }\n\nenum E { a }\nfunction thrower(f: () => void): void {\n  f(); throw new Error("boom");\n}\n    thrower(() => {});\n`;

export const tsNodeCases: readonly LoaderCase[] = [
  { name: "CommonJS: the command", files: COMMONJS, packages: PACKAGES, args: [BIN, "main.ts"], stdout: TAKEN, stderr: REQUIRED },
  { name: "CommonJS: -r ts-node/register", files: COMMONJS, packages: PACKAGES, args: ["-r", "ts-node/register", "main.ts"], stdout: TAKEN, stderr: REQUIRED },
  { name: "CommonJS: options of ts-node's own", files: { ...COMMONJS, "tsconfig.json": config({ module: "esnext", moduleResolution: "bundler" }, { transpileOnly: true, transpiler: ["greenlets/ts-node", { stress: true }], compilerOptions: { module: "commonjs" } }) }, packages: PACKAGES, args: [BIN, "main.ts"], stdout: TAKEN, stderr: REQUIRED },
  { name: "ES modules: --loader ts-node/esm", files: ESM, packages: PACKAGES, args: ["--loader", "ts-node/esm", "main.ts"], stdout: TAKEN, stderr: WARNINGS, except: [22] },
  { name: "ES modules on Node 22: one error that says what to do", files: ESM, packages: PACKAGES, args: ["--loader", "ts-node/esm", "main.ts"], stdout: "", stderr: /GL8032: .* node --import greenlets\/register/, code: 1, only: 22 },
  {
    name: "ES modules: --import and register",
    files: { ...ESM, "hooks.mjs": `import { register } from "node:module";\nregister("ts-node/esm", import.meta.url);\n` },
    packages: PACKAGES,
    args: ["--import", "./hooks.mjs", "main.ts"],
    stdout: TAKEN,
    stderr: WARNINGS,
    except: [22],
  },
  {
    name: "an uncaught error names the user's file, line and column",
    files: { "tsconfig.json": config(), "a.ts": THROWS },
    packages: PACKAGES,
    args: [BIN, "a.ts"],
    stdout: "",
    stderr: /FOLDER\/a\.ts:6\n[^]*Error: boom\n    at thrower \(FOLDER\/a\.ts:6:14\)\n    at .*FOLDER\/a\.ts:8:5/,
    code: 1,
  },
  {
    name: "decorators and enums as the tsconfig has them",
    files: { "tsconfig.json": config({ experimentalDecorators: true }), "main.ts": `function twice(_: object, __: string, d: PropertyDescriptor) { const f = d.value; d.value = () => f() + f(); }\nclass C { @twice m() { return 1; } }\nenum E { a = "e" }\nconsole.log(new C().m(), E.a);\n` },
    packages: PACKAGES,
    args: [BIN, "main.ts"],
    stdout: "2 e\n",
    stderr: REQUIRED,
  },
  {
    name: "a syntax error is ts-node's",
    files: { "tsconfig.json": config(), "bad.ts": `let x: number = ;\n` },
    packages: PACKAGES,
    args: [BIN, "bad.ts"],
    stdout: "",
    stderr: /TSError: ⨯ Unable to compile TypeScript:\nbad\.ts\(1,17\): error TS1109: Expression expected\./,
    code: 1,
  },
  {
    name: "an error of ours has the same shape",
    files: { "tsconfig.json": config(), "bad.ts": `"use greenlet";\nlet x: number = ;\n` },
    packages: PACKAGES,
    args: [BIN, "bad.ts"],
    stdout: "",
    stderr: /bad\.ts\(2,17\): error GL1001: /,
    code: 1,
  },
  {
    name: "without transpileOnly ts-node says what it needs",
    files: { ...COMMONJS, "tsconfig.json": config({}, { transpiler: "greenlets/ts-node" }) },
    packages: PACKAGES,
    args: [BIN, "main.ts"],
    stdout: "",
    stderr: /Custom transpiler can only be used when transpileOnly is enabled\./,
    code: 1,
  },
  {
    name: "include and packages of the tsconfig",
    files: { ...COMMONJS, "tsconfig.json": config({}, undefined, { greenlets: { include: ["*.ts"] } }), "lockstep.ts": LOCKSTEP.replace(`"use greenlet";\n`, "") },
    packages: PACKAGES,
    args: [BIN, "main.ts"],
    stdout: TAKEN,
    stderr: REQUIRED,
  },
];
