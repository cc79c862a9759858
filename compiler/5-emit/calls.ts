/**
 * The one place that prints a call that may suspend, for both forms:
 *
 *     [x = f(a)]      $.token = 1;  x = f(a);  if ($.unwinding !== 0) { …leave… }
 */
import { t } from "../babel.ts";
import type { CallCode } from "../ir.ts";
import { assign, at, differs, id, number, run } from "../nodes.ts";
import { callRuntime, type EmitContext, infoOf, runtime } from "./context.ts";
import { constructorAround } from "../resolution.ts";

/** `$.token = …`, what the call says of itself. */
export function token(context: EmitContext, code: CallCode): t.Statement {
  return run(assign(runtime(context, "token"), tokenValue(context, code)));
}

function tokenValue(context: EmitContext, { callee, form }: CallCode): t.Expression {
  if (form === "super") return infoOf(context, constructorAround(context.lowered.fn)!);
  switch (callee.kind) {
    case "direct":
      return number(context.salt + context.indexOf(callee.fn));
    case "accessor":
      return t.conditionalExpression(hasPrivate(context, callee.expression), number(context.salt + context.indexOf(callee.fn)), number(0));
    case "name":
      return t.cloneNode(callee.expression);
    case "method":
      if (callee.fn !== null) return number(context.salt + context.indexOf(callee.fn));
      if (callee.text === null) return t.cloneNode(callee.expression);
      if (callee.isThrough) return callRuntime(context, "reached", t.cloneNode(callee.expression), t.cloneNode(callee.self), t.stringLiteral(callee.text));
      return callRuntime(context, "callable", t.cloneNode(callee.expression), t.stringLiteral(callee.text), ...(form === "new" ? [t.stringLiteral("constructor")] : []));
  }
}

/** `#x in $.object(o)` */
function hasPrivate(context: EmitContext, { object, property }: t.MemberExpression): t.Expression {
  return t.binaryExpression("in", t.cloneNode(property as t.PrivateName), callRuntime(context, "object", t.cloneNode(object as t.Expression)));
}

/** The call itself. */
export function callExpression(context: EmitContext, { callee, args, form, node }: CallCode): t.Expression {
  if (form === "new") return construction(context, callee.expression, args, node);
  if (callee.kind === "accessor") return args.length === 0 ? callee.expression : at(t.assignmentExpression("=", callee.expression, args[0] as t.Expression), node);
  if (callee.kind !== "method") return at(t.callExpression(callee.expression, args), node);
  const [only] = args;
  if (only?.type === "SpreadElement") return at(callRuntime(context, "apply", callee.expression, callee.self, only.argument), node);
  return at(callRuntime(context, "call", callee.expression, callee.self, ...args), node);
}

function construction(context: EmitContext, callee: t.Expression, args: CallCode["args"], node: t.Node): t.Expression {
  const [only] = args;
  return at(only?.type === "SpreadElement" ? callRuntime(context, "construct", callee, only.argument) : t.newExpression(callee, args), node);
}

/** `$.unwinding !== 0`; under STRESS also the runtime's wish to capture here, with the value of the call. */
export function isUnwinding(context: EmitContext, value: t.Expression): t.Expression {
  const test = differs(runtime(context, "unwinding"), number(0));
  return context.stress ? t.logicalExpression("||", test, callRuntime(context, "stress", value)) : test;
}

/** Calls the value's name; nothing is `undefined`. */
export const valueOrUndefined = (name: string | null): t.Expression => id(name ?? "undefined");
