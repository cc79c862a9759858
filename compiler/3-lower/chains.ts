/**
 * Optional chains with a suspension point inside.
 *
 *     a?.b(f()).c      $1 = undefined
 *                      $chain: { $2 = a; if ($2 is nullish) break $chain;  …call…;  $1 = $4.c }
 */
import { bare, t } from "../babel.ts";
import type { Label } from "../ir.ts";
import { at, id, isNullish, nothing } from "../nodes.ts";
import { read } from "./accesses.ts";
import { calleeOf, finishCall, textOf } from "./calls.ts";
import type { Lowering } from "./context.ts";
import { operands, value } from "./expressions.ts";
import { isRepeatable } from "./stable.ts";

type ChainNode = t.OptionalCallExpression | t.OptionalMemberExpression;

/** The value of a whole chain. */
export function lowerChain(l: Lowering, node: ChainNode): t.Expression {
  return chain(l, nothing(), (exit, result) => l.assign(result, link(l, node, exit)));
}

/** `delete a?.b[f()]`: true when the chain ends early. */
export function lowerChainDelete(l: Lowering, node: t.OptionalMemberExpression): t.Expression {
  return chain(l, t.booleanLiteral(true), (exit, result) => l.assign(result, at(t.unaryExpression("delete", member(l, node, exit)), node)));
}

/** `(a?.b)`, to be called: the method and its `this`, both undefined when the chain ends early. */
export function lowerChainMethod(l: Lowering, node: t.OptionalMemberExpression): { fn: t.Identifier; self: t.Identifier } {
  const self = l.hold(nothing());
  const fn = chain(l, nothing(), (exit, result) => {
    const place = member(l, node, exit);
    l.assign(self.name, place.object as t.Expression);
    l.assign(result, read(l, node, at(t.memberExpression(id(self.name), place.property, place.computed), node)));
  }) as t.Identifier;
  return { fn, self };
}

function chain(l: Lowering, early: t.Expression, build: (exit: Label, result: string) => void): t.Expression {
  const result = l.temporary();
  l.assign(result, early);
  const label = l.label("chain");
  l.push({ kind: "labeled", label, body: l.nested(() => build(label, result)) });
  return id(result);
}

/** One link's value; `exit` is where the chain ends early. */
function link(l: Lowering, node: t.Expression, exit: Label): t.Expression {
  switch (node.type) {
    case "OptionalMemberExpression":
      return read(l, node, member(l, node, exit));
    case "OptionalCallExpression":
      return chainCall(l, node, exit);
    default:
      return value(l, node);
  }
}

/** Holds the base of a link; a nullish one ends the chain. */
function base(l: Lowering, node: t.Expression, isOptional: boolean, exit: Label, later: readonly t.Node[]): t.Expression {
  const residual = link(l, bare(node), exit);
  if (!isOptional) return isRepeatable(residual, later, l) ? residual : l.hold(residual);
  const name = residual.type === "Identifier" && l.temporaries.has(residual.name) ? residual.name : l.hold(residual).name;
  leaveIfNullish(l, name, exit);
  return id(name);
}

function leaveIfNullish(l: Lowering, name: string, exit: Label): void {
  l.push({ kind: "if", test: isNullish(name), then: [{ kind: "jump", to: "break", label: exit, node: null }], else: [], node: null });
}

function member(l: Lowering, node: t.OptionalMemberExpression, exit: Label): t.MemberExpression {
  const later = node.computed ? [node.property] : [];
  const object = base(l, node.object as t.Expression, node.optional, exit, later);
  const property = node.computed ? value(l, node.property as t.Expression) : node.property;
  return at(t.memberExpression(object, property, node.computed), node);
}

function chainCall(l: Lowering, node: t.OptionalCallExpression, exit: Label): t.Expression {
  const callee = bare(node.callee as t.Expression);
  const args = node.arguments as (t.Expression | t.SpreadElement)[];
  const site = l.site(node);
  const { maySuspend } = site;
  const isMethod = callee.type === "OptionalMemberExpression" || callee.type === "MemberExpression";
  let fn: t.Expression;
  let self: t.Expression = nothing();
  if (isMethod && callee.object.type === "Super") {
    self = t.thisExpression();
    fn = l.hold(l.twin(callee as t.MemberExpression, site));
  } else if (isMethod) {
    const isOptional = callee.type === "OptionalMemberExpression" && callee.optional;
    self = id(heldBase(l, callee.object as t.Expression, isOptional, exit));
    const property = callee.computed ? value(l, callee.property as t.Expression) : callee.property;
    fn = l.hold(l.twin(read(l, callee, at(t.memberExpression(self, property as t.Expression, callee.computed), callee)), site));
  } else if (callee.type === "OptionalCallExpression") {
    fn = base(l, callee, false, exit, args);
  } else {
    const found = calleeOf(l, callee, args, site);
    fn = found.expression;
  }
  if (node.optional) {
    const name = fn.type === "Identifier" && l.temporaries.has(fn.name) ? fn.name : l.hold(fn).name;
    leaveIfNullish(l, name, exit);
    fn = id(name);
  }
  if (!maySuspend) {
    const settled = operands(l, args);
    return at(isMethod ? l.runtime("call", l.runtime("callable", fn, t.stringLiteral(textOf(callee))), self, ...settled) : t.callExpression(fn, settled), node);
  }
  const name = l.temporary();
  finishCall(l, isMethod ? { kind: "method", expression: fn, self, text: textOf(callee), fn: null } : { kind: "name", expression: fn }, args, { kind: "variable", name }, node);
  return id(name);
}

function heldBase(l: Lowering, node: t.Expression, isOptional: boolean, exit: Label): string {
  const residual = link(l, bare(node), exit);
  const name = residual.type === "Identifier" && l.temporaries.has(residual.name) ? residual.name : l.hold(residual).name;
  if (isOptional) leaveIfNullish(l, name, exit);
  return name;
}

