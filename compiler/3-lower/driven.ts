/**
 * Driven bodies: generators and async functions. Their resumable form is the only one; `yield` and `await` are resume points at which the body returns
 * to whoever drives it.
 *
 *     x = yield f()       $1 = f();   yield $1 → $2;   if ($mode) return $2;   x = $2         $mode: the driver wants a return
 *     x = await p         yield p → $2;   x = $2                                             an error goes on at the handler
 */
import { bare, t } from "../babel.ts";
import type { YieldCode } from "../ir.ts";
import { id, member, nothing, run } from "../nodes.ts";
import type { Lowering } from "./context.ts";
import { value } from "./expressions.ts";
import { lowerReturn } from "./leaving.ts";

/** @returns the temporary with what came back. */
export function give(l: Lowering, how: YieldCode["how"], given: t.Expression, node: t.Node): t.Identifier {
  const name = l.temporary();
  l.give(how, given, { kind: "variable", name }, node);
  return id(name);
}

export function lowerAwait(l: Lowering, node: t.AwaitExpression): t.Expression {
  return give(l, "await", value(l, node.argument), node);
}

export function lowerYield(l: Lowering, node: t.YieldExpression): t.Expression {
  const argument = node.argument ? value(l, bare(node.argument)) : nothing();
  if (!node.delegate) return returnIfAsked(l, give(l, "yield", argument, node));
  return l.bodyKind === "generator" ? delegation(l, argument, node) : returnIfAsked(l, give(l, "delegate", argument, node));
}

/** What came back may be a return: it leaves as a return statement there would. */
function returnIfAsked(l: Lowering, received: t.Identifier): t.Identifier {
  l.push({ kind: "if", test: id(l.names.mode), then: l.nested(() => lowerReturn(l, id(received.name), null)), else: [], node: null });
  return received;
}

/**
 * `yield*` of a generator (ECMA-262 §15.5.5): what the iterator gives is passed on as it stands, what comes back goes to the iterator.
 *
 *     x = yield* xs      $1 = $.delegate(xs);
 *                        for (;;) { $2 = $.advance($1); if ($2) break; yield $1.result → $3; $1.receive($3, $mode) }
 *                        if ($1.isReturning) return $1.value;   x = $1.value
 */
function delegation(l: Lowering, iterable: t.Expression, node: t.YieldExpression): t.Expression {
  const iterator = l.hold(l.runtime("delegate", iterable)).name;
  const label = l.label("delegate");
  const body = l.nested(() => {
    const isDone = l.maySuspend(node) ? l.runtimeValue("advance", [id(iterator)], node) : l.hold(l.runtime("advance", id(iterator)));
    l.push({ kind: "if", test: isDone, then: [{ kind: "jump", to: "break", label, node: null }], else: [], node: null });
    const received = give(l, "delegate", member(iterator, "result"), node);
    l.plain(run(t.callExpression(member(iterator, "receive"), [received, id(l.names.mode)])));
  });
  l.push({ kind: "loop", label, init: null, test: null, update: null, isPost: false, body, node });
  l.push({ kind: "if", test: member(iterator, "isReturning"), then: l.nested(() => lowerReturn(l, member(iterator, "value"), null)), else: [], node: null });
  return member(iterator, "value");
}
