/** Class fields under TypeScript's options: what `useDefineForClassFields` and the target make of them is the same with and without this compiler. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import ts from "typescript";
import { compile, type CompileOptions } from "../compiler/index.ts";
import { runProgram } from "./helpers/programs.ts";

const PROGRAM = `
"use greenlet";
const through = { value: (x: any): any => x };
const step = (x: any): any => (console.log("step", x), through.value(x));
class Base {
  a = 1;
  b: any;
  c = step("c");
  #p = step("p");
  set e(value: any) { step(["set e", value]); }
  constructor(x: any) { step([x, this.#p, Object.keys(this)]); }
}
class Derived extends Base {
  d = 2;
  // @ts-ignore
  e = step("e");
  f: any;
  g = () => step(this.d);
  constructor(x: any) { super(step(x)); this.f = step(Object.keys(this)); }
}
class Private extends Derived {
  #q = step("q");
  #m() { return this.#q; }
  get q() { return this.#m(); }
}
console.log(Object.keys(new Derived(1)), new Derived(2).g(), new Private(3).q);
`;

const MODES: [name: string, target: ts.ScriptTarget, useDefineForClassFields: boolean, classFields: NonNullable<CompileOptions["classFields"]>][] = [
  ["fields of the engine", ts.ScriptTarget.ES2022, true, "native"],
  ["assigned fields", ts.ScriptTarget.ES2022, false, "assign"],
  ["an older target, assigned", ts.ScriptTarget.ES2021, false, "lowered"],
];

for (const [name, target, useDefineForClassFields, classFields] of MODES) {
  test(name, async () => {
    const output = (text: string): Promise<string[]> => {
      const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS, moduleDetection: ts.ModuleDetectionKind.Force, target, useDefineForClassFields } });
      return runProgram({ name, entry: "./input.ts", load: () => outputText, schedule: null });
    };
    const wanted = await output(PROGRAM);
    for (const stress of [false, true]) assert.equal(await output(compile(PROGRAM, { classFields, stress, verify: true }).code), wanted, stress ? "under STRESS" : "compiled");
  });
}

test.run();
