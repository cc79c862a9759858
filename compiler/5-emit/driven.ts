/**
 * Driven bodies: the function itself stays what it is, so that the engine makes real generator objects and promises; its body hands the resumable form
 * to the runtime and drives it.
 *
 *     function* g(a) {                                      async function f(a) {
 *       …what both share: hoisted functions, variables…       const $task = $.task($functions[1], …the resumable form…);
 *       return yield* $.generator($functions[0],              for (; $task.isWaiting; $task.go())
 *         ($frame, $value, $mode) => { … });                    try { $task.value = await $task.value; } catch ($error) { $task.fail($error); }
 *     }                                                       return $task.value;
 *                                                           }
 */
import { t } from "../babel.ts";
import { assign, call, declare, id, member, number, run, same } from "../nodes.ts";
import { callRuntime, type EmitContext, infoOf } from "./context.ts";
import { namedResumable } from "./resumable.ts";

export function driven(context: EmitContext): t.BlockStatement {
  const { lowered } = context;
  const shared = lowered.shared.length === 0 ? [] : [t.variableDeclaration("var", lowered.shared.map((name) => t.variableDeclarator(id(name))))];
  return t.blockStatement([...shared, ...lowered.prologue, ...driver(context)]);
}

function driver(context: EmitContext): t.Statement[] {
  const form = namedResumable(context);
  const info = infoOf(context, context.lowered.fn);
  switch (context.lowered.bodyKind) {
    case "generator":
      return [t.returnStatement(t.yieldExpression(callRuntime(context, "generator", info, form), true))];
    case "async":
      return asyncDriver(context, callRuntime(context, "task", info, form));
    case "asyncGenerator":
      return asyncGeneratorDriver(context, callRuntime(context, "asyncGenerator", info, form));
    case "function":
      throw new Error("Invariant: not a driven body");
  }
}

/** As runtime/language/async-generator.ts shows it. */
function asyncGeneratorDriver({ names }: EmitContext, make: t.Expression): t.Statement[] {
  const task = (name: string): t.MemberExpression => member(names.task, name);
  const how = (value: number): t.Expression => same(task("how"), number(value));
  const awaited = t.conditionalExpression(how(0), t.awaitExpression(task("value")), t.conditionalExpression(how(1), t.yieldExpression(task("value")), t.yieldExpression(task("value"), true)));
  const result = (): t.Statement => t.ifStatement(task("hasResult"), t.returnStatement(task("value")));
  const wait = (given: t.Expression, finalizer: t.BlockStatement | null): t.BlockStatement =>
    t.blockStatement([t.tryStatement(t.blockStatement([run(call(task("receive"), given))]), t.catchClause(id(names.error), t.blockStatement([run(call(task("fail"), id(names.error)))])), finalizer)]);
  const isFinishing = t.logicalExpression("&&", task("isRunning"), how(0));
  const finish = t.forStatement(call(task("leave")), isFinishing, call(task("go")), wait(t.awaitExpression(task("value")), null));
  const leave = [finish, t.ifStatement(task("isRunning"), run(t.yieldExpression(id(names.task), true))), result()];
  const finalizer = t.blockStatement([t.ifStatement(task("isLeft"), t.blockStatement(leave))]);
  return [declare("const", names.task, make), t.forStatement(call(task("go")), task("isRunning"), call(task("go")), wait(awaited, finalizer)), result()];
}

function asyncDriver({ names }: EmitContext, make: t.Expression): t.Statement[] {
  const task = (name: string): t.MemberExpression => member(names.task, name);
  const wait = t.tryStatement(
    t.blockStatement([run(assign(task("value"), t.awaitExpression(task("value"))))]),
    t.catchClause(id(names.error), t.blockStatement([run(call(task("fail"), id(names.error)))])),
  );
  return [declare("const", names.task, make), t.forStatement(null, task("isWaiting"), call(task("go")), t.blockStatement([wait])), t.returnStatement(task("value"))];
}
