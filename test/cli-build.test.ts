/** `gtsc --build`: projects that reference each other, as tsc has them, with compiled JavaScript. */
import { createRequire } from "node:module";
import { statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Folder, REGISTER, inFolder, whileInFolder } from "./cli/gtsc.ts";
import { Running } from "./cli/process.ts";

const TSC = createRequire(fileURLToPath(import.meta.url)).resolve("typescript/lib/tsc.js");
const config = (more: object): string => JSON.stringify({ compilerOptions: { target: "es2022", module: "nodenext", rootDir: ".", outDir: "../out", composite: true, sourceMap: true, strict: true, lib: ["es2022"], types: [] }, ...more });
const FILES = {
  "package.json": `{"type":"module"}`,
  "tsconfig.json": JSON.stringify({ files: [], references: [{ path: "./app" }] }),
  "lib/tsconfig.json": config({ include: ["*.ts"] }).replace("../out", "../out/lib"),
  "app/tsconfig.json": config({ include: ["*.ts"], references: [{ path: "../lib" }] }).replace("../out", "../out/app"),
  "lib/lib.ts": `"use greenlet";\nexport function twice(f: () => number): number { return f() + f(); }\n`,
  "lib/other.ts": `export const other = 1;\n`,
  "app/main.ts": `"use greenlet";\nimport { Greenlet, getCurrent } from "greenlets";\nimport { twice } from "../lib/lib.js";\nconst main = getCurrent();\nconst g = new Greenlet(() => twice(() => main.switch(0) as number));\ng.switch();\ng.switch(20);\ndeclare const console: { log(value: unknown): void };\nconsole.log(g.switch(22));\n`,
};
const PLAIN = { ...FILES, "lib/lib.ts": FILES["lib/lib.ts"].replace(`"use greenlet";`, ""), "app/main.ts": `import { twice } from "../lib/lib.js";\nexport const n: number = twice(() => 21);\n` };
const NO_CHECK = { ...FILES, "app/main.ts": `// @ts-nocheck: greenlets is not installed here\n${FILES["app/main.ts"]}` };

const times = (text: string): string => text.replace(/\d+:\d+:\d+ [AP]M/g, "TIME");
const verbose = (folder: Folder, ...args: string[]): string => {
  const { stdout, code } = folder.gtsc(["-b", "--verbose", ...args]);
  return `${times(stdout).replaceAll(folder.path, "").replace(/\d{4}-\d\d-\d\dT[\d:.]+Z|'[\d/]+, TIME'/g, "DATE")}${code}`;
};
/** What was built, by the names of the projects. */
const built = (text: string): string[] => [...text.matchAll(/Building project '\/(\w+)\//g)].map(([, name]) => name!);

test("references are built in order, type-checked through their declarations, and switch", () => {
  inFolder(NO_CHECK, (folder) => {
    assert.equal(folder.gtsc(["-b"]), { code: 0, signal: null, stdout: "", stderr: "" });
    assert.match(folder.read("out/lib/lib.js"), "$.save(");
    assert.match(folder.read("out/lib/lib.d.ts"), "export declare function twice(f: () => number): number;");
    const map = JSON.parse(folder.read("out/lib/lib.js.map")) as { sources: string[] };
    assert.equal(map.sources, ["../../lib/lib.ts"]);
    folder.write("out/app/main.js", folder.read("out/app/main.js").replace("../lib/lib.js", "../lib/lib.js"));
    assert.is(folder.node(["--import", REGISTER, "out/app/main.js"]).stdout, "42\n");
    folder.write("lib/lib.ts", FILES["lib/lib.ts"].replace("f: () => number", "f: () => string").replace("f() + f()", "+f()"));
    const { code, stdout } = folder.gtsc(["-b"]);
    assert.equal([code, stdout], [0, ""], "the app is not checked");
  });
  inFolder({ ...PLAIN, "app/main.ts": `import { twice } from "../lib/lib.js";\nexport const s: string = twice(() => 21);\n` }, (folder) => {
    const { code, stdout } = folder.gtsc(["-b", "app"]);
    assert.equal([code, stdout], [2, "app/main.ts(2,14): error TS2322: Type 'number' is not assignable to type 'string'.\n"]);
  });
});

/** The same commands, one after the other in one folder, by both. */
function asTsc(name: string, files: Readonly<Record<string, string>>, lines: readonly string[]): void {
  test(`as tsc: ${name}`, () => {
    const [theirs, ours] = [(folder: Folder, args: string[]) => folder.node([TSC, ...args]), (folder: Folder, args: string[]) => folder.gtsc(args)].map((run) => {
      const result: unknown[] = [];
      inFolder(files, (folder) => {
        for (const line of lines) {
          const { code, stdout, stderr } = run(folder, line.split(" "));
          const said = times(stdout).replaceAll(folder.path, "").replace(/newest input '[^']*'/g, "the newest input");
          result.push([line, code, said, stderr, folder.list().map((file) => [file, file.endsWith(".tsbuildinfo") ? "" : folder.read(file)])]);
        }
      });
      return result;
    });
    assert.equal(ours, theirs);
  });
}

asTsc("what is to be done, doing it, having done it, undoing it", PLAIN, ["-b --dry", "-b --verbose lib", "-b --verbose --listEmittedFiles", "--build -v", "-b --clean --dry", "-b --clean", "-b nowhere", "-b --nonsense"]);
asTsc("an error in lib", { ...PLAIN, "lib/other.ts": `export const other: string = 1;\n` }, ["-b --verbose", "-b --verbose", "-b --force --stopBuildOnErrors --verbose"]);

test("only what is out of date is built: by text, by our key in the config, by our options, by another compiler", () => {
  inFolder(FILES_WITHOUT_GREENLETS(), (folder) => {
    assert.equal(built(verbose(folder)), ["lib", "app"]);
    assert.equal(built(verbose(folder)), []);
    folder.write("lib/lib.ts", `${FILES["lib/lib.ts"]}// the declarations are the same\n`);
    assert.equal(built(verbose(folder)), ["lib"], "the declarations are the same");
    const before = statSync(join(folder.path, "out/lib/other.js")).mtimeMs;
    folder.write("lib/tsconfig.json", folder.read("lib/tsconfig.json").replace("{", `{ "greenlets": { "deepStacks": true },`));
    assert.equal(built(verbose(folder)), ["lib", "app"], "what was built before counts for nothing");
    assert.match(folder.read("out/lib/lib.js"), "$.depth");
    assert.ok(statSync(join(folder.path, "out/lib/other.js")).mtimeMs >= before);
    assert.equal([built(verbose(folder, "--keep-frames")), built(verbose(folder, "--keep-frames"))], [["lib", "app"], []]);
    assert.equal(built(verbose(folder)), ["lib", "app"]);
    folder.write("out/lib/lib.js", "lost");
    folder.node([TSC, "-b", "--force"]);
    assert.not.match(folder.read("out/lib/lib.js"), "$.save(");
    assert.equal(built(verbose(folder)), ["lib", "app"]);
    assert.match(folder.read("out/lib/lib.js"), "$.save(");
  });
});

function FILES_WITHOUT_GREENLETS(): Record<string, string> {
  return { ...FILES, "app/main.ts": `"use greenlet";\nimport { twice } from "../lib/lib.js";\nexport const g = (f: () => number): number => twice(f) + 1;\n` };
}

test("what our compiler refuses is not written, is told again, and keeps the build from being up to date", () => {
  inFolder(FILES_WITHOUT_GREENLETS(), (folder) => {
    assert.is(folder.gtsc(["-b"]).code, 0);
    const before = folder.read("out/lib/lib.js");
    folder.write("lib/lib.ts", `"use plain"; ${FILES["lib/lib.ts"]}`);
    for (const _ of [1, 2]) {
      const { code, stdout } = folder.gtsc(["-b"]);
      assert.is(stdout, "lib/lib.ts(1,1): error GL3001: the file carries both 'use greenlet' and 'use plain'\n");
      assert.ok(code !== 0);
      assert.is(folder.read("out/lib/lib.js"), before);
    }
    folder.write("lib/lib.ts", FILES["lib/lib.ts"]);
    assert.is(folder.gtsc(["-b"]).code, 0);
  });
});

test("warnings are told and do not stop anything, unless --fail-on-warnings", () => {
  inFolder({ ...PLAIN, "lib/lib.ts": `"use greenlet";\nexport function twice(f: () => number): number { eval(""); return f() + f(); }\ndeclare function eval(text: string): void;\n` }, (folder) => {
    const { code, stdout } = folder.gtsc(["-b"]);
    assert.match(stdout, "lib/lib.ts(2,8): warning GL2004: ");
    assert.is(code, 0);
    assert.is(folder.gtsc(["-b", "--force", "--fail-on-warnings"]).code, 2);
  });
});

test("references in a circle are one error", () => {
  inFolder({ ...PLAIN, "lib/tsconfig.json": config({ include: ["*.ts"], references: [{ path: "../app" }] }) }, (folder) => {
    const { code, stdout } = folder.gtsc(["-b"]);
    assert.match(stdout.replaceAll(folder.path, ""), /^error TS6202: Project references may not form a circular graph\. Cycle detected: /);
    assert.equal([stdout.match(/error/g)!.length, code, folder.has("out")], [1, 4, false]);
  });
});

test("outputs that cannot be written: none is, the old ones stay, and the next build does them", () => {
  inFolder({ ...FILES_WITHOUT_GREENLETS(), "out/lib/other.js/in-the-way": "" }, (folder) => {
    const { code, stdout } = folder.gtsc(["-b"]);
    assert.match(stdout, /error TS5033: Could not write file '.*other\.js': /);
    assert.ok(code !== 0);
    assert.not(folder.has("out/lib/lib.js"));
  });
});

test("-b --watch builds what a change makes out of date", async () => {
  await whileInFolder(FILES_WITHOUT_GREENLETS(), async (folder) => {
    const gtsc = new Running(["-b", "-w"], folder.path);
    try {
      assert.match(await gtsc.until(/Watching for file changes\.\n/), "Starting compilation in watch mode...");
      let hours = 0;
      // TypeScript compares dates of files, which the kernel cuts to 4 ms, with the clock: a test is faster than that.
      const change = (text: string): void => {
        folder.write("lib/lib.ts", text);
        utimesSync(join(folder.path, "lib/lib.ts"), Date.now() / 1000 + 3600 * ++hours, Date.now() / 1000 + 3600 * hours);
      };
      change(FILES["lib/lib.ts"].replace("f() + f()", "f() - f()"));
      await gtsc.until(/Found 0 errors\. Watching for file changes\.\n/);
      assert.match(folder.read("out/lib/lib.js"), /\$\.save\([\s\S]* - /);
      change(FILES["lib/lib.ts"].replace("twice", "thrice"));
      assert.match(await gtsc.until(/Found 1 error\. Watching for file changes\.\n/), "app/main.ts(2,10): error TS2305");
      change(FILES["lib/lib.ts"]);
      await gtsc.until(/Found 0 errors\. Watching for file changes\.\n/);
      assert.equal((await gtsc.end("SIGINT")).code, 0);
    } finally {
      await gtsc.end();
    }
  });
});

test("-b -h", () => {
  inFolder({}, (folder) => assert.match(folder.gtsc(["-b", "-h"]).stdout, /^Usage: gtsc -b /));
});

test.run();
