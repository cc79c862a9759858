/** A project of a user, and what has to work in it: building, running, loading, and its own tsc over our types. */
import { join } from "node:path";
import { command } from "../helpers/packed.ts";

const options = (more: object): string => JSON.stringify({ compilerOptions: { target: "es2022", module: "nodenext", lib: ["es2022", "dom"], types: [], strict: true, skipLibCheck: false, ...more }, files: ["main.ts"] });

/** The strictest that a project may ask of our types, without those of Node. */
const CHECK = { noEmit: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noImplicitOverride: true, verbatimModuleSyntax: true };

export const CHECKS: readonly string[] = ["nodenext", "bundler"];

export const PROJECT: Readonly<Record<string, string>> = {
  "package.json": JSON.stringify({ name: "project", version: "1.0.0", private: true, type: "module" }),
  "tsconfig.json": options({ rootDir: ".", outDir: "dist", sourceMap: true }),
  "tsconfig.nodenext.json": options(CHECK),
  "tsconfig.bundler.json": options({ ...CHECK, module: "esnext", moduleResolution: "bundler" }),
  "main.ts": `"use greenlet";
import { genlet, getCurrent, Greenlet, Yield, type Genlet } from "greenlets";
import { each, run, sleep, spawn, wait, TimeoutError, type Task } from "greenlets/hub";
import { compile, type CompileOptions } from "greenlets/compiler";

const main = getCurrent();
function visit(names: string[], found: (name: string) => void): void {
  names.forEach((name) => found(name));
}
const greenlet = new Greenlet((names: string[]) => visit(names, (name) => void main.switch(name)));
const got: unknown[] = [greenlet.switch(["a", "b"]), greenlet.switch()];
const numbers = genlet<[], number>(() => [1, 2].forEach((number) => Yield(number)));
const made: Genlet<number> = numbers();
got.push(...made);
const task: Task<string> = spawn((text: string) => (sleep(1), wait(Promise.resolve(text))), "waited");
got.push(await task, await run(() => [...each([3])].length));
const options: CompileOptions = { filename: "a.ts" };
got.push(compile('"use greenlet"; f();', options).diagnostics.length, typeof TimeoutError);
console.log(got.join());
`,
};

export const PRINTS = "a,b,1,2,waited,1,0,function\n";

/** What a user does in a project where the package is installed, by what it is called in the table; each throws when it fails. */
export function uses(folder: string): Record<string, () => void> {
  const bin = (name: string): string => join(folder, "node_modules/.bin", name);
  const expect = (printed: string, wanted = PRINTS): void => {
    if (printed !== wanted) throw new Error(`prints ${printed}`);
  };
  return {
    "gtsc -p": () => {
      expect(command(bin("gtsc"), ["-p", "."], folder), "");
      expect(command(process.execPath, ["dist/main.js"], folder));
    },
    "gtsc run": () => expect(command(bin("gtsc"), ["run", "main.ts"], folder)),
    register: () => expect(command(process.execPath, ["--import", "greenlets/register", "main.ts"], folder)),
  };
}
