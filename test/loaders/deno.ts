/** `deno run --preload npm:greenlets/register`, for `npm run test:engines`: Deno has Node's hooks. The package comes from node_modules, as package.json says. */
import type { LoaderCase } from "./case.ts";
import { LOCKSTEP, TAKEN, TURNS } from "./register.ts";

const PACKAGE = { "package.json": `{ "type": "module", "dependencies": { "greenlets": "0.1.0" } }` };
const RUN = ["run", "--no-lock", "-A", "--preload", "npm:greenlets/register"];
const MAIN = `import { generator } from "./lockstep.ts";\n${TURNS}`;
const env = { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" };

export const denoCases: readonly LoaderCase[] = [
  {
    name: "ES modules of every kind: enums, namespaces, JSX, JSON, import(), greenlets/hub",
    files: {
      ...PACKAGE,
      "tsconfig.json": `{ "compilerOptions": { "jsx": "react" } }`,
      "lockstep.ts": LOCKSTEP,
      "main.ts": [
        `"use greenlet";`,
        `import { generator } from "./lockstep.ts";`,
        `import { Names } from "./names.mts";`,
        `import { view } from "./view.tsx";`,
        `import data from "./data.json" with { type: "json" };`,
        `import { runtime } from "greenlets";`,
        `import { run, sleep } from "greenlets/hub";`,
        `console.log(Names.k, view(), data.n, typeof runtime, (await import("./late.ts")).late);`,
        TURNS,
        `await run(() => sleep(1));`,
      ].join("\n"),
      "names.mts": `export namespace Names { export const k = 3; }\n`,
      "view.tsx": `const React = { createElement: (...parts: unknown[]) => parts.length };\nexport const view = () => <b title="x">hi</b>;\n`,
      "data.json": `{ "n": 41 }\n`,
      "late.ts": `export const late: string = "late";\n`,
    },
    args: [...RUN, "main.ts"],
    env,
    stdout: `3 3 41 object late\n${TAKEN}`,
  },
  { name: "with the permissions that it needs", files: { ...PACKAGE, "lockstep.ts": LOCKSTEP, "main.ts": MAIN }, args: ["run", "--no-lock", "--no-prompt", "--allow-read", "--allow-env", "--allow-sys", "--preload", "npm:greenlets/register", "main.ts"], env, stdout: TAKEN },
  {
    name: "CommonJS",
    files: { ...PACKAGE, "main.cts": `import { generator } from "./lockstep.cts";\n${TURNS}`, "lockstep.cts": LOCKSTEP },
    args: [...RUN, "main.cts"],
    env,
    stdout: TAKEN,
  },
  {
    name: "an uncaught error names the user's file, line and column",
    files: { ...PACKAGE, "a.ts": `"use greenlet";\ninterface A { x: 1 }\n\nenum E { a }\nfunction thrower(f: () => void): void {\n  f(); throw new Error("boom");\n}\n    thrower(() => {});\n` },
    args: [...RUN, "a.ts"],
    env,
    stdout: "",
    stderr: /Error: boom\n[^]*    at thrower \(file:\/\/FOLDER\/a\.ts:6:14\)\n    at .*FOLDER\/a\.ts:8:5/,
    code: 1,
  },
  {
    name: "a syntax error names file and line",
    files: { ...PACKAGE, "main.ts": `import "./bad.ts";\n`, "bad.ts": `"use greenlet";\nexport {};\nlet x: number = ;\n` },
    args: [...RUN, "main.ts"],
    env,
    stdout: "",
    stderr: /bad\.ts(?:\(3,17\)|:3:17)/,
    code: 1,
  },
  {
    name: "deno test",
    files: { ...PACKAGE, "lockstep.ts": LOCKSTEP, "a_test.ts": `import { generator } from "./lockstep.ts";\nDeno.test("two in lockstep", () => {\n  const left = generator([1]);\n  const right = generator([2]);\n  if (left.switch() !== 1 || right.switch() !== 2) throw new Error("not so");\n});\n` },
    args: ["test", "--no-lock", "--no-check", "-A", "--preload", "npm:greenlets/register", "a_test.ts"],
    env,
    stdout: /two in lockstep \.\.\. ok/,
    stderr: /^/,
  },
];
