/** Loops with a suspension point inside. What suspends in a head moves into the body; for-of and for-in get explicit iterations. */
import { t } from "../babel.ts";
import type { Code, Label } from "../ir.ts";
import { assign, at, box, id, member, nothing, run } from "../nodes.ts";
import { boundIdentifiers, isUsing } from "../resolution.ts";
import type { Lowering, Target } from "./context.ts";
import { bindResource, withDisposal } from "./disposal.ts";
import { give } from "./driven.ts";
import { discard, value } from "./expressions.ts";
import { abortOnError, assignPattern } from "./patterns.ts";
import { body, boundNodes, containsFunction, define, destructure, leaf, startDeadZone, statement, withTarget } from "./statements.ts";

/**
 *     for (init; f(); g()) body      for (init; ; ) { $1 = f(); if (!$1) break; $continue: { body }  g() }
 *
 * Parts without a suspension point stay in the loop's head.
 */
export function loop(l: Lowering, node: t.ForStatement | t.WhileStatement | t.DoWhileStatement): void {
  const label = l.label("loop");
  const isPost = node.type === "DoWhileStatement";
  const update = node.type === "ForStatement" ? (node.update ?? null) : null;
  const suspendsInTest = node.test !== null && node.test !== undefined && l.suspends(node.test);
  const suspendsInUpdate = update !== null && l.suspends(update);
  const init = node.type === "ForStatement" && node.init ? loopInit(l, node.init) : null;
  const freshBoxes = node.type === "ForStatement" && node.init?.type === "VariableDeclaration" ? boxesOf(l, node.init) : [];
  // Closures of the body hold this round's boxes: new ones come before the update, which then has to wait for the next round.
  const isFirst = suspendsInUpdate && freshBoxes.length > 0 ? l.hold(t.booleanLiteral(true)).name : null;
  const suspendsAfter = (isPost && suspendsInTest) || (suspendsInUpdate && isFirst === null);
  const depth = l.regions.length;
  const inner = suspendsAfter ? l.label("continue") : label;
  const target: Target = { statement: node, break: { label, depth }, continue: { to: suspendsAfter ? "break" : "continue", label: inner, depth } };
  const test = (): void => l.push({ kind: "if", test: t.unaryExpression("!", value(l, node.test!)), then: [{ kind: "jump", to: "break", label, node: null }], else: [], node: null });
  const code = withTarget(l, target, () => {
    if (isFirst !== null) l.push({ kind: "if", test: id(isFirst), then: l.nested(() => l.assign(isFirst, t.booleanLiteral(false))), else: l.nested(() => discard(l, update!)), node: null });
    if (isFirst !== null && node.test && !suspendsInTest) test();
    if (suspendsInTest && !isPost) test();
    const inside = l.nested(() => body(l, node.body));
    if (suspendsAfter) l.push({ kind: "labeled", label: inner, body: inside });
    else inside.forEach((item) => l.push(item));
    if (suspendsAfter && isPost) test();
    if (suspendsAfter && !isPost) discard(l, update!);
  });
  const renew = freshBoxes.map((name) => assign(name, box(member(name, "value"))));
  const step = update !== null && !suspendsInUpdate ? [...renew, update] : renew;
  l.push({
    kind: "loop", label, init, body: code, node,
    isPost: isPost && !suspendsInTest,
    test: suspendsInTest || isFirst !== null || !node.test ? null : node.test,
    update: step.length === 0 ? null : step.length === 1 ? step[0]! : t.sequenceExpression(step),
  });
}

/** The first part of a `for`: what suspends comes before the loop; what it declares stays in its head. */
function loopInit(l: Lowering, init: t.VariableDeclaration | t.Expression): t.VariableDeclaration | t.Expression | null {
  if (init.type !== "VariableDeclaration") {
    if (!l.suspends(init)) return init;
    discard(l, init);
    return null;
  }
  for (const variable of boundNodes(l, init)) {
    if (variable.storage === "boxed" && variable.hasDeadZone) l.unsupported(`'${variable.name}' is used in the head of its own loop`);
    startDeadZone(l, variable);
  }
  if (boxesOf(l, init).length > 0 && init.declarations.some((declarator) => declarator.init && containsFunction(declarator.init))) l.unsupported("a closure in the head of a loop that captures the loop's variables is not compiled yet");
  // Not scoped: the loop's head uses the temporaries.
  const code = l.nested(() => (l.leaves.isLeaf(init) ? leaf(l, init) : statement(l, init)));
  const isDeclaration = (item: Code | undefined): boolean => item?.kind === "plain" && item.statement.type === "VariableDeclaration" && item.statement.kind !== "var";
  let first = code.length;
  while (isDeclaration(code[first - 1])) first--;
  const before = code.slice(0, first);
  if (before.some((item) => isDeclaration(item) || (item.kind === "call" && item.into.kind === "declare")) && boundNodes(l, init).some(({ storage }) => storage !== "local")) {
    l.unsupported("a call in the head of a loop whose variables are captured by closures is not compiled yet");
  }
  for (const item of before) l.push(hoistDeclaration(l, item));
  const kept = code.slice(first).map((item) => (item as { statement: t.VariableDeclaration }).statement);
  return kept.length === 0 ? null : at(t.variableDeclaration(kept.length === 1 ? kept[0]!.kind : "let", kept.flatMap(({ declarations }) => declarations)), init);
}

/** A declaration that must be seen from the loop beside it is made at function level. */
function hoistDeclaration(l: Lowering, code: Code): Code {
  if (code.kind === "call" && code.into.kind === "declare") {
    l.hoisted.add(code.into.name);
    return { ...code, into: { kind: "variable", name: code.into.name } };
  }
  if (code.kind !== "plain" || code.statement.type !== "VariableDeclaration") return code;
  const parts = code.statement.declarations.map(({ id: target, init }) => {
    for (const name of boundIdentifiers(target)) l.hoisted.add(name.name);
    return assign(target as t.LVal, init ?? nothing());
  });
  return { kind: "plain", statement: run(parts.length === 1 ? parts[0]! : t.sequenceExpression(parts)) };
}

function boxesOf(l: Lowering, node: t.VariableDeclaration): string[] {
  return node.declarations.flatMap((declarator) => boundNodes(l, declarator.id)).filter(({ storage }) => storage === "boxed").map(({ name }) => name);
}

/**
 *     for (const x of xs) body       $1 = $.iterate(xs); try { while ($1.step()) { const x = $1.value; body } } catch ($2) { $1.abort(); throw $2 }
 *                                    where next() may suspend: for (;;) { $2 = $.step($1); if (!$2) break; … }
 *     for await (…)                  $1 = $.iterateAsync(xs); … for (;;) { $2 = await $.request($1); if (!$1.step($2)) break; … }
 *     for (const k in o) body        $1 = $.keys(o); while ($1.step()) { const k = $1.value; body }
 */
export function forEach(l: Lowering, node: t.ForInStatement | t.ForOfStatement): void {
  const isOf = node.type === "ForOfStatement";
  const isAwait = isOf && node.await;
  const how = isAwait ? "await" : l.stepsMaySuspend(node) ? "suspending" : "plain";
  const iterator = l.hold(l.runtime(isAwait ? "iterateAsync" : isOf ? "iterate" : "keys", value(l, node.right))).name;
  const label = l.label("loop");
  const depth = l.regions.length;
  if (isOf) {
    l.regions.push({ kind: "iteration", iterator, how, node });
    l.tryDepth++;
  }
  const target: Target = { statement: node, break: { label, depth }, continue: { to: "continue", label, depth: l.regions.length } };
  const code = withTarget(l, target, () => {
    if (how !== "plain") suspendingStep(l, iterator, label, node);
    const item = member(iterator, "value");
    if (isUsing(node.left)) {
      const { kind, declarations } = node.left;
      return withDisposal(l, [node.left], node, () => {
        bindResource(l, declarations[0]!.id as t.Identifier, item, kind);
        body(l, node.body);
      });
    }
    if (node.left.type === "VariableDeclaration") {
      const [declarator] = node.left.declarations as [t.VariableDeclarator];
      if (declarator.id.type === "Identifier") define(l, declarator.id, item, node.left.kind);
      else destructure(l, declarator.id as t.LVal, item, node.left.kind);
    } else if (l.suspends(node.left)) assignPattern(l, node.left, l.hold(item));
    else l.run(assign(node.left as t.LVal, item));
    body(l, node.body);
  });
  const step = how !== "plain" ? null : t.callExpression(member(iterator, "step"), []);
  const inner: Code = { kind: "loop", label, init: null, test: step, update: null, isPost: false, body: code, node };
  if (!isOf) return l.push(inner);
  l.regions.pop();
  l.tryDepth--;
  l.push(abortOnError(l, iterator, [inner], how, node));
}

/** A step in which the iterator may suspend; of a `for await`, whose result is awaited. */
function suspendingStep(l: Lowering, iterator: string, label: Label, node: t.ForOfStatement | t.ForInStatement): void {
  const isAwait = node.type === "ForOfStatement" && node.await;
  const hasItem = isAwait ? t.callExpression(member(iterator, "step"), [give(l, "await", l.runtimeValue("request", [id(iterator)], node), node)]) : l.runtimeValue("step", [id(iterator)], node);
  const isOver = t.unaryExpression("!", hasItem);
  l.push({ kind: "if", test: isOver, then: [{ kind: "jump", to: "break", label, node: null }], else: [], node: null });
}
