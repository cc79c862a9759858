/** Facts from types: what packages, projects and broken programs make of them, how they follow edits, and that they are as local as they can be. */
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile, type Facts } from "../compiler/index.ts";
import { openTypes, type OpenTypes } from "../compiler/facts/open-types.ts";
import { type Folder, inFolder } from "./cli/gtsc.ts";

const CONFIG = JSON.stringify({ compilerOptions: { target: "es2022", module: "nodenext", strict: true, skipLibCheck: true, types: [], lib: ["es2022"], rewriteRelativeImportExtensions: true }, include: ["*.ts"] });
const BASE = { "package.json": `{"type":"module"}`, "tsconfig.json": CONFIG };

/** The program of a folder; npm packages are compiled only where they are named. */
function open(folder: Folder, packages: readonly string[] = []): OpenTypes {
  const isForeign = (path: string): boolean => path.includes("/node_modules/") && !packages.some((name) => path.includes(`/node_modules/${name}/`));
  return openTypes({ configFile: join(folder.path, "tsconfig.json"), isForeign, optionsOf: (path) => ({ filename: path, format: "module" }) });
}

/** The calls, by their text, of which a file's facts say something. */
function calls(text: string, { plainCalls = [], leafCalls = [] }: Facts): string[] {
  return [...plainCalls, ...leafCalls].sort((a, b) => a - b).map((end) => /[\w.]+\([^()]*\)$/.exec(text.slice(0, end))?.[0] ?? text.slice(end - 10, end));
}

function callsIn(folder: Folder, file: string, packages: readonly string[] = []): string[] {
  const types = open(folder, packages);
  const text = folder.read(file);
  const facts = types.factsFor(join(folder.path, file), text);
  types.dispose();
  return calls(text, facts);
}

const PACKAGE = {
  "node_modules/lib/package.json": `{"name":"lib","version":"1.0.0","types":"index.d.ts","main":"index.js"}`,
  "node_modules/lib/index.d.ts": `export declare function parse(text: string): string;\nexport declare const held: (text: string) => string;\nexport interface Tool { run(): string }\nexport declare class Machine { run(): string; stop(): void; }\n`,
};
const USER = `"use greenlet";\nimport { parse, held, Machine, type Tool } from "lib";\nexport function f(tool: Tool, machine: Machine): string { machine.stop(); new Machine(); return parse("a") + held("b") + tool.run() + machine.run(); }\n`;

test("a package that is not compiled: its functions and its classes' methods are plain; what its variables and interfaces hold is not known", () => {
  inFolder({ ...BASE, ...PACKAGE, "a.ts": USER }, (folder) => {
    assert.equal(callsIn(folder, "a.ts"), ["machine.stop()", "Machine()", "parse(\"a\")", "machine.run()"]);
  });
});

test("a package that is compiled, named, or that carries marks, or that needs the runtime, is not known to be plain", () => {
  inFolder({ ...BASE, ...PACKAGE, "a.ts": USER }, (folder) => assert.equal(callsIn(folder, "a.ts", ["lib"]), []));
  const marked = { ...PACKAGE, "node_modules/lib/index.d.ts": `/** @greenlet */\n${PACKAGE["node_modules/lib/index.d.ts"]}` };
  inFolder({ ...BASE, ...marked, "a.ts": USER }, (folder) => assert.equal(callsIn(folder, "a.ts"), []));
  const needing = { ...PACKAGE, "node_modules/lib/package.json": `{"name":"lib","version":"1.0.0","types":"index.d.ts","peerDependencies":{"greenlets":"*"}}` };
  inFolder({ ...BASE, ...needing, "a.ts": USER }, (folder) => assert.equal(callsIn(folder, "a.ts"), []));
});

test("a subclass of a package's class, and an assignment to an object of it, make its method unknown", () => {
  const sub = `"use greenlet";\nimport { Machine } from "lib";\nexport class Mine extends Machine { override run(): string { return (globalThis as any).anything(); } }\nexport const stop = (machine: Machine): void => { machine.stop = () => (globalThis as any).other(); };\n`;
  inFolder({ ...BASE, ...PACKAGE, "a.ts": USER, "sub.ts": sub }, (folder) => assert.equal(callsIn(folder, "a.ts"), ["Machine()", "parse(\"a\")"]));
});

test("a declaration file of the project's own may be that of compiled code", () => {
  const files = { ...BASE, "old.js": "", "old.d.ts": "export declare function old(): string;\n", "a.ts": `"use greenlet";\nimport { old } from "./old.js";\nexport const f = (): string => old();\n` };
  inFolder(files, (folder) => assert.equal(callsIn(folder, "a.ts"), []));
});

test("a program with errors: what is sure is said, and nothing throws", () => {
  const files = {
    ...BASE,
    "a.ts": `"use greenlet";\nimport { missing } from "./nowhere.js";\nimport { leaf, twice } from "./b.js";\nexport function f(x: Unknown, text: string): string { missing(1); x.m(); undeclared(); twice(); text.nothing(); return leaf(text.trim()) }\n`,
    "b.ts": `"use greenlet";\nexport function leaf(text: string): number { return text; }\nexport function twice() {}\nexport function twice() {}\n`,
    "c.ts": `export function broken( { return; }\n class { get x( `,
  };
  inFolder(files, (folder) => {
    const found = callsIn(folder, "a.ts");
    assert.ok(found.includes("text.trim()"), found.join());
    assert.not(found.some((call) => /missing|x\.m|undeclared|nothing/.test(call)), found.join());
    assert.equal(callsIn(folder, "c.ts"), []);
  });
});

test("facts are plain data, in order, the same each time; and what they say compiles as it should", () => {
  inFolder({ ...BASE, ...PACKAGE, "a.ts": USER }, (folder) => {
    const path = join(folder.path, "a.ts");
    const [one, two] = [open(folder).factsFor(path, USER), open(folder).factsFor(path, USER)];
    assert.is(JSON.stringify(one), JSON.stringify(two));
    assert.equal(JSON.parse(JSON.stringify(one)), one);
    assert.equal(one.plainCalls, [...one.plainCalls!].sort((a, b) => a - b));
    const { code } = compile(USER, { filename: path, facts: one, verify: true });
    const checks = (text: string): number => text.match(/\$\.unwinding !== 0/g)?.length ?? 0;
    assert.is(checks(code), 3, "held and tool.run in the fast form, tool.run in the resumable one");
    assert.ok(checks(compile(USER, { filename: path }).code) > 6);
  });
});

test("unknown facts, and facts that are no offsets, are refused", () => {
  assert.throws(() => compile("", { facts: { wrong: [1] } as Facts }), /GL9001/);
  assert.throws(() => compile("", { facts: { plainCalls: ["x"] as unknown as number[] } }), /GL9001/);
});

const LEAF = `"use greenlet";\nexport function leaf(n: number): number { return n + 1; }\nexport function other(): number { return 1; }\n`;
const CALLER = `"use greenlet";\nimport { leaf } from "./leaf.js";\nexport const f = (x: { m(): void }): number => { x.m(); return leaf(1); };\n`;
const BYSTANDER = `"use greenlet";\nexport const g = (text: string, x: any): string => x.y() + text.trim();\n`;

test("an edit: the edited file's facts, and those of the files that its functions matter to, change; no others", () => {
  inFolder({ ...BASE, "leaf.ts": LEAF, "caller.ts": CALLER, "bystander.ts": BYSTANDER }, (folder) => {
    const types = open(folder);
    const ask = (file: string, text: string): Facts => types.factsFor(join(folder.path, file), text);
    assert.equal(calls(CALLER, ask("caller.ts", CALLER)), ["leaf(1)"]);
    const bystander = JSON.stringify(ask("bystander.ts", BYSTANDER));
    ask("leaf.ts", LEAF);
    assert.equal(types.outdated(), []);
    // The body of a function, and a comment that moves everything: nobody else's facts change.
    const moved = LEAF.replace("n + 1", "n + 2 + other()").replace("export function leaf", "// a comment\n\nexport function leaf");
    ask("leaf.ts", moved);
    assert.equal(types.outdated(), []);
    const waiting = moved.replace("n + 2", "(globalThis as any).wait()");
    ask("leaf.ts", waiting);
    assert.equal(types.outdated().map((path) => path.slice(folder.path.length + 1)), ["caller.ts"]);
    assert.equal(types.outdated(), [], "each is told once");
    assert.equal(calls(CALLER, ask("caller.ts", CALLER)), []);
    assert.is(JSON.stringify(ask("bystander.ts", BYSTANDER)), bystander);
    types.dispose();
  });
});

test("a file that is written without being handed in is seen, and so is a new one", () => {
  inFolder({ ...BASE, "leaf.ts": LEAF, "caller.ts": CALLER }, (folder) => {
    const types = open(folder);
    const caller = join(folder.path, "caller.ts");
    assert.equal(calls(CALLER, types.factsFor(caller, CALLER)), ["leaf(1)"]);
    const later = `${CALLER.replace("./leaf.js", "./later.js")}`;
    folder.write("later.ts", LEAF);
    assert.equal(calls(later, types.factsFor(caller, later)), ["leaf(1)"]);
    types.dispose();
  });
});

test("deepStacks: a recursion over two files suspends itself", () => {
  const files = { ...BASE, "a.ts": `"use greenlet";\nimport { odd } from "./b.js";\nexport function even(n: number): boolean { return n === 0 || odd(n - 1); }\n`, "b.ts": `"use greenlet";\nimport { even } from "./a.js";\nexport function odd(n: number): boolean { return n !== 0 && even(n - 1); }\n` };
  inFolder(files, (folder) => {
    const path = join(folder.path, "a.ts");
    const ask = (deepStacks: boolean): Facts => openTypes({ configFile: join(folder.path, "tsconfig.json"), isForeign: () => false, optionsOf: (filename) => ({ filename, deepStacks }) }).factsFor(path, files["a.ts"]);
    assert.is(calls(files["a.ts"], ask(false)).length, 1);
    assert.equal(ask(true), {});
  });
});

test("build: facts by default, none with --no-types or \"types\": false", () => {
  const files = { ...BASE, "node_modules/.keep": "", "leaf.ts": LEAF, "caller.ts": CALLER.replace("x.m(); ", "") };
  const outcome = (config: string, ...args: string[]): boolean => {
    let isCompiled = false;
    inFolder({ ...files, "tsconfig.json": config }, (folder) => {
      assert.is(folder.gtsc(["--outDir", "out", "--rootDir", ".", ...args]).code, 0);
      isCompiled = folder.read("out/caller.js").includes("$.unwinding");
    });
    return isCompiled;
  };
  assert.not(outcome(CONFIG));
  assert.ok(outcome(CONFIG, "--no-types"));
  assert.ok(outcome(CONFIG.replace("{", `{"greenlets":{"types":false},`)));
});

test.run();
