/**
 * `using` and `await using`: ECMA-262 §9.5 (DisposeCapability). The block is left first, then its resources are disposed of, the last one first; both
 * the method and what is awaited may suspend.
 *
 *     { using x = f(); … }      $1 = $.disposables();
 *                               try { const x = $1.use(f()); … } catch ($2) { $1.fail($2) }
 *                               while ($1.next()) try { $.call($1.method, $1.value) } catch ($3) { $1.fail($3) }
 *                               $1.end()
 */
import { t } from "../babel.ts";
import { id, isAnonymous, member, named, run } from "../nodes.ts";
import { isUsing } from "../resolution.ts";
import type { Lowering } from "./context.ts";
import { give } from "./driven.ts";
import { value } from "./expressions.ts";
import { define } from "./statements.ts";
import { finalized } from "./try.ts";

/** Runs `build` with resources of its own, disposed of when control leaves what it built. @param declarations what it declares with `using`. */
export function withDisposal(l: Lowering, declarations: readonly t.VariableDeclaration[], node: t.Node, build: () => void): void {
  const isAwait = declarations.some(({ kind }) => kind === "await using");
  const disposables = l.hold(l.runtime("disposables"));
  const outer = l.disposables;
  l.disposables = disposables.name;
  finalized(l, build, (error) => {
    l.push({ kind: "if", test: error.isFailed, then: [{ kind: "plain", statement: run(t.callExpression(member(disposables.name, "fail"), [error.value])) }], else: [], node: null });
    disposeAll(l, disposables.name, isAwait, node);
    l.run(t.callExpression(member(disposables.name, "end"), []));
  });
  l.disposables = outer;
}

function disposeAll(l: Lowering, disposables: string, isAwait: boolean, node: t.Node): void {
  const label = l.label("dispose");
  const param = l.temporary();
  l.tryDepth++;
  const dispose = l.nested(() => {
    const result = l.temporary();
    l.suspend({ kind: "method", expression: member(disposables, "method"), self: member(disposables, "value"), text: "dispose", fn: null }, [], { kind: "variable", name: result }, node);
    if (!isAwait) return;
    l.push({ kind: "if", test: member(disposables, "isAwaited"), then: l.nested(() => give(l, "await", id(result), node)), else: [], node: null });
  });
  l.tryDepth--;
  const fail = [run(t.assignmentExpression("=", member(l.names.runtime, "token"), t.numericLiteral(0))), run(t.callExpression(member(disposables, "fail"), [id(param)]))];
  const guarded = { kind: "try" as const, body: dispose, param, handler: fail.map((statement) => ({ kind: "plain" as const, statement })) };
  l.push({ kind: "loop", label, init: null, test: t.callExpression(member(disposables, "next"), []), update: null, isPost: false, body: [guarded], node });
}

/** `using x = f()`: the value is asked for its method and kept, then bound. */
export function lowerUsing(l: Lowering, { id: target, init }: t.VariableDeclarator, kind: t.VariableDeclaration["kind"]): void {
  const name = (target as t.Identifier).name;
  bindResource(l, target as t.Identifier, isAnonymous(init!) ? named(init!, name) : value(l, init!), kind);
}

export function bindResource(l: Lowering, target: t.Identifier, resource: t.Expression, kind: t.VariableDeclaration["kind"]): void {
  const method = kind === "await using" ? "useAsync" : "use";
  define(l, target, t.callExpression(member(l.disposables, method), [resource]), "const");
}

/** The `using` declarations of a statement list. */
export function usingIn(list: readonly t.Node[]): t.VariableDeclaration[] {
  return list.filter(isUsing);
}
