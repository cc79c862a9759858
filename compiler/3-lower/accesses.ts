/**
 * Property accesses that may be suspended, because the file has a compiled accessor of that name. Object and key are evaluated as ever, what is written
 * too; then, where it is a call, stands a call.
 *
 *     [o.x]           $2 = $.getter(o, "x");  if ($2 === undefined) $1 = o.x; else { $.token = $2; $1 = $.call($2, o); }
 *     [o.x = v]       $1 = $.setter(o, "x");  if ($1 === undefined) o.x = v; else { $.token = $1; $.call($1, o, v); }
 *     [o.#x]          $.token = #x in $.object(o) ? 1026 : 0; $1 = o.#x      nothing can come between: a private accessor is called by its name alone
 *     [o.#x = v]      $.token = #x in $.object(o) ? 1027 : 0; o.#x = v       (without one the access throws, and no token stays behind)
 */
import { bare, t } from "../babel.ts";
import type { Destination } from "../ir.ts";
import { at, id, nothing, same } from "../nodes.ts";
import type { Access } from "../selection.ts";
import type { Lowering } from "./context.ts";
import { convert, operate } from "./conversions.ts";
import { into, reference, shortCircuitTest, value } from "./expressions.ts";
import { isQuiet, isRepeatable } from "./stable.ts";

/** What an access by a member expression reads, whose object and key are evaluated. @param node the user's access. */
export function read(l: Lowering, node: t.Node, place: t.MemberExpression): t.Expression {
  const access = l.access("get", node);
  if (access === undefined) return place;
  const name = l.temporary();
  const settled = settle(l, place, []);
  if (access.callee !== null) suspendPrivate(l, access, settled, [], { kind: "variable", name });
  else lookUp(l, access, settled, [], { kind: "variable", name }, () => l.assign(name, settled));
  return id(name);
}

/** Writes to a settled place. @param given may be evaluated twice. */
function write(l: Lowering, node: t.Node, place: t.MemberExpression | t.Identifier, given: t.Expression): void {
  const access = l.access("set", node);
  const plain = (): void => l.run(at(t.assignmentExpression("=", clone(place), t.cloneNode(given)), node));
  if (access === undefined || place.type === "Identifier") return plain();
  if (access.callee !== null) return suspendPrivate(l, access, place, [given], { kind: "none" });
  lookUp(l, access, place, [given], { kind: "none" }, plain);
}

const clone = <T extends t.MemberExpression | t.Identifier>(place: T): T => (place.type === "Identifier" ? t.cloneNode(place) : cloneMember(place)) as T;

const cloneMember = (place: t.MemberExpression): t.MemberExpression => at(t.memberExpression(t.cloneNode(place.object as t.Expression), t.cloneNode(place.property as t.Expression), place.computed), place);

function lookUp(l: Lowering, { kind, node }: Access, place: t.MemberExpression, args: t.Expression[], destination: Destination, plain: () => void): void {
  const self = place.object as t.Expression;
  const key = place.computed ? t.cloneNode(place.property as t.Expression) : t.stringLiteral((place.property as t.Identifier).name);
  const found = l.hold(l.runtime(kind === "get" ? "getter" : "setter", t.cloneNode(self), key));
  const otherwise = l.nested(() => l.suspend({ kind: "method", expression: found, self: t.cloneNode(self), text: null, fn: null }, args, destination, node));
  l.push({ kind: "if", test: same(t.cloneNode(found), nothing()), then: l.nested(plain), else: otherwise, node: null });
}

function suspendPrivate(l: Lowering, { callee, node }: Access, place: t.MemberExpression, args: t.Expression[], destination: Destination): void {
  l.suspend({ kind: "accessor", expression: place, fn: callee! }, args, destination, node);
}

/** Object and key can be read again and again. @param later what is evaluated before they are. */
function settle(l: Lowering, place: t.MemberExpression, later: readonly t.Node[]): t.MemberExpression {
  const { object } = place;
  const self = object.type === "Super" || isRepeatable(object as t.Expression, later, l) ? object : l.hold(object as t.Expression);
  const isConstant = !place.computed || (place.property as t.Expression).type === "StringLiteral";
  return at(t.memberExpression(self, isConstant ? place.property : l.hold(place.property as t.Expression), place.computed), place);
}

/** A value that is needed twice. */
function repeatable(l: Lowering, residual: t.Expression): t.Expression {
  return isRepeatable(residual, [], l) && isQuiet(residual, l) ? residual : l.hold(residual);
}

/** Whether an assignment or update reads or writes through an accessor that may be suspended. */
export function isAccess(l: Lowering, target: t.Node): boolean {
  return l.access("get", target) !== undefined || l.access("set", target) !== undefined;
}

/** `o.x = v`, `o.x += v`, `o.x ??= v` */
export function assignAccess(l: Lowering, node: t.AssignmentExpression, left: t.MemberExpression): t.Expression {
  const place = settle(l, reference(l, left, []), [node.right]);
  const operator = node.operator.slice(0, -1);
  if (operator === "&&" || operator === "||" || operator === "??") return assignLogically(l, node, operator, left, place);
  const before = operator === "" ? null : l.hold(read(l, left, clone(place)));
  const right = value(l, node.right);
  const result = before === null ? repeatable(l, right) : repeatable(l, operate(l, node, before, right, [node.right]));
  write(l, left, place, result);
  return result;
}

function assignLogically(l: Lowering, node: t.AssignmentExpression, operator: "&&" | "||" | "??", left: t.MemberExpression, place: t.MemberExpression): t.Expression {
  const name = l.temporary();
  l.assign(name, read(l, left, clone(place)));
  const then = l.nested(() => {
    into(l, bare(node.right), name);
    write(l, left, place, id(name));
  });
  l.push({ kind: "if", test: shortCircuitTest(operator, name), then, else: [], node });
  return id(name);
}

/** `o.x++`, `x++`:  $1 = o.x; $2 = $1++; o.x = $1, which converts to a number once. */
export function updateAccess(l: Lowering, node: t.UpdateExpression, target: t.MemberExpression | t.Identifier): t.Expression {
  const place = target.type === "Identifier" ? target : settle(l, reference(l, target, []), []);
  const counter = l.temporary();
  l.assign(counter, place.type === "Identifier" ? place : read(l, target, clone(place)));
  convert(l, counter, node);
  const result = l.hold(at(t.updateExpression(node.operator, id(counter), node.prefix), node));
  write(l, target, place, node.prefix ? result : id(counter));
  return result;
}
