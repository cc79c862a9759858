/**
 * The one place that prints a call that may suspend, for both forms:
 *
 *     [x = f(a)]      $.token = 1;  x = f(a);  if ($.unwinding !== 0) { …leave… }
 */
import { t } from "../babel.ts";
import type { CallCode } from "../ir.ts";
import { assign, at, differs, number, run } from "../nodes.ts";
import { callRuntime, type EmitContext, infoOf, runtime, runtimeText } from "./context.ts";
import { bodyKind, constructorAround, type Fn, isConstructor } from "../resolution.ts";

/** `$.token = …`, what the call says of itself. A callee that is known not to be entered gets none: it would stay behind. */
export function token(context: EmitContext, code: CallCode): t.Statement {
  const { callee, form } = code;
  const known = form === "super" ? null : callee.kind === "method" ? callee.fn : callee.kind === "direct" && callee.mayMiss !== true ? callee.fn : null;
  if (known !== null && !(context.deepStacks && callee.expression.type === "Identifier" && isEntered(known, form))) return t.written(`${runtimeText(context, "token")} = ${isEntered(known, form) ? context.salt + context.indexOf(known) : 0};`);
  const value = known === null ? tokenValue(context, code) : t.cloneNode(callee.expression); // `deepStacks`: what is called again
  return run(assign(runtime(context, "token"), form === "new" ? callRuntime(context, "constructing", value) : value));
}

const isEntered = (fn: Fn, form: CallCode["form"]): boolean => isConstructor(fn) === (form === "new") || (form === "new" && isOrdinary(fn));

/** `function …() { … }`, which may be called and constructed. */
const isOrdinary = ({ node }: Fn): boolean => /^Function/.test(node.type) && bodyKind(node) === "function";

function tokenValue(context: EmitContext, { callee, form }: CallCode): t.Expression {
  if (form === "super") return infoOf(context, constructorAround(context.lowered.fn)!);
  switch (callee.kind) {
    case "direct":
    case "accessor":
      return t.conditionalExpression(hasPrivate(context, callee.expression as t.MemberExpression), number(context.salt + context.indexOf(callee.fn)), number(0));
    case "name":
      return t.cloneNode(callee.expression);
    case "method":
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

/** `$.unwinding !== 0` */
export const unwinding = (context: EmitContext): t.Expression => differs(runtime(context, "unwinding"), number(0));

/** `if ($.unwinding !== 0) …`; under STRESS also at the runtime's wish to capture here, with the value of the call. @param value its name, if it has one. */
export function ifUnwinding(context: EmitContext, value: string | null, then: string): t.Statement {
  const stress = context.stress ? ` || ${runtimeText(context, "stress")}(${value ?? "undefined"})` : "";
  return t.written(`if (${runtimeText(context, "unwinding")} !== 0${stress}) ${then}`);
}
