/** `gtsc --init`: what it makes runs, and what it says works as it is printed. */
import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Folder, GTSC, environment, inFolder } from "./cli/gtsc.ts";
import { root } from "./helpers/paths.ts";

const OUTPUT = "first 1\nfirst 2\nsecond 3\nsecond 4\nfirst 5\nsecond 6\n";

/** As `npm install greenlets` leaves it. */
function install({ path }: Folder): void {
  mkdirSync(join(path, "node_modules/.bin"), { recursive: true });
  symlinkSync(root, join(path, "node_modules/greenlets"));
  symlinkSync(GTSC, join(path, "node_modules/.bin/gtsc"));
}

/** Runs the commands that were printed, in a shell; what each of them prints. */
function follow(folder: Folder, printed: string): { command: string; output: string; code: number | null }[] {
  const commands = printed.slice(printed.indexOf("\nNext\n")).split("\n").filter((line) => line.startsWith("  ")).map((line) => line.trim());
  return commands.map((command) => {
    const { stdout, stderr, status } = spawnSync("sh", ["-c", command], { cwd: folder.path, env: environment(folder.path), encoding: "utf8" });
    return { command: command.replace(/\s*#.*/, ""), output: stdout + stderr, code: status };
  });
}

test("in an empty folder: a project, and next steps that work", () => {
  inFolder({}, (folder) => {
    install(folder);
    const { code, stdout, stderr } = folder.gtsc(["--init"]);
    assert.equal([code, stderr], [0, ""]);
    assert.equal(folder.list(), ["package.json", "src/main.ts", "tsconfig.json"]);
    assert.equal(follow(folder, stdout), [
      { command: "npx gtsc run src/main.ts", output: OUTPUT, code: 0 },
      { command: "npx gtsc", output: "", code: 0 },
      { command: "node dist/main.js", output: OUTPUT, code: 0 },
    ]);
    const { name, type, scripts, dependencies } = JSON.parse(folder.read("package.json")) as Record<string, unknown>;
    assert.match(name as string, /^gtsc-\w+$/);
    assert.equal([type, scripts], ["module", { start: "gtsc run src/main.ts", build: "gtsc" }]);
    assert.equal(Object.keys(dependencies as object), ["greenlets"]);
    assert.match(folder.gtsc(["--showConfig"]).stdout, `"greenlets": {\n        "include": [],\n        "packages": []\n    }`);
  });
});

test("in a CommonJS package with a program: nothing is overwritten, and the steps work", () => {
  inFolder({ "package.json": `{ "name": "mine" }`, "src/main.ts": "mine" }, (folder) => {
    const { stdout } = folder.gtsc(["--init"]);
    assert.match(stdout, "Kept as it was\n  package.json\n");
    assert.match(stdout, "  npm install greenlets");
    assert.equal([folder.read("package.json"), folder.read("src/main.ts")], [`{ "name": "mine" }`, "mine"]);
    install(folder);
    assert.is(folder.gtsc(["run", "src/main.mts"]).stdout, OUTPUT);
  });
});

test("a tsconfig.json that is there is an error, and stays", () => {
  inFolder({ "tsconfig.json": "{}" }, (folder) => {
    const { code, stdout } = folder.gtsc(["--init"]);
    assert.equal([code, stdout], [1, `error TS5054: A 'tsconfig.json' file is already defined at: '${folder.path}/tsconfig.json'.\n`]);
    assert.equal(folder.list(), ["tsconfig.json"]);
  });
});

test("--showConfig: our key with what was extended, paths as from this config", () => {
  inFolder({ "base/base.json": `{ "greenlets": { "include": ["gen"], "frames": "none" } }`, "tsconfig.json": `{ "extends": "./base/base.json", "files": ["a.ts"], "greenlets": { "deepStacks": true } }`, "a.ts": "", "wrong.json": `{ "greenlets": 1 }` }, (folder) => {
    const shown = (...args: string[]): string => folder.gtsc(["--showConfig", ...args]).stdout;
    assert.equal((JSON.parse(shown()) as { greenlets: unknown }).greenlets, { include: ["./base/gen"], frames: "none", deepStacks: true });
    assert.match(shown("-p", "wrong.json"), /^error GL8002: /);
  });
});

test.run();
