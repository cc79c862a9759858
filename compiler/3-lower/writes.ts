/**
 * Assignments that cannot stay as they are: of a constant, which fails, and of a variable that may still be in its dead zone, which is checked.
 *
 *     x = f()         x = $.write(f(), x, "x")             the value is evaluated first
 *     x++, x += 1     ($.read(x, "x"), x++)                the variable is read first
 *     [x] = xs        [{ set value($value) { x = $.write($value, x, "x"); } }.value] = xs
 *     c = f()         $.constant.value = f()               a setter that throws; the resumable form's variables are no constants
 *     c += f()        $.constant.value = c + f()
 *     c ??= f()       c ?? ($.constant.value = f())
 */
import { children, t } from "../babel.ts";
import type { Names } from "../names.ts";
import { assign, at, id, isAnonymous, member, morph, named, run } from "../nodes.ts";
import type { Reference } from "../resolution.ts";
import { Unsupported } from "../unsupported-error.ts";
import type { Fn } from "../resolution.ts";
import type { Variable } from "../variables.ts";
import type { Leaves } from "./leaves.ts";

export interface WriteContext {
  readonly fn: Fn;
  readonly leaves: Leaves;
  readonly names: Names;
  readonly parentOf: Map<t.Node, t.Node>;
}

/**
 * Rewrites the expression around a reference that writes.
 * @param place where the variable's value is: its name, or its box's.
 * @param isEarly the declaration may not have been reached.
 * @returns whether the reference itself is gone, so that nothing is left to do about it.
 */
export function rewriteWrite(reference: Reference, variable: Variable, place: t.Expression, isEarly: boolean, context: WriteContext): boolean {
  const { node } = reference;
  const parent = context.parentOf.get(node)!;
  const isConstant = variable.binding.kind === "const";
  const target = isConstant ? member(member(context.names.runtime, "constant"), "value") : place;
  if (parent.type === "AssignmentExpression" && parent.left === node && parent.operator === "=") {
    if (isEarly) replaceRight(parent, variable, place, context);
    else if (isConstant) nameRight(parent, variable.binding.name, context);
    if (isConstant) parent.left = target as t.MemberExpression;
  } else if ((parent.type === "AssignmentExpression" && parent.left === node) || parent.type === "UpdateExpression") {
    const read = isEarly ? readOf(variable, place, context) : t.cloneNode(place);
    if (isConstant) morphConstant(parent, read, target as t.MemberExpression, variable, context);
    else if (isEarly) readFirst(parent, reference, read, context);
  } else {
    spellOut(node, context.parentOf);
    if (parent.type === "AssignmentPattern" && parent.left === node) nameRight(parent, variable.binding.name, context);
    morph(node, isConstant && !isEarly ? target : checkedTarget(reference, variable, place, target, context));
    return true;
  }
  return isConstant;
}

const readOf = ({ binding }: Variable, place: t.Expression, { names }: WriteContext): t.Expression => t.callExpression(member(names.runtime, "read"), [t.cloneNode(place), t.stringLiteral(binding.name)]);

const writeOf = (value: t.Expression, { binding }: Variable, place: t.Expression, { names }: WriteContext): t.Expression =>
  t.callExpression(member(names.runtime, "write"), [value, t.cloneNode(place), t.stringLiteral(binding.name)]);

/** `x = f()` → `x = $.write(f(), x, "x")` */
function replaceRight(parent: t.AssignmentExpression, variable: Variable, place: t.Expression, context: WriteContext): void {
  const { right } = parent;
  const checked = writeOf(isAnonymous(right) ? named(right, variable.binding.name) : right, variable, place, context);
  parent.right = checked;
  putAround(parent, right, context);
}

/** An anonymous function takes the name of what it is assigned to. */
export function nameRight(parent: t.AssignmentExpression | t.AssignmentPattern, name: string, context: WriteContext): void {
  const { right } = parent;
  if (!isAnonymous(right)) return;
  parent.right = named(right, name);
  putAround(parent, right, context);
}

/** `x += 1` → `($.read(x, "x"), x += 1)` */
function readFirst(parent: t.AssignmentExpression | t.UpdateExpression, { node, fn }: Reference, read: t.Expression, context: WriteContext): void {
  const copy = { ...parent } as t.Expression;
  const right = parent.type === "AssignmentExpression" ? parent.right : null;
  context.parentOf.set(node, parent);
  context.parentOf.set(copy, parent);
  morph(parent, t.sequenceExpression([read, copy]));
  context.leaves.move(fn, parent, copy);
  if (right !== null) putAround(parent, right, context);
}

/** `c += f()` → `$.constant.value = c + f()` */
function morphConstant(parent: t.AssignmentExpression | t.UpdateExpression, read: t.Expression, target: t.MemberExpression, { binding }: Variable, context: WriteContext): void {
  if (parent.type === "UpdateExpression") return morph(parent, assign(target, t.unaryExpression("+", read)));
  const operator = parent.operator.slice(0, -1);
  const { right } = parent;
  const isLogical = operator === "&&" || operator === "||" || operator === "??";
  const value = isLogical && isAnonymous(right) ? named(right, binding.name) : right;
  morph(parent, isLogical ? t.logicalExpression(operator, read, assign(target, value)) : assign(target, t.binaryExpression(operator as "+", read, value)));
  putAround(parent, right, context);
}

/** What stands between a node and an expression around it now is above it for inner functions, too, whose leaves are found after those of the variable's own function. */
export function putAround(outer: t.Node, inner: t.Node, { leaves, parentOf }: WriteContext): void {
  const visit = (node: t.Node): boolean => {
    if (node === inner) return true;
    const child = children(node).find(visit);
    if (child !== undefined) parentOf.set(child, node);
    return child !== undefined;
  };
  visit(outer);
  leaves.adopt(outer, inner);
}

/** A target inside a pattern or a loop's head. */
function checkedTarget({ node, fn: writer }: Reference, variable: Variable, place: t.Expression, target: t.Expression, context: WriteContext): t.Expression {
  // A setter of the function's own code would capture a variable that a frame holds.
  if (writer === context.fn && variable.storage !== "shared") throw new Unsupported(context.fn, `'${variable.binding.name}' may be assigned before its declaration is reached`);
  const value = id(context.names.value);
  const setter = t.objectMethod("set", id("value"), [value], t.blockStatement([run(assign(target as t.MemberExpression, writeOf(t.cloneNode(value), variable, place, context)))]));
  return at(t.memberExpression(t.objectExpression([setter]), id("value")), node);
}

/** `{ x }`, `{ x = 1 }` → `{ x: x }`, `{ x: x = 1 }` */
export function spellOut(identifier: t.Node, parentOf: ReadonlyMap<t.Node, t.Node>): void {
  const parent = parentOf.get(identifier);
  const property = parent?.type === "AssignmentPattern" && parent.left === identifier ? parentOf.get(parent) : parent;
  if (property?.type !== "ObjectProperty" || !property.shorthand) return;
  property.shorthand = false;
  if (property.key.type !== "Identifier" || property.key.name !== "__proto__") return;
  property.computed = true; // `__proto__: x` would set the prototype
  property.key = t.stringLiteral("__proto__");
}
