/**
 * What constructors have more than other functions:
 *
 *     if ($caller === true) return $.adopted();                              at the entry: `super(…)` is called again, for the object that is there
 *     try { super(x); } catch ($error) { $1 = $.unwound($error); }           a parent that is captured throws through the native `super(…)`
 *     if ($1 !== undefined) super($.adopt($value, $1));                      when it has been resumed and is done
 *     return $.saveConstructor($caller, $functions[0], …, new.target, this)
 *     $.derived(…, () => this)                                               the resumable form of a derived constructor: what it returns is looked at outside
 */
import { t } from "../babel.ts";
import type { CallCode } from "../ir.ts";
import { assign, differs, id, nothing, run, same } from "../nodes.ts";
import { type Fn, isConstructor } from "../resolution.ts";
import { callExpression } from "./calls.ts";
import { callRuntime, type EmitContext, infoOf } from "./context.ts";

export const isDerived = ({ fn, isThisLate }: { fn: Fn; isThisLate: boolean }): boolean => isThisLate && isConstructor(fn);

export function adoption(context: EmitContext): t.Statement {
  return t.ifStatement(same(id(context.names.caller), t.booleanLiteral(true)), t.returnStatement(callRuntime(context, "adopted")));
}

export function savedConstructor(context: EmitContext, resumable: t.Expression): t.Expression {
  const { lowered, names } = context;
  const self = lowered.isThisLate ? [] : [t.thisExpression()];
  const form = isDerived(lowered) ? callRuntime(context, "derived", resumable, t.arrowFunctionExpression([], t.thisExpression())) : resumable;
  return callRuntime(context, "saveConstructor", id(names.caller), infoOf(context, lowered.fn), form, t.metaProperty(id("new"), id("target")), ...self);
}

export function guardedSuper(context: EmitContext, code: CallCode): t.Statement {
  const { names } = context;
  const unwound = run(assign(heldBy(code), callRuntime(context, "unwound", id(names.error))));
  return t.tryStatement(t.blockStatement([run(superCall(context, code))]), t.catchClause(id(names.error), t.blockStatement([unwound])));
}

function superCall(context: EmitContext, code: CallCode): t.Expression {
  const call = callExpression(context, code) as t.CallExpression;
  const [only] = call.arguments;
  if (only?.type === "SpreadElement") call.arguments[0] = t.spreadElement(callRuntime(context, "list", only.argument));
  return call;
}

export function superAgain(context: EmitContext, held: string): t.Statement {
  const call = run(t.callExpression(t.super(), [callRuntime(context, "adopt", id(context.names.value), id(held))]));
  return t.ifStatement(differs(id(held), nothing()), call);
}

export function heldBy({ into }: CallCode): string {
  if (into.kind === "none") throw new Error("Invariant: super() keeps the object under construction");
  return into.name;
}
