/**
 * Destructuring with a suspension point inside the pattern (a default value, a computed key, a target): step by step, as
 * ECMA-262 §8.6.2 and §13.15.5 do it. Patterns without one stay the engine's.
 *
 *     [a = f(), ...b] = xs      $1 = $.iterate(xs);  try { $2 = $1.take(); if ($2 === undefined) $2 = f(); a = $2; b = $1.rest() }
 *                               catch ($3) { $1.abort(); throw $3 }  $1.close()
 */
import { bare, t } from "../babel.ts";
import { assign, at, id, isAnonymous, member, named, nothing, run, same } from "../nodes.ts";
import type { Code, TryCode } from "../ir.ts";
import type { Lowering } from "./context.ts";
import { read } from "./accesses.ts";
import { into, reference, value } from "./expressions.ts";

/** Assigns a value to a pattern or a simple target; names it declares are assigned, too (they are declared at function level). */
export function assignPattern(l: Lowering, target: t.Node, source: t.Expression): void {
  switch (target.type) {
    case "ObjectPattern":
      return objectPattern(l, target, source);
    case "ArrayPattern":
      return arrayPattern(l, target, source);
    case "AssignmentPattern":
      return assignPattern(l, target.left, withDefault(l, source, target));
    case "MemberExpression":
      return l.run(assign(reference(l, target, []), source));
    default:
      if (!t.isIdentifier(target)) {
        const inner = bare(target as t.Expression);
        if (inner !== target) return assignPattern(l, inner, source);
        return l.unsupported(`an assignment to ${target.type}`);
      }
      return l.run(at(assign(target.name, source), target));
  }
}

/** The value, or the default when it is undefined. */
function withDefault(l: Lowering, source: t.Expression, { left, right }: t.AssignmentPattern): t.Expression {
  const name = source.type === "Identifier" && l.temporaries.has(source.name) ? source.name : l.hold(source).name;
  const fallback = bare(right);
  const then = l.nested(() => into(l, isAnonymous(fallback) && left.type === "Identifier" ? named(fallback, left.name) : fallback, name));
  l.push({ kind: "if", test: same(id(name), nothing()), then, else: [], node: null });
  return id(name);
}

/** A member target is evaluated before its value is fetched (§13.15.5.4). */
function targetFirst(l: Lowering, element: t.Node, fetch: () => t.Expression): void {
  const target = element.type === "AssignmentPattern" ? element.left : element;
  const inner = t.isExpression(target) ? bare(target) : target;
  if (inner.type !== "MemberExpression") return assignPattern(l, element, l.hold(fetch()));
  const place = heldReference(l, inner);
  const fetched = l.hold(fetch());
  const result = element.type === "AssignmentPattern" ? withDefault(l, fetched, element) : fetched;
  l.run(assign(place, result));
}

function heldReference(l: Lowering, node: t.MemberExpression): t.MemberExpression {
  const settled = reference(l, node, []);
  const object = settled.object.type === "Super" ? settled.object : l.hold(settled.object as t.Expression);
  return t.memberExpression(object as t.Expression, settled.computed ? l.hold(settled.property as t.Expression) : settled.property, settled.computed);
}

function objectPattern(l: Lowering, pattern: t.ObjectPattern, source: t.Expression): void {
  const object = source.type === "Identifier" && l.temporaries.has(source.name) ? source : l.hold(source);
  l.run(t.assignmentExpression("=", t.objectPattern([]), t.cloneNode(object))); // null and undefined: the engine's TypeError
  const hasRest = pattern.properties.some((property) => property.type === "RestElement");
  const used: t.Expression[] = [];
  for (const property of pattern.properties) {
    if (property.type === "RestElement") {
      targetFirst(l, property.argument, () => l.runtime("rest", t.cloneNode(object), t.arrayExpression(used)));
      continue;
    }
    let key = property.key as t.Expression;
    if (property.computed) key = l.hold(l.runtime("key", value(l, key)));
    if (hasRest) used.push(property.computed ? key : key.type === "Identifier" ? t.stringLiteral(key.name) : key);
    const isComputed = property.computed || key.type !== "Identifier";
    targetFirst(l, property.value, () => read(l, property, t.memberExpression(t.cloneNode(object), key, isComputed)));
  }
}

function arrayPattern(l: Lowering, pattern: t.ArrayPattern, source: t.Expression): void {
  const iterator = l.hold(l.runtime("iterate", source)).name;
  const how = l.stepsMaySuspend(pattern) ? "suspending" : "plain";
  const step = (method: "take" | "rest"): t.Expression => (how === "suspending" ? l.runtimeValue(method === "rest" ? "drain" : method, [id(iterator)], pattern) : t.callExpression(member(iterator, method), []));
  // `generator.return()` at a yield in the pattern closes the iterator as a return does, whose errors count.
  l.regions.push({ kind: "iteration", iterator, how, node: pattern });
  l.tryDepth++;
  const body = l.nested(() => {
    for (const element of pattern.elements) {
      if (element === null) l.hold(step("take"));
      else if (element.type === "RestElement") targetFirst(l, element.argument, () => step("rest"));
      else targetFirst(l, element, () => step("take"));
    }
  });
  l.tryDepth--;
  l.regions.pop();
  l.push(abortOnError(l, iterator, body, how, pattern));
  if (how === "plain") l.run(t.callExpression(member(iterator, "close"), []));
  else l.suspendInRuntime("close", [id(iterator)], { kind: "none" }, pattern);
}

/** What an error inside an iteration does: the iterator is closed, the error goes on. */
export function abortOnError(l: Lowering, iterator: string, body: Code[], how: "plain" | "suspending" | "await", node: t.Node): TryCode {
  const param = l.temporary();
  const abort = l.nested(() => {
    if (how === "plain") l.run(t.callExpression(member(iterator, "abort"), []));
    else if (how === "suspending") l.suspendInRuntime("abort", [id(iterator)], { kind: "none" }, node);
    else awaitAbort(l, iterator, node);
  });
  return {
    kind: "try",
    body,
    param,
    handler: [
      { kind: "plain", statement: run(assign(member(l.names.runtime, "token"), t.numericLiteral(0))) },
      ...abort,
      { kind: "throw", value: id(param), node: null },
    ],
  };
}

/** The same of a `for await`: what the iterator's return() gives is awaited, but counts for nothing. */
function awaitAbort(l: Lowering, iterator: string, node: t.Node): void {
  const then = l.nested(() => {
    const body = l.nested(() => l.give("await", member(iterator, "closing"), { kind: "none" }, node));
    l.push({ kind: "try", body, param: l.temporary(), handler: [] });
  });
  l.push({ kind: "if", test: t.callExpression(member(iterator, "aborts"), []), then, else: [], node: null });
}
