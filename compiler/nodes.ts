/** Short constructors for the nodes that lowering and emission make. */
import { t } from "./babel.ts";

export const id = (name: string): t.Identifier => t.identifier(name);
export const number = (value: number): t.Expression => (value < 0 ? t.unaryExpression("-", t.numericLiteral(-value)) : t.numericLiteral(value));
export const member = (object: t.Expression | string, property: string): t.MemberExpression => t.memberExpression(typeof object === "string" ? id(object) : object, id(property));
export const assign = (target: t.LVal | string, value: t.Expression): t.AssignmentExpression => t.assignmentExpression("=", (typeof target === "string" ? id(target) : target) as t.Identifier, value);
export const run = (expression: t.Expression): t.ExpressionStatement => t.expressionStatement(expression);
export const call = (callee: t.Expression, ...args: (t.Expression | t.SpreadElement)[]): t.CallExpression => t.callExpression(callee, args);
export const declare = (kind: "let" | "const", name: string, value: t.Expression | null = null): t.VariableDeclaration => t.variableDeclaration(kind, [t.variableDeclarator(id(name), value)]);
export const same = (left: t.Expression, right: t.Expression): t.BinaryExpression => t.binaryExpression("===", left, right);
export const differs = (left: t.Expression, right: t.Expression): t.BinaryExpression => t.binaryExpression("!==", left, right);
export const nothing = (): t.Expression => id("undefined");

/** `value === null || value === undefined`: what `?.` and `??` ask (unlike `== null`, right for document.all). */
export const isNullish = (name: string): t.Expression => t.logicalExpression("||", same(id(name), t.nullLiteral()), same(id(name), nothing()));

/** `{ value: x }`: the heap cell of a variable that closures share and every loop iteration has anew. */
export const box = (value: t.Expression): t.ObjectExpression => t.objectExpression([t.objectProperty(id("value"), value)]);

/** A block, declaration or object of ours that is printed on one line: what stands in it does not matter to who reads the code. */
export function oneLine<T extends t.BlockStatement | t.VariableDeclaration | t.ObjectExpression>(node: T): T {
  node.extra = { isOneLine: true };
  return node;
}

/** Gives an anonymous function or class the name it would have had where the user wrote it: `{ name: fn }.name`. */
export function named(fn: t.Expression, name: string): t.Expression {
  const isIdentifier = t.isValidIdentifier(name, false);
  return t.memberExpression(oneLine(t.objectExpression([t.objectProperty(isIdentifier ? id(name) : t.stringLiteral(name), fn)])), isIdentifier ? id(name) : t.stringLiteral(name), !isIdentifier);
}

/** Whether a function or class expression takes its name from where it stands (ECMA-262 §8.4.5 NamedEvaluation). */
export function isAnonymous(node: t.Node): boolean {
  return node.type === "ArrowFunctionExpression" || ((node.type === "FunctionExpression" || node.type === "ClassExpression") && !node.id);
}

/** Becomes another node in place, so that whoever holds it sees the new one. Positions stay. */
export function morph(node: t.Node, into: t.Node): void {
  const { start, end, loc, extra } = node;
  for (const key of Object.keys(node)) if (key !== "leadingComments" && key !== "trailingComments") delete (node as unknown as Record<string, unknown>)[key];
  Object.assign(node, into, { start, end, loc, ...withParens(extra) });
}

/** Where the parentheses around a node begin: an arrow function's body is replaced with them. */
function withParens(extra: t.Node["extra"]): { extra?: Record<string, unknown> } {
  return extra?.["parenStart"] === undefined ? {} : { extra: { parenStart: extra["parenStart"] } };
}

/** Keeps the user's position on a generated node. */
export function at<T extends t.Node>(node: T, source: t.Node | null): T {
  if (source !== null) {
    node.loc = source.loc ?? null;
    node.start = source.start ?? null;
    node.end = source.end ?? null;
    if (source.extra?.["parenStart"] !== undefined) Object.assign(node, withParens(source.extra));
  }
  return node;
}
