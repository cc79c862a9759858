/** `gtsc run`: a program behaves as under plain `node`, whatever it is written in. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { REGISTER, inFolder, whileInFolder } from "./cli/gtsc.ts";
import { Running } from "./cli/process.ts";
import { root } from "./helpers/paths.ts";

const MODULE = { "package.json": `{"type":"module"}` };

test("an ES module: imports of every kind of file, enums, namespaces, parameter properties, JSX; argv", () => {
  const files = {
    ...MODULE,
    "main.ts": [
      `import { add, Color } from "./lib.js";`,
      `import { view } from "./view.js";`,
      `import old, { size } from "./old.cjs";`,
      `import { plain } from "./plain.mjs";`,
      `import { element } from "./element.jsx";`,
      `import { runtime } from "greenlets";`,
      `interface Point { x: number }`,
      `namespace Names { export const k = 3; }`,
      `class Box { constructor(private readonly value: number) {} get(): number { return this.value; } }`,
      `const p: Point = { x: add(1, 2) };`,
      `console.log(p.x, Color.Red, Names.k, new Box(7).get(), view(), typeof old, size, plain, element(), typeof runtime);`,
      `console.log(process.argv.slice(2).join(), process.argv[1] === import.meta.filename, process.argv.length);`,
    ].join("\n"),
    "lib.ts": `export enum Color { Red = "red" }\nexport const add = (a: number, b: number): number => a + b;\n`,
    "view.tsx": `const React = { createElement: (...parts: unknown[]) => parts.length };\nexport const view = () => <b title="x">hi</b>;\n`,
    "element.jsx": `const React = { createElement: (tag) => tag };\nexport const element = () => <i />;\n`,
    "old.cts": `import path = require("node:path");\nconst { n } = require("./deep") as { n: number };\nexport const size: number = path.sep.length + n;\n`,
    "deep.cts": `throw new Error("not without its extension");\n`,
    "deep.ts": `export const n: number = 41;\n`,
    "plain.mjs": `export const plain = "plain";\n`,
  };
  inFolder(files, (folder) => {
    const { code, stdout, stderr } = folder.gtsc(["run", "main.ts", "a", "--b"]);
    assert.is(stderr, "");
    assert.is(stdout, `3 red 3 7 3 object 42 plain i object\na,--b true 4\n`);
    assert.is(code, 0);
  });
});

test("CommonJS: require without extensions, of folders, of ES modules; require.main; import()", () => {
  const files = {
    "main.cts": [
      `import one = require("./one");`,
      `import { two } from "./two";`,
      `const { three } = require("./three.mts") as { three: number };`,
      `const greenlets = require("greenlets");`,
      `enum E { five = 5 }`,
      `console.log(one.value, two, three, E.five, require.main === module, __filename === process.argv[1], typeof greenlets.runtime);`,
      `import("./three.mts").then((m) => console.log(m.three));`,
    ].join("\n"),
    "one.ts": `export const value: number = 1;\n`,
    "two/index.ts": `export const two: number = 2;\n`,
    "three.mts": `import { four } from "./four.mjs";\nexport const three: number = 3 + four;\n`,
    "four.mts": `export const four: number = 4;\n`,
  };
  inFolder(files, (folder) => {
    const { code, stdout, stderr } = folder.gtsc(["run", "main.cts"]);
    assert.is(stderr, "");
    assert.is(stdout, `1 2 7 5 true true object\n7\n`);
    assert.is(code, 0);
  });
});

test("a file that nobody declared is what its syntax says, or what the tsconfig emits", () => {
  const files = { "esm.ts": `export {};\nconsole.log(typeof require, import.meta.url.length > 0);\n`, "cjs.ts": `console.log(typeof require);\n` };
  inFolder(files, (folder) => {
    assert.is(folder.gtsc(["run", "esm.ts"]).stdout, "undefined true\n");
    assert.is(folder.gtsc(["run", "cjs.ts"]).stdout, "function\n");
    folder.write("tsconfig.json", `{ "compilerOptions": { "module": "nodenext" } }`);
    folder.write("esm.ts", `export {};\nconsole.log(typeof require);\n`);
    assert.is(folder.gtsc(["run", "esm.ts"]).stdout, "function\n");
  });
});

test("a file that nobody declared is a module when it awaits outside of functions", () => {
  const files = {
    "node_modules/empty": "",
    "awaits.ts": `"use greenlet";\nconst list = (f: () => number) => [f()];\nconst one: number = await Promise.resolve(1);\nconsole.log(typeof require, list(() => one));\n`,
    "steps.ts": `for await (const one of [1] as number[]) console.log(typeof require, one);\n`,
    "steps.js": `"use greenlet";\nconst call = (f) => f();\nfor await (const one of [1]) console.log(typeof require, call(() => one));\n`,
    "inside.ts": `const one = async (): Promise<number> => await 1;\nconsole.log(typeof require, typeof one);\n`,
  };
  inFolder(files, (folder) => {
    folder.link("node_modules/greenlets", root);
    const printed = (file: string): string => folder.gtsc(["run", file]).stdout;
    assert.equal(Object.keys(files).slice(1).map(printed), ["undefined [ 1 ]\n", "undefined 1\n", "undefined 1\n", "function function\n"]);
  });
});

test("decorators and JSX are lowered by the tsconfig, through extends", () => {
  const files = {
    ...MODULE,
    "base.json": `{ "compilerOptions": { "experimentalDecorators": true, "jsx": "react-jsx", "jsxImportSource": "h" }, }`,
    "tsconfig.json": `{ "extends": "./base" // the rest\n}`,
    "node_modules/h/package.json": `{"exports":{"./jsx-runtime":"./jsx-runtime.js"}}`,
    "node_modules/h/jsx-runtime.js": `exports.jsx = (tag, { children }) => tag + children;\n`,
    "main.tsx": [
      `function twice(_: object, __: string, d: PropertyDescriptor) { const f = d.value; d.value = () => f() + f(); }`,
      `class C { @twice m() { return 1; } }`,
      `console.log(new C().m(), <b>hi</b>);`,
    ].join("\n"),
  };
  inFolder(files, (folder) => {
    assert.equal(folder.gtsc(["run", "main.tsx"]), { code: 0, signal: null, stdout: "2 bhi\n", stderr: "" });
    folder.write("tsconfig.json", "{}");
    folder.write("main.tsx", `const twice = (f: Function, _: unknown) => () => f() + f();\nclass C { @twice m() { return 1; } }\nconsole.log(new C().m());\n`);
    assert.is(folder.gtsc(["run", "main.tsx"]).stdout, "2\n");
  });
});

const THROWS = `interface A { x: 1 }\n\nenum E { a }\nfunction thrower(): never {\n  throw new Error("boom");\n}\n    thrower();\n`;

test("an uncaught error names the user's file, line and column, and ends with exit code 1", () => {
  inFolder({ ...MODULE, "a.ts": THROWS, "b.cts": THROWS }, (folder) => {
    for (const file of ["a.ts", "b.cts"]) {
      const { code, stderr } = folder.gtsc(["run", file]);
      assert.match(stderr, `${folder.path}/${file}:5\n  throw new Error("boom");`);
      assert.match(stderr, `at thrower (${folder.path}/${file}:5:9)`);
      assert.match(stderr, `${folder.path}/${file}:7:5`);
      assert.is(code, 1);
    }
  });
});

test("exit codes and signals are the program's", () => {
  const files = {
    "code.ts": `process.on("exit", (code) => console.log("exit", code));\nprocess.exitCode = 7;\n`,
    "exit.js": `process.exit();\n`,
    "signal.js": `process.kill(process.pid, "SIGTERM");\nsetTimeout(() => {}, 20_000);\n`,
    "never.mjs": `await new Promise(() => {});\n`,
    "caught.js": `process.on("uncaughtException", (error, origin) => console.log(error.message, origin));\nthrow new Error("x");\n`,
  };
  inFolder(files, (folder) => {
    assert.equal(folder.gtsc(["run", "code.ts"]), { code: 7, signal: null, stdout: "exit 7\n", stderr: "" });
    assert.is(folder.gtsc(["run", "exit.js"]).code, 0);
    assert.is(folder.gtsc(["run", "signal.js"]).signal, "SIGTERM");
    assert.is(folder.gtsc(["run", "never.mjs"]).code, 13);
    assert.is(folder.gtsc(["run", "caught.js"]).stdout, "x uncaughtException\n");
  });
});

test("stdin and arguments are the program's, options after the file included; signals reach it", async () => {
  const files = {
    "args.ts": `process.stdin.setEncoding("utf8").on("data", (text) => console.log(process.argv.slice(2), text.trim()));\n`,
    "wait.ts": `for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => (console.log(name), process.exit(name === "SIGINT" ? 5 : 6)));\nsetInterval(() => {}, 1000);\nconsole.log("ready");\n`,
    "plain.ts": `setInterval(() => {}, 1000);\nconsole.log("ready");\n`,
  };
  await whileInFolder(files, async (folder) => {
    assert.is(folder.gtsc(["run", "args.ts", "--", "-p", "--stress", "x y"], {}, "typed\n").stdout, `[ '--', '-p', '--stress', 'x y' ] typed\n`);
    assert.is(folder.gtsc(["run", "--", "args.ts", "-h"], {}, "typed\n").stdout, `[ '-h' ] typed\n`);
    for (const [file, signal, expected] of [["wait.ts", "SIGINT", [5, null]], ["wait.ts", "SIGTERM", [6, null]], ["plain.ts", "SIGINT", [null, "SIGINT"]], ["plain.ts", "SIGTERM", [null, "SIGTERM"]]] as const) {
      const program = new Running(["run", file], folder.path);
      await program.until(/ready\n/);
      const { code, signal: by } = await program.end(signal);
      assert.equal([code, by], expected, `${file} ${signal}`);
    }
  });
});

test("-h", () => {
  inFolder({}, (folder) => assert.match(folder.gtsc(["run", "-h"]).stdout, /^Usage: gtsc run \[run options\] file \[args…\]\n[\s\S]*--no-cache/));
});

test("a file that does not compile stops the run: where, on stderr, exit code 1; an import() of it rejects", () => {
  const files = {
    ...MODULE,
    "bad.ts": `let x: number = ;\n`,
    "main.ts": `import "./bad.ts";\n`,
    "careful.ts": `const error: Error = await import("./bad.ts").catch((error) => error);\nconsole.log(error.message);\n`,
  };
  inFolder(files, (folder) => {
    const message = "bad.ts(1,17): error TS1109: Expression expected.\n";
    assert.equal(folder.gtsc(["run", "main.ts"]), { code: 1, signal: null, stdout: "", stderr: message });
    assert.equal(folder.gtsc(["run", "careful.ts"]), { code: 0, signal: null, stdout: message, stderr: "" });
  });
});

test("packages and include of the config are compiled whole, marked files as marked, others are left alone", () => {
  const files = {
    ...MODULE,
    "base.json": `{ "greenlets": { "packages": ["push", "@s/scoped"], "include": ["nowhere"] } }`,
    "tsconfig.json": `{ "extends": "./base.json", "greenlets": { "include": ["inc", "gen/*.js"] } }`,
    "node_modules/push/index.js": `exports.push = (f) => f(1);\nexports.part = require("./part.cjs").part;\n`,
    "node_modules/push/part.cjs": `exports.part = 2;\n`,
    "node_modules/@s/scoped/package.json": `{"type":"module","exports":"./main.js"}`,
    "node_modules/@s/scoped/main.js": `export const scoped = 3;\n`,
    "node_modules/other/index.js": `exports.other = "use greenlet";\n`,
    "inc/deep/i.ts": `export const i = 5;\n`,
    "gen/g.js": `export const g = 6;\n`,
    "marked.ts": `"use greenlet";\nexport const m = (n: number): number => n + 1;\n`,
    "plain.ts": `export const p = 8;\n`,
    "main.ts": [
      `import { push, part } from "push";`,
      `import { scoped } from "@s/scoped";`,
      `import other from "other";`,
      `import { i } from "./inc/deep/i.ts";`,
      `import { g } from "./gen/g.js";`,
      `import { m } from "./marked.ts";`,
      `import { p } from "./plain.ts";`,
      `console.log(push((x: number) => x), part, scoped, i, g, m(6), p, other.other.length);`,
    ].join("\n"),
  };
  inFolder(files, (folder) => {
    const { code, stdout, stderr } = folder.gtsc(["run", "-p", "tsconfig.json", "main.ts"], { GTSC_TRACE_FILES: "1" });
    const compiled = stderr.replaceAll(`${folder.path}/`, "").trim().split("\n").sort();
    assert.equal(compiled, [
      "compiled all commonjs node_modules/push/index.js",
      "compiled all commonjs node_modules/push/part.cjs",
      "compiled all module gen/g.js",
      "compiled all module inc/deep/i.ts",
      "compiled all module node_modules/@s/scoped/main.js",
      "compiled marked module marked.ts",
    ]);
    assert.is(stdout, "1 2 3 5 6 7 8 12\n");
    assert.is(code, 0);
  });
});

test("threads and forked processes are compiled too; so is anything under node --import", () => {
  const files = {
    "worker.mts": `import { Worker, isMainThread } from "node:worker_threads";\nenum E { a = "in a thread" }\nif (isMainThread) new Worker(new URL(import.meta.url));\nelse console.log(E.a);\n`,
    "fork.cts": `import { fork } from "node:child_process";\nenum E { a = "forked" }\nif (process.argv.length > 2) console.log(E.a);\nelse fork(__filename, ["child"]);\n`,
  };
  inFolder(files, (folder) => {
    assert.is(folder.gtsc(["run", "worker.mts"]).stdout, "in a thread\n");
    assert.is(folder.gtsc(["run", "fork.cts"]).stdout, "forked\n");
    assert.is(folder.node(["--import", REGISTER, "fork.cts"]).stdout, "forked\n");
  });
});

test("wrong use is one clear error on stderr", () => {
  inFolder({ "a.ts": `console.log("ran");\n`, "tsconfig.json": `{ "greenlets": { "files": [] } }` }, (folder) => {
    const refused = (...args: string[]): string => {
      const { code, stdout, stderr } = folder.gtsc(["run", ...args]);
      assert.equal([code, stdout], [1, ""]);
      return stderr.replaceAll(`${folder.path}/`, "");
    };
    assert.is(refused(), "error GL8003: no file to run: gtsc run [options] file [args…]\n");
    assert.is(refused("--bogus", "a.ts"), "error TS5023: Unknown compiler option '--bogus'.\n");
    assert.is(refused("missing.ts"), "error TS6053: File 'missing.ts' not found.\n");
    assert.is(refused("-p", "nowhere", "a.ts"), "error TS5058: The specified path does not exist: 'nowhere'.\n");
    assert.is(refused("a.ts"), "error GL8001: unknown key 'files' in 'greenlets' of 'tsconfig.json'; known are include, packages, frames, deepStacks, types.\n");
  });
});

test.run();
