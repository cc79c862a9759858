/** The types of `greenlets` as a program of its own sees them: strict, with the declarations checked too. */
import { join } from "node:path";
import ts from "typescript";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { built, root } from "./helpers/paths.ts";

const file = join(root, ".cache/types/program.ts");

const program = `
import { Greenlet, genlet, type Genlet, getCurrent, GreenletError, GreenletExit, PinnedError, type FramePosition, Yield } from "greenlets";

const anything = new Greenlet(() => 1);
const first: number = anything.switch();
anything.switch("whatever", 2);

const annotated: Greenlet = new Greenlet((count: number, text?: string) => count + (text ?? ""), getCurrent());
const contextual = new Greenlet((count) => count.toFixed());
annotated.switch("may be given something else later");

const typed = new Greenlet<[count: number], string>((count: number) => count.toFixed());
const text: string = typed.switch(1);
// @ts-expect-error -- an argument of the wrong type
typed.switch("1");
// @ts-expect-error -- an argument too many
typed.switch(1, 2);
// @ts-expect-error -- a result of the wrong type
const wrong: number = typed.switch(1);
// @ts-expect-error -- no body
new Greenlet(5);
// @ts-expect-error -- no parent
new Greenlet(() => 1, {});

class Counter extends Greenlet<[number], string> {
  count = 0;
  override run(by: number): string {
    this.count += by;
    return "done";
  }
}
const counter = new Counter(undefined, getCurrent());
const done: string = counter.switch(3);
const count: number = counter.count;
class Field extends Greenlet<[], void> {
  override run = () => undefined;
}

const loose: Greenlet = typed;
const parent: Greenlet | null = new Field().parent;
if (parent !== null) typed.parent = parent;
const states: boolean[] = [typed.dead, typed.started, typed.active, typed.kill()];
// @ts-expect-error -- read-only
typed.dead = true;
const callback: (count: number) => string = typed.callback();
const frames: FramePosition[] = loose.frames();

try {
  typed.throw(new GreenletExit());
  typed.throw(TypeError, "message");
  typed.throw();
} catch (error) {
  if (error instanceof PinnedError) console.log(error.target.dead, error.value, error.message);
  if (error instanceof GreenletError) console.log(error.message);
}

function scope(): string {
  using greenlet = new Counter();
  return greenlet.switch(1);
}
const disposable: Disposable = typed;

interface Tree { left: Tree | null; value: number }
const walk = genlet<[tree: Tree | null], number>((tree) => {
  if (tree !== null) Yield(tree.value);
});
const values: Genlet<number, void, unknown> = walk(null);
for (const value of walk(null)) value.toFixed();
// @ts-expect-error -- an argument of the wrong type
walk(1);
// @ts-expect-error -- a value of the wrong type
for (const value of walk(null)) value.trim();
const inferred = genlet((count: number, text: string) => text.repeat(count));
const arguments_: [count: number, text: string] = null! as Parameters<typeof inferred>;
const result: string | undefined = ((step) => (step.done ? step.value : undefined))(inferred(1, "x").next());
// @ts-expect-error -- what it hands out is not known
for (const value of inferred(1, "x")) value.trim();
const annotated_: (tree: Tree) => Generator<number, string> = genlet((tree) => tree.value.toFixed());
const iterable: (tree: Tree) => IterableIterator<number> = genlet((tree) => void Yield(tree.value));
const asked = genlet<[], string, number, boolean>(() => (Yield<boolean>("question") ? 1 : 0))();
asked.next(true);
// @ts-expect-error -- sends something of the wrong type
asked.next("yes");
const sent: boolean = Yield.to(asked, "question");
// @ts-expect-error -- hands out something of the wrong type
Yield.to(asked, 5);
class Ring {
  size = 3;
  turns = genlet<[count: number], number, void, unknown, Ring>(function (count) {
    for (let turn = 0; turn < count; turn++) Yield(turn % this.size);
  });
}
const turns: Genlet<number> = new Ring().turns(5);
const native: Generator<number, void, unknown> = walk(null);
const disposables: Disposable[] = [turns, walk(null)];
// @ts-expect-error -- no function
genlet(5);
declare const console: { log(...values: unknown[]): void };
export { contextual, first, text, wrong, done, count, states, callback, frames, scope, disposable, values, arguments_, result, annotated_, iterable, sent, native, disposables };
`;

function typeErrors(lib: string[]): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noImplicitOverride: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: lib.map((name) => `lib.${name}.d.ts`),
    types: [],
    paths: { greenlets: [join(built, "runtime/index.d.ts")] },
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (name, ...rest) => (name === file ? ts.createSourceFile(name, program, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest));
  host.fileExists = (name) => name === file || fileExists(name);
  return ts.getPreEmitDiagnostics(ts.createProgram([file], options, host)).map((diagnostic) => {
    const line = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? -1;
    return `${diagnostic.file?.fileName}:${line + 1} ${ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n")}`;
  });
}

test("a program type-checks", () => assert.equal(typeErrors(["es2022", "esnext.disposable"]), []));

test("also one that does not know of Symbol.dispose: the declarations bring it along", () => assert.equal(typeErrors(["es2022"]), []));

test.run();
