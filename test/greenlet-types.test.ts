/** The types of `greenlets` as a program of its own sees them: strict, with the declarations checked too. */
import { join } from "node:path";
import ts from "typescript";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { built, root } from "./helpers/paths.ts";

const file = join(root, ".cache/types/program.ts");

const program = `
import { Greenlet, genlet, type Genlet, getCurrent, GreenletError, GreenletExit, PinnedError, pathOf, stackOf, type FramePosition, type PathPosition, Yield } from "greenlets";

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
const [innermost] = frames;
const place: [string, string, number | undefined, Record<string, unknown> | undefined] = [innermost!.function, innermost!.file, innermost!.line, innermost!.locals];
const shown: [string, number] = [typed.stack, typed.depth];
// @ts-expect-error -- read-only
typed.depth = 1;
const path: PathPosition[] = pathOf(new Error());
const owners: Greenlet[] = path.map(({ greenlet }) => greenlet);
const whole: string = stackOf("anything");

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
export { contextual, first, text, wrong, done, count, states, callback, frames, place, shown, owners, whole, scope, disposable, values, arguments_, result, annotated_, iterable, sent, native, disposables };
`;

const hubProgram = `
import { each, run, sleep, spawn, type Task, TimeoutError, wait, type WaitOptions } from "greenlets/hub";

const one: number = wait(Promise.resolve(1));
const same: string = wait("text");
const adopted: number = wait(Promise.resolve(Promise.resolve(1)));
const given: { a: number } = wait<{ a: number }>(Promise.resolve({ a: 1 }), { timeout: 5, signal: undefined });
// @ts-expect-error -- a result of the wrong type
const wrong: string = wait(Promise.resolve(1));
// @ts-expect-error -- no time
wait(1, { timeout: "5" });
// @ts-expect-error -- no such option
wait(1, { time: 5 });

const task: Task<number> = spawn((a: number, b?: string) => a + (b ?? "").length, 1, "x");
const flat: Task<number> = spawn(async () => 1);
// @ts-expect-error -- an argument of the wrong type
spawn((a: number) => a, "1");
// @ts-expect-error -- an argument too few
spawn((a: number) => a);
const joined: number = task.join({ timeout: 5 });
const waited: number = wait(task);
const chained: Promise<string> = task.then((value) => value.toFixed(), (error) => String(error));
const like: PromiseLike<number> = task;
const caught: Promise<number | null> = task.catch(() => null).finally(() => undefined);
const states: boolean[] = [task.dead, task.kill(), task.greenlet.dead];
// @ts-expect-error -- made by spawn only
new Task();
const result: Promise<number> = run(async (a: number) => a, 1);
const unit: Promise<void> = run(() => sleep(1, {}));

async function* asynchronous(): AsyncGenerator<number> { yield 1; }
for (const item of each(asynchronous())) { const number: number = item; sleep(number); }
for (const item of each([1, Promise.resolve(2)])) { const number: number = item; sleep(number); }
const error: Error = new TimeoutError("late");
const options: WaitOptions = { signal: { aborted: false, reason: 1, addEventListener() {}, removeEventListener() {} } };
export async function main(): Promise<number> { return (await task) + (await flat); }
export { one, same, adopted, given, wrong, joined, waited, chained, like, caught, states, result, unit, error, options };
`;

function typeErrors(program: string, lib: string[]): string[] {
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
    paths: { greenlets: [join(built, "runtime/index.d.ts")], "greenlets/hub": [join(built, "runtime/hub/index.d.ts")] },
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

test("a program type-checks", () => assert.equal(typeErrors(program, ["es2022", "esnext.disposable"]), []));

test("also one that does not know of Symbol.dispose: the declarations bring it along", () => assert.equal(typeErrors(program, ["es2022"]), []));

test("a program of the hub type-checks, also without the types of Node or a browser; with them an AbortSignal is a signal", () => {
  assert.equal(typeErrors(hubProgram, ["es2022"]), []);
  assert.equal(typeErrors('import { wait } from "greenlets/hub"; const { signal } = new AbortController(); wait(1, { signal }); wait(1, { signal: AbortSignal.timeout(5) }); export {};', ["es2022", "dom"]), []);
});

test.run();
