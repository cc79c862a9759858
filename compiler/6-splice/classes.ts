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

export interface Properties {
  readonly start: number;
  readonly fields: readonly string[];
  readonly modifiers: readonly Edit[];
}

const text = (node: t.Node): string => generate(node, { concise: true, jsescOption: { minimal: true } }).code;
const insert = (at: number, content: string): Edit => ({ start: at, end: at, content });

/**
 * What stands in front of a compiled body for which the user wrote no method: it is a part of the body's own edit, as marks and constructors may have to be put at the very
 * same place, right behind a brace (`class{x=f()}`).
 */
export function headsOf(moved: readonly Moved[], constructors: readonly t.ClassMethod[]): Map<t.Node, string> {
  const heads = new Map<t.Node, string>();
  for (const { method, others } of moved) heads.set(method, `${besides(others)}#${method.key.id.name}() `);
  for (const method of constructors) heads.set(method, ` constructor(${method.params.map(text).join(", ")}) `);
  return heads;
}

const besides = (others: readonly t.Node[]): string => others.map((node) => `${text(node)} `).join("");

/** A member that is not compiled. */
export function movedEdits({ method, others, value }: Moved): Edit[] {
  const before = besides(others);
  const start = method.start!;
  const end = method.end!;
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

/** `constructor(private x = 1)` → `x; … constructor(x = 1)`; the assignment is in its body. */
export function propertyEdits({ start, fields, modifiers }: Properties): Edit[] {
  return [...(fields.length > 0 ? [insert(start, fields.map((name) => ` ${name};`).join(""))] : []), ...modifiers];
}

export function brandEdits({ node, right }: { readonly node: t.CallExpression; readonly right: number }): Edit[] {
  return [{ start: node.start!, end: right, content: `(${text(node.callee)})(` }, insert(node.end!, ")")];
}
