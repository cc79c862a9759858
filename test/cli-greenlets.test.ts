/** From the command line to a switch: programs that suspend, run and built, under STRESS, and with a package from npm. */
import { dirname, join } from "node:path";
import { createRequire } from "node:module";
import { mkdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { REGISTER, inFolder } from "./cli/gtsc.ts";

const WALK = `"use greenlet";
import { Greenlet, getCurrent } from "greenlets";

interface Tree { l: Tree | null; v: number; r: Tree | null }
enum Base { hundred = 100 }
const main = getCurrent();
function walk(tree: Tree | null): void {
  if (tree === null) return;
  walk(tree.l);
  main.switch(tree.v + Base.hundred);
  walk(tree.r);
  if (tree.v === 3) throw new Error("deep");
}
const leaf = (v: number, l: Tree | null = null, r: Tree | null = null): Tree => ({ l, v, r });
const walker = new Greenlet(walk);
for (let v: unknown = walker.switch(leaf(2, leaf(1), leaf(3))); !walker.dead; v = walker.switch()) console.log(v);
`;

const CONFIG = JSON.stringify({
  compilerOptions: { target: "es2022", module: "nodenext", rootDir: "src", outDir: "out", sourceMap: true, declaration: true, noCheck: true, lib: ["es5"], types: [] },
  include: ["src"],
});
const FILES = { "package.json": `{"type":"module"}`, "tsconfig.json": CONFIG, "src/walk.ts": WALK };
const PLACE = /src\/walk\.ts:12:27\)/;

test("run: a program switches, and an error in the resumable form names the user's place; the same under STRESS", () => {
  inFolder(FILES, (folder) => {
    for (const options of [[], ["--stress"], ["--no-keep-frames"]]) {
      const { code, stdout, stderr } = folder.gtsc(["run", ...options, "src/walk.ts"], { GTSC_VERIFY: "1" });
      assert.is(stdout, "101\n102\n103\n");
      assert.match(stderr, PLACE);
      assert.is(code, 1);
    }
  });
});

test("build: the output switches, its map leads to the user's place, and a loader does not compile it again", () => {
  inFolder(FILES, (folder) => {
    const built = folder.gtsc([]);
    assert.equal([built.code, built.stdout], [0, ""]);
    assert.match(folder.read("out/walk.d.ts"), /^export \{\};/);
    const { stdout, stderr } = folder.node(["--import", REGISTER, "out/walk.js"]);
    assert.is(stdout, "101\n102\n103\n");
    assert.match(stderr, PLACE);
  });
});

test("CommonJS: run and built", () => {
  const source = `"use greenlet";\nimport greenlets = require("greenlets");\nconst main = greenlets.getCurrent();\nfunction two(): string { return (main.switch(1) as string) + "!"; }\nconst g = new greenlets.Greenlet(() => two() + two());\nconsole.log(g.switch(), g.switch("a"), g.switch("b"));\n`;
  inFolder({ ...FILES, "src/walk.ts": "", "src/two.cts": source }, (folder) => {
    assert.is(folder.gtsc(["run", "src/two.cts"]).stdout, "1 1 a!b!\n");
    assert.is(folder.gtsc([]).code, 0);
    assert.is(folder.node(["--import", REGISTER, "out/two.cjs"]).stdout, "1 1 a!b!\n");
  });
});

test("an unmodified package that the config names is suspended in its callbacks", () => {
  const pull = [
    `"use greenlet";`,
    `import sax from "sax";`,
    `import { Greenlet, getCurrent } from "greenlets";`,
    `const main = getCurrent();`,
    `const names = (xml: string) => new Greenlet(() => {`,
    `  const parser = sax.parser(true);`,
    `  parser.onopentag = (tag: { name: string }) => void main.switch(tag.name);`,
    `  parser.write(xml).close();`,
    `});`,
    `const a = names("<a><b/><c/></a>");`,
    `const b = names("<x><y/><z/></x>");`,
    `for (let p = a.switch(), q = b.switch(); !a.dead; p = a.switch(), q = b.switch()) console.log(p, q);`,
  ].join("\n");
  inFolder({ ...FILES, "tsconfig.json": `{ "greenlets": { "packages": ["sax"] } }`, "src/walk.ts": pull }, (folder) => {
    mkdirSync(join(folder.path, "node_modules"));
    folder.link("node_modules/sax", dirname(createRequire(import.meta.url).resolve("sax/package.json")));
    const { stdout, stderr } = folder.gtsc(["run", "src/walk.ts"]);
    assert.is(stderr, "");
    assert.is(stdout, "a x\nb y\nc z\n");
  });
});

const FRAMES = `"use greenlet";
import { Greenlet, getCurrent } from "greenlets";
const main = getCurrent();
const read = (size: number): void => { main.switch(); console.log(size); };
const g = new Greenlet(read);
g.switch(3);
const [{ function: name, line, column, locals }] = g.frames();
console.log(name, line, column, JSON.stringify(locals));
`;

test("frames: full when a program is run, positions in production and in a build; the config decides otherwise, and the option over it", () => {
  const [FULL, POSITIONS, NONE] = [`read 4 45 {"size":3}\n`, "read 4 45 undefined\n", "read undefined undefined undefined\n"];
  const configured = (frames: string): string => JSON.stringify({ ...JSON.parse(CONFIG), greenlets: { frames } });
  inFolder({ ...FILES, "src/walk.ts": FRAMES }, (folder) => {
    const run = (args: string[], env: NodeJS.ProcessEnv = {}): string => folder.gtsc(["run", ...args, "src/walk.ts"], env).stdout;
    const build = (...args: string[]): string => {
      assert.is(folder.gtsc(args).code, 0);
      const { stdout, stderr } = folder.node(["--import", REGISTER, "out/walk.js"]);
      assert.is(stderr, "");
      return stdout;
    };
    assert.equal([run([]), run([], { NODE_ENV: "production" }), run(["--frames=none"]), run(["--frames", "positions"])], [FULL, POSITIONS, NONE, POSITIONS]);
    assert.equal([build(), build("--frames=full")], [POSITIONS, FULL]);
    assert.is(folder.node(["--import", REGISTER, "src/walk.ts"]).stdout, FULL);
    assert.is(folder.gtsc(["run", "--frames=all", "src/walk.ts"]).stderr, "error TS6046: Argument for '--frames' option must be: 'full', 'positions', 'none'.\n");
    folder.write("tsconfig.json", configured("none"));
    assert.equal([run([]), build(), run(["--frames=full"]), build("--frames=positions")], [NONE, NONE, FULL, POSITIONS]);
    folder.write("base.json", configured("full"));
    folder.write("tsconfig.json", JSON.stringify({ extends: "./base.json", include: ["src"] }));
    assert.is(build(), FULL, "inherited");
  });
});

test.run();
