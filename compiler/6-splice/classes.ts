/**
 * Rewritten classes whose text is kept: the user's field is replaced by the method that it became.
 *
 *     [x = f();]     #$init1() { …compiled… }                               its body is an edit of its own
 *     [y = this.x;]  #$init2() { $.define(this, "y", this.x); }             not compiled: the text of the value stays
 *     [#p in o]      (($object) => #$late1 in $object && …)(o)
 */
import { generate, t } from "../babel.ts";
import { id } from "../nodes.ts";
import type { Edit } from "./splice.ts";

export interface Moved {
  readonly method: t.ClassPrivateMethod;
  readonly others: readonly t.Node[];
  readonly value: { readonly start: number; readonly end: number; readonly name: string | null } | null;
}

const text = (node: t.Node): string => generate(node, { concise: true, jsescOption: { minimal: true } }).code;
const insert = (at: number, content: string): Edit => ({ start: at, end: at, content });

export function movedEdits({ method, others, value }: Moved, isCompiled: boolean): Edit[] {
  const before = others.map((node) => `${text(node)} `).join("");
  const start = method.start!;
  const end = method.end!;
  if (isCompiled) return [insert(start, `${before}#${method.key.id.name}() `)];
  if (value === null) return [{ start, end, content: before + text(method) }];
  const [open, close] = around(method);
  return [{ start, end: value.start, content: before + open }, { start: value.end, end, content: close }];
}

/** The text of a method in front of the user's value, and behind it. */
function around(method: t.ClassPrivateMethod): [string, string] {
  const { expression } = method.body.body[0] as t.ExpressionStatement;
  const hole = id("%value");
  const fill = (value: t.Expression): t.Expression => (isWrapped(value) ? { ...value, object: { ...value.object, properties: [{ ...(value.object.properties[0] as t.ObjectProperty), value: hole }] } } : hole);
  const filled = expression.type === "CallExpression" ? { ...expression, arguments: [...expression.arguments.slice(0, 2), fill(expression.arguments[2] as t.Expression)] } : { ...(expression as t.AssignmentExpression), right: fill((expression as t.AssignmentExpression).right) };
  return text({ ...method, body: t.blockStatement([t.expressionStatement(filled)]) }).split(hole.name) as [string, string];
}

/** `{ x: () => … }.x`, which gives the function its name. */
function isWrapped(value: t.Expression): value is t.MemberExpression & { object: t.ObjectExpression } {
  return value.type === "MemberExpression" && value.object.type === "ObjectExpression" && value.start === undefined;
}

/** Where the class has a constructor that the user did not write. */
export function constructorEdit({ start, params }: t.ClassMethod): Edit {
  return insert(start!, ` constructor(${params.map(text).join(", ")}) `);
}

export function brandEdits({ node, right }: { readonly node: t.CallExpression; readonly right: number }): Edit[] {
  return [{ start: node.start!, end: right, content: `(${text(node.callee)})(` }, insert(node.end!, ")")];
}
