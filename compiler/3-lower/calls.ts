/**
 * Calls that may suspend. The callee and its `this` are evaluated first, then the arguments, then the token is stored, then the call is made:
 * nothing may run between the last two.
 *
 *     o.m(x, g())        $1 = o.m; $2 = g();   $.token = $.callable($1, "o.m"); $3 = $.call($1, o, x, $2)
 */
import { bare, t } from "../babel.ts";
import type { Callee, Destination } from "../ir.ts";
import { at, nothing } from "../nodes.ts";
import { lowerChainMethod } from "./chains.ts";
import type { Lowering } from "./context.ts";
import type { Site } from "../selection.ts";
import { read } from "./accesses.ts";
import { operands, reference, value } from "./expressions.ts";
import { isQuiet, isRepeatable, isStable } from "./stable.ts";
import { isThrough, throughCall } from "./through.ts";

type Argument = t.Expression | t.SpreadElement;

/** A call or `new`, its value into a destination. */
export function lowerCall(l: Lowering, node: t.CallExpression | t.NewExpression, into: Destination, isTail = false): void {
  const args = node.arguments as Argument[];
  const site = l.site(node);
  const callee = bare(node.callee as t.Expression);
  if (callee.type === ("Super" as string)) return superCall(l, callee, args, node);
  if (node.type === "NewExpression") return finishCall(l, functionOf(l, callee, args, site), args, into, node);
  if (site.intrinsic !== null) return intrinsicCall(l, site.intrinsic, args as t.Expression[], into, node, isTail);
  if (isThrough(callee, args, site)) return throughCall(l, callee, args as t.Expression[], into, node, isTail);
  finishCall(l, calleeOf(l, callee, args, site), args, into, node, isTail);
}

/** `super(…)`: its value is `this`; a temporary holds the object under construction. */
function superCall(l: Lowering, callee: t.Expression, args: readonly Argument[], node: t.Node): void {
  const isSpread = args.some((arg) => arg.type === "SpreadElement");
  const settled = isSpread ? [t.spreadElement(l.hold(t.arrayExpression(operands(l, args))))] : settledArguments(l, args);
  l.suspend({ kind: "name", expression: callee }, settled, { kind: "variable", name: l.temporary() }, node);
}

/**
 * The runtime's own sources say which function is called as what:
 *
 *     [call(f, self, x)]      $.token = f; $1 = $.call(f, self, x)
 *     [apply(f, self, list)]  $.token = f; $1 = $.apply(f, self, list)
 */
function intrinsicCall(l: Lowering, name: "call" | "apply", args: readonly t.Expression[], into: Destination, node: t.Node, isTail: boolean): void {
  const [expression, self, ...rest] = settledArguments(l, args) as [t.Expression, t.Expression, ...t.Expression[]];
  l.suspend({ kind: "method", expression, self, text: null, fn: null }, name === "call" ? rest : [t.spreadElement(rest[0]!)], into, node, isTail);
}

/** The second half of a call: its arguments, and the call itself. */
export function finishCall(l: Lowering, callee: Callee, args: readonly Argument[], into: Destination, node: t.Node, isTail = false): void {
  if (args.some((arg) => arg.type === "SpreadElement")) return spreadCall(l, callee, args, into, node, isTail);
  l.suspend(callee, settledArguments(l, args), into, node, isTail);
}

/** Arguments, evaluated: what is left may be read between the token and the call without running code. */
export function settledArguments(l: Lowering, args: readonly Argument[]): t.Expression[] {
  const residuals = operands(l, args) as t.Expression[];
  return residuals.map((residual, index) => {
    const laterCode = args.slice(index + 1).filter((_, offset) => !isQuiet(residuals[index + 1 + offset]!, l));
    const isInPlace = isQuiet(residual, l) && (laterCode.length === 0 || isStable(residual, laterCode, l));
    return isInPlace ? residual : l.hold(residual);
  });
}

/** `f(...xs, g())`: the arguments become an array first; the runtime's `apply` reads it without iterating. */
function spreadCall(l: Lowering, callee: Callee, args: readonly Argument[], into: Destination, node: t.Node, isTail: boolean): void {
  const array = l.hold(t.arrayExpression(operands(l, args)));
  const self = callee.kind === "method" ? callee.self : privateReceiver(callee.expression);
  const text = callee.kind === "method" ? callee.text! : textOf(callee.expression);
  const fn = isRepeatable(callee.expression, [], l) ? callee.expression : l.hold(callee.expression);
  l.suspend({ kind: "method", expression: fn, self, text, fn: callee.kind === "direct" ? callee.fn : null }, [t.spreadElement(array)], into, node, isTail);
}

/** `this` of a callee that is called as it stands: the object of `o.#m`, nothing for `f`. */
function privateReceiver(callee: t.Expression): t.Expression {
  return callee.type === "MemberExpression" && callee.object.type !== "Super" ? t.cloneNode(callee.object) : nothing();
}

/**
 * Evaluates a callee.
 * @param args what is evaluated between the callee and the call, the user's nodes.
 */
export function calleeOf(l: Lowering, callee: t.Expression, args: readonly t.Node[], site: Site): Callee {
  if (callee.type === "MemberExpression") return methodOf(l, callee, args, site);
  if (callee.type === "OptionalMemberExpression") return parenthesizedChain(l, callee, site);
  return functionOf(l, callee, args, site);
}

/** A callee without `this`. */
function functionOf(l: Lowering, callee: t.Expression, args: readonly t.Node[], site: Site): Callee {
  const direct = l.directCallee(site);
  const residual = l.twin(value(l, callee), site);
  if (direct !== null) return { kind: "direct", expression: residual, fn: direct };
  if (residual.type === "Identifier" && !isGlobal(residual, l) && l.access("get", callee) === undefined && (isStable(residual, args, l) || args.every((arg) => isQuiet(arg, l)))) return { kind: "name", expression: residual };
  const fn = isTemporary(l, residual) ? residual : l.hold(residual);
  return { kind: "method", expression: fn, self: nothing(), text: textOf(callee), fn: null };
}

/** A property of the global object may have a getter: it is read once, and not between the token and the call. */
const isGlobal = (node: t.Identifier, l: Lowering): boolean => !l.temporaries.has(node.name) && !l.resolution.bindingOf.has(node) && node.name !== l.names.runtime;

/** `(a?.b)(x)`: `this` is a, but the chain ends at the parenthesis. */
function parenthesizedChain(l: Lowering, node: t.OptionalMemberExpression, site: Site): Callee {
  const { fn, self } = lowerChainMethod(l, node);
  return { kind: "method", expression: site.isTwin ? l.hold(l.twin(fn, site)) : fn, self, text: textOf(node), fn: null };
}

/** `o.m`, `super.m`, `o.#m`: the object is held if it has to be, the method is read once. */
export function methodOf(l: Lowering, node: t.MemberExpression, args: readonly t.Node[], site: Site, by: "twin" | "route" = "twin"): Callee {
  const text = textOf(node);
  const direct = l.directCallee(site);
  if (node.object.type === "Super") return { kind: "method", expression: l.hold(l.twin(reference(l, node, []), site)), self: t.thisExpression(), text, fn: null };
  const target = reference(l, node, []);
  const object = target.object as t.Expression;
  const self = isRepeatable(object, args, l) ? object : l.hold(object);
  const method = at(t.memberExpression(t.cloneNode(self), target.property, target.computed), node);
  if (direct !== null) return { kind: "direct", expression: method, fn: direct, mayMiss: target.property.type === "PrivateName" && l.selection.isUsedPlainly(target.property.id.name) };
  const found = l.twin(read(l, node, method), site, by);
  return { kind: "method", expression: isTemporary(l, found) ? found : l.hold(found), self, text, fn: null };
}

const isTemporary = (l: Lowering, node: t.Expression): node is t.Identifier => node.type === "Identifier" && l.temporaries.has(node.name);

const nameOf = (key: t.Node): string => (key.type === "PrivateName" ? `#${key.id.name}` : (key as t.Identifier).name);

/** What the engine would call the callee in `text is not a function`. */
export function textOf(node: t.Expression): string {
  if (node.type === "MemberExpression" || node.type === "OptionalMemberExpression") {
    const object = node.object.type === "Super" || t.isCallExpression(node.object) || t.isNewExpression(node.object) ? "(intermediate value)" : textOf(node.object as t.Expression);
    return node.computed ? `${object}[${(node.property as t.Expression).type === "Identifier" ? (node.property as t.Identifier).name : "…"}]` : `${object}.${nameOf(node.property)}`;
  }
  if (node.type === "Identifier") return node.name;
  if (node.type === "ThisExpression") return "this";
  return "(intermediate value)";
}
