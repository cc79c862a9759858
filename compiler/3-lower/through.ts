/**
 * `f.call(…)` and `f.apply(…)` written out: when they are the standard ones nothing of theirs is left to do after the call of `f`. So no frame of theirs
 * has to be captured, and it suffices that the token names `f`, which is what consumes it.
 *
 *     [f.call(self, g())]      $1 = $.route(f.call); $2 = $.through($1, f); $3 = g();
 *                              $.token = $.reached($1, $2, "f.call"); $4 = $.call($1, $2, self, $3)
 *     [f.apply(self, list)]    … $3 = $.passed($1, $2, list); …: nothing runs between token and entry, where `list` has getters either
 *
 * `through` is `f`, or its capable twin; everything is as ever where `f.call` is the program's own, or another standard function (`Reflect.apply`).
 */
import { t } from "../babel.ts";
import type { Destination } from "../ir.ts";
import { methodOf, settledArguments } from "./calls.ts";
import type { Lowering } from "./context.ts";
import type { Site } from "../selection.ts";
import { isStable } from "./stable.ts";

type Argument = t.Expression | t.SpreadElement;

/** Whether a call is written so. */
export function isThrough(callee: t.Expression, args: readonly Argument[], site: Site): callee is t.MemberExpression {
  if (!site.isTwin || callee.type !== "MemberExpression" || callee.computed || callee.object.type === "Super" || callee.property.type !== "Identifier") return false;
  const { name } = callee.property;
  return (name === "call" || name === "apply") && args.every((arg) => arg.type !== "SpreadElement");
}

export function throughCall(l: Lowering, callee: t.MemberExpression, args: readonly t.Expression[], into: Destination, node: t.Node, isTail: boolean): void {
  const method = methodOf(l, callee, args, l.site(node as t.CallExpression), "route");
  if (method.kind !== "method") return l.unsupported("a private method named call");
  const self = l.hold(l.runtime("through", t.cloneNode(method.expression), method.self));
  const settled = settledArguments(l, args);
  const isApply = (callee.property as t.Identifier).name === "apply" && settled.length > 1;
  // Reading the list may run code: what that could change is read before.
  const list = isApply ? settled.map((arg) => (isStable(arg, [], l) ? arg : l.hold(arg))) : settled;
  if (isApply) list[1] = l.hold(l.runtime("passed", t.cloneNode(method.expression), t.cloneNode(self), list[1]!));
  l.suspend({ ...method, self, isThrough: true }, list, into, node, isTail);
}
