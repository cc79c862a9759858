/** A package that gtsc has compiled, in apps: examples/library, built, packed and installed beside greenlets, used by examples/library-app. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../compiler/index.ts";
import { command, filesOf, inProject, installGreenlets, linkPackage, pack, unpack } from "./helpers/packed.ts";
import { root } from "./helpers/paths.ts";

const folder = mkdtempSync(join(tmpdir(), "greenlets-library-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** The package, as it would be published. */
let tarball = "";

test.before(async () => {
  cpSync(join(root, "examples/library"), join(folder, "library"), { recursive: true, filter: (path) => !/\/(?:node_modules|dist)$/.test(path) });
  installGreenlets(join(folder, "library"));
  assert.is(command(join(folder, "library/node_modules/.bin/gtsc"), ["-p", "."], join(folder, "library")), "");
  tarball = pack(join(folder, "library"), folder);
});

const read = (file: string): string => readFileSync(join(folder, "library/dist", file), "utf8");
const APP = filesOf(join(root, "examples/library-app"));
const EXPECTED = [
  "1 = Austen, Jane; 2 = Borges; 3 = Kafka; 4 = Lem; 5 = Poe, \"Edgar\" Allan; 6 = Woolf",
  "3 and 3 rows: left 1, left 3, left 5, right 2, right 4, right 6",
  /^it waits in .*Characters\.#refill, Characters\.peek, Characters\.isAtEnd, readRows\b/,
];

function checkOutput(output: string): void {
  const lines = output.trim().split("\n");
  assert.equal(lines.slice(0, 2), EXPECTED.slice(0, 2));
  assert.match(lines[2]!, EXPECTED[2] as RegExp, lines[2]);
  assert.is(lines.length, 3);
}

test("what is published: compiled text, and declarations that tell which functions suspend", () => {
  assert.match(read("rows.js"), "$.describe(");
  assert.match(read("rows.d.ts"), " * @returns how many rows there were\n * @greenlet\n */\nexport declare function readRows(");
  assert.match(read("rows.d.ts"), "it stays as it is. */\nexport declare function quote(");
  assert.match(read("pull-reader.d.ts"), "     * @greenlet\n     */\n    next(): Row | undefined;");
  assert.equal(readdirSync(join(folder, "library/dist")).filter((file) => file.endsWith(".ts")).sort(), ["index.d.ts", "pull-reader.d.ts", "rows.d.ts"]);
});

test("an app that is built: types are seen, and switches go through the package's frames", async () => {
  await inProject(APP, (app) => {
    installGreenlets(app);
    unpack(tarball, app);
    assert.is(command(join(app, "node_modules/.bin/gtsc"), ["-p", "."], app), "");
    checkOutput(command(process.execPath, ["dist/main.js"], app));
    writeFileSync(join(app, "main.ts"), `import { readRows } from "pull-csv";\nexport const count: string = readRows(() => 1, () => {});\n`);
    const { status, stdout } = spawnSync(join(app, "node_modules/.bin/gtsc"), ["-p", "."], { cwd: app, encoding: "utf8" });
    assert.is(status, 2);
    assert.match(stdout, /main\.ts\(2,14\): error TS2322: .*\n.*main\.ts\(2,45\): error TS2322: Type 'number' is not assignable to type 'string'/);
  });
});

test("an app is compiled by what the package's types say: calls of tagged functions may suspend", async () => {
  const source = `"use greenlet";
import { PullReader, readRows } from "pull-csv";
export function count(read: () => string | undefined): number { return readRows(read, () => {}) + 1; }
export function second(reader: PullReader): string | undefined { reader.next(); return reader.next()?.[0]; }
`;
  await inProject({ ...APP, "main.ts": source }, (app) => {
    installGreenlets(app);
    unpack(tarball, app);
    assert.is(command(join(app, "node_modules/.bin/gtsc"), ["-p", "."], app), "");
    const described = /describe\("main\.ts", \d+, (\[.*\])\)/.exec(readFileSync(join(app, "dist/main.js"), "utf8"))![1]!;
    assert.equal((JSON.parse(described) as [string][]).map(([name]) => name), ["count", "second"]);
  });
});

const WAYS: Readonly<Record<string, readonly [library: string, call: string]>> = {
  method: ["export function make(f: F) { return { next(): number { return f() + 1; } }; }", "make(f).next()"],
  closure: ["export function closure(f: F) { return () => f() + 1; }", "closure(f)()"],
  interface: ["interface Later { run(): number }\nclass Own implements Later { constructor(readonly f: F) {} run(): number { return this.f() + 1; } }\nexport function own(f: F): Later { return new Own(f); }", "own(f).run()"],
  table: ["export const table: Record<string, (f: F) => number> = { go: (f) => f() + 1 };", "table.go!(f)"],
  value: ["export const value = [1].map(() => (f: F) => f() + 1)[0]!;", "value(f)"],
  variable: ["export let variable = (f: F): number => f() + 1;", "variable(f)"],
  abstract: ["export abstract class Base { abstract run(): number; other(): number { return 1; } }\nclass Hidden extends Base { constructor(readonly f: F) { super(); } run(): number { return this.f() + 1; } override other(): number { return this.f() + 1; } }\nexport function base(f: F): Base { return new Hidden(f); }", "base(f).run()"],
  overridden: ["", "base(f).other()"],
  starts: ["export class Starts { value: number; constructor(f: F) { this.value = f() + 1; } }", "new Starts(f).value"],
  inherited: ["export class Child extends Starts {}", "new Child(f).value"],
  extended: ["", "new (class extends Starts {})(f).value"],
};

test("every way into a package's functions can be suspended in", async () => {
  const exported = ["make", "closure", "own", "table", "value", "variable", "base", "Starts", "Child"];
  const library = `"use greenlet";\nexport type F = () => number;\n${Object.values(WAYS).map(([text]) => text).join("\n")}\n`;
  const manifest = JSON.stringify({ name: "ways", version: "1.0.0", type: "module", exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } }, files: ["dist"] });
  const main = `"use greenlet";
import { getCurrent, Greenlet } from "greenlets";
import { ${exported.join(", ")} } from "ways";
const main = getCurrent();
const f = (): number => main.switch("waiting") as number;
const ways: Record<string, () => number> = { ${Object.entries(WAYS).map(([name, [, call]]) => `${name}: () => ${call} + 1`).join(", ")} };
for (const [name, way] of Object.entries(ways)) {
  const [g, h] = [new Greenlet(way), new Greenlet(way)];
  console.log(name, g.switch(), h.switch(), g.switch(1), h.switch(2));
}
`;
  await inProject({ ...APP, "main.ts": main, "ways/package.json": manifest, "ways/tsconfig.json": readFileSync(join(folder, "library/tsconfig.json"), "utf8"), "ways/src/index.ts": library }, (app) => {
    installGreenlets(app);
    const gtsc = join(app, "node_modules/.bin/gtsc");
    assert.is(command(gtsc, ["-p", "ways"], app), "");
    unpack(pack(join(app, "ways"), app), app);
    assert.is(command(gtsc, ["-p", "."], app), "");
    assert.is(command(process.execPath, ["dist/main.js"], app), Object.keys(WAYS).map((name) => `${name} waiting waiting 3 4\n`).join(""));
  });
});

test("an app that is run, also under STRESS, where the package is asked to be compiled: it is, and nothing is compiled twice", async () => {
  await inProject(APP, (app) => {
    installGreenlets(app);
    unpack(tarball, app);
    const gtsc = join(app, "node_modules/.bin/gtsc");
    checkOutput(command(gtsc, ["run", "main.ts"], app));
    const before = readFileSync(join(app, "node_modules/pull-csv/dist/rows.js"), "utf8");
    assert.is(compile(before, { filename: "rows.js", capable: "all" }).code, before);
    const config = JSON.parse(APP["tsconfig.json"]!) as object;
    writeFileSync(join(app, "tsconfig.json"), JSON.stringify({ ...config, greenlets: { packages: ["pull-csv"] } }));
    for (const options of [[], ["--stress"]]) checkOutput(command(gtsc, ["run", ...options, "main.ts"], app));
  });
});

/** greenlets without the compiler and all that only it needs. */
function installRuntime(app: string): void {
  const target = installGreenlets(app);
  for (const part of ["node_modules", "dist/compiler", "dist/cli", "dist/integrations"]) rmSync(join(target, part), { recursive: true });
}

test("an app without any compiler: as any package, and with the package's own greenlets", async () => {
  await inProject(APP, (app) => {
    installRuntime(app);
    unpack(tarball, app);
    assert.is(command(process.execPath, ["plain.mjs"], app), `2 [["a","b, c"],["d","e"]] "b, c"\n1 one\n2 two\n3 three\n`);
  });
});

test("a consumer with tsc alone: its types are those of any package", async () => {
  const source = `import { PullReader, readRows, type Row } from "pull-csv";\nconst rows: Row[] = [];\nreadRows(() => undefined, (row) => rows.push(row));\nexport const first: string | undefined = new PullReader(() => undefined).next()?.[0];\n`;
  await inProject({ ...APP, "main.ts": source }, (app) => {
    installGreenlets(app);
    unpack(tarball, app);
    linkPackage("typescript", app);
    assert.is(command(process.execPath, [join(app, "node_modules/typescript/bin/tsc"), "-p", ".", "--noEmit"], app), "");
  });
});

test("compiled for another version of the protocol: an error when it is loaded, which says so", async () => {
  await inProject(APP, (app) => {
    installRuntime(app);
    const target = unpack(tarball, app);
    for (const file of ["rows.js", "pull-reader.js"]) {
      const path = join(target, "dist", file);
      writeFileSync(path, readFileSync(path, "utf8").replace(/(\$\.describe\(.*\])\);/, "$1, 2);"));
    }
    const { status, stderr } = spawnSync(process.execPath, ["plain.mjs"], { cwd: app, encoding: "utf8" });
    assert.is(status, 1);
    assert.match(stderr, "GreenletError: src/rows.ts was compiled for protocol 2 of greenlets, not 1: compile it again, or install the greenlets that it was compiled with");
  });
});

test.run();
