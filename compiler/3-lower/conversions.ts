/**
 * Operators that may be suspended while they convert an operand, because the file has a compiled method that converts. Operands are evaluated as ever; where one is an
 * object, the runtime does the rest in the order of ECMA-262 (§13.15.3), and the engine's own operator does all else.
 *
 *     [a + b]             if ($.arePrimitive(a, b)) $1 = a + b; else { $.token = $.operate; $1 = $.operate("+", a, b); }
 *     [-a]                $1 = a; if (!$.arePrimitive($1)) { $.token = $.toPrimitive; $1 = $.toPrimitive($1, "number"); }   -$1
 *     [`${a} ${b}`]       $1 = a; if (typeof $1 !== "string") { $.token = $.toText; $1 = $.toText($1); }   …$2…   `${$1} ${$2}`
 *     [a instanceof B]    $.token = $.instanceOf; $1 = $.instanceOf(a, B);
 */
import { bare, t } from "../babel.ts";
import { at, differs, id } from "../nodes.ts";
import type { Operator } from "../resolution.ts";
import { settledArguments } from "./calls.ts";
import type { Lowering } from "./context.ts";
import { held, value } from "./expressions.ts";
import { isRepeatable, isStable } from "./stable.ts";

/**
 * A binary operator, or that of an assignment, over operands that are evaluated.
 * @param later what is evaluated after the left one.
 */
export function operate(l: Lowering, node: t.BinaryExpression | t.AssignmentExpression, left: t.Expression, right: t.Expression, later: readonly t.Node[]): t.Expression {
  const operator = (node.type === "AssignmentExpression" ? node.operator.slice(0, -1) : node.operator) as t.BinaryExpression["operator"];
  const conversion = l.conversion(node);
  if (conversion === undefined) return at(t.binaryExpression(operator, left, right), node);
  const first = isRepeatable(left, later, l) ? left : l.hold(left);
  const second = isRepeatable(right, [], l) ? right : l.hold(right);
  const name = l.temporary();
  const test = l.runtime("arePrimitive", ...[first, second].filter((_, index) => conversion.operands[index]).map((operand) => t.cloneNode(operand)));
  const then = l.nested(() => l.assign(name, at(t.binaryExpression(operator, t.cloneNode(first), t.cloneNode(second)), node)));
  const otherwise = l.nested(() => l.suspendInRuntime("operate", [t.stringLiteral(operator), first, second], { kind: "variable", name }, node));
  l.push({ kind: "if", test, then, else: otherwise, node: null });
  return id(name);
}

/** Makes a primitive of what a temporary holds, where it is an object; a number, if it can be chosen. */
export function convert(l: Lowering, name: string, node: Operator): void {
  if (l.conversion(node) === undefined) return;
  const then = l.nested(() => l.suspendInRuntime("toPrimitive", [id(name), t.stringLiteral("number")], { kind: "variable", name }, node));
  l.push({ kind: "if", test: t.unaryExpression("!", l.runtime("arePrimitive", id(name))), then, else: [], node: null });
}

/** `-x`, `+x`, `~x` */
export function convertedOperand(l: Lowering, node: t.UnaryExpression): t.Expression {
  if (l.conversion(node) === undefined) return value(l, node.argument);
  const name = held(l, node.argument);
  convert(l, name, node);
  return id(name);
}

/** A template: each part becomes a string before the next is evaluated (§13.2.8.6). */
export function convertedTemplate(l: Lowering, node: t.TemplateLiteral): t.Expression {
  const { operands } = l.conversion(node)!;
  const expressions = node.expressions as t.Expression[];
  const suspends = (index: number): boolean => operands[index]! || l.suspends(expressions[index]!);
  let last = expressions.length - 1;
  while (!suspends(last)) last--;
  const parts = expressions.map((expression, index) => {
    if (index > last) return bare(expression);
    if (operands[index]) return text(l, expression, node);
    const residual = value(l, expression);
    return index === last || isStable(residual, expressions.slice(index + 1, last + 1), l) ? residual : l.hold(residual);
  });
  return at(t.templateLiteral(node.quasis, parts), node);
}

/** A string, of whatever it is. */
function text(l: Lowering, expression: t.Expression, node: t.TemplateLiteral): t.Expression {
  const name = held(l, expression);
  const then = l.nested(() => l.suspendInRuntime("toText", [id(name)], { kind: "variable", name }, node));
  l.push({ kind: "if", test: differs(t.unaryExpression("typeof", id(name)), t.stringLiteral("string")), then, else: [], node: null });
  return id(name);
}

export function instanceOf(l: Lowering, node: t.BinaryExpression): t.Expression {
  return l.runtimeValue("instanceOf", settledArguments(l, [node.left as t.Expression, node.right]), node);
}
