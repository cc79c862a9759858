/**
 * try statements. A finalizer may suspend, so how control came to it is data, not the engine's state:
 *
 *     try { B } catch (e) { H } finally { F }
 *
 *     $completion = 0
 *     $finally: { try { try { B } catch ($1) { e = $.caught($1); H } } catch ($2) { $.token = 0; $completion = 1; $result = $2 } }
 *     F
 *     if ($completion === 1) throw $result      return, break and continue out of B and H: $completion = 2, 3 … ; break $finally
 *
 * While frames unwind the fast form leaves by `break $capture`, so no finalizer runs then: there is no `finally` for the engine to run.
 */
import { t } from "../babel.ts";
import type { TryCode } from "../ir.ts";
import { assign, id, member, number, run, same } from "../nodes.ts";
import type { LeftRegion, Lowering } from "./context.ts";
import { FAILED, goOnAfter, NORMAL } from "./leaving.ts";
import { body, define, destructure } from "./statements.ts";

export function lowerTry(l: Lowering, node: t.TryStatement): void {
  if (!node.finalizer) return tryCatch(l, node);
  const block = (): void => (node.handler ? tryCatch(l, node) : body(l, node.block));
  finalized(l, block, (error) => {
    l.push({ kind: "block", body: l.nested(() => body(l, node.finalizer!)) });
    l.push({ kind: "if", test: error.isFailed, then: [{ kind: "throw", value: error.value, node: null }], else: [], node: null });
  });
}

/** A block that is left before its finalizer runs, and goes on afterwards as it was about to. @param finalize gets what failed, if anything did. */
export function finalized(l: Lowering, block: () => void, finalize: (error: { isFailed: t.Expression; value: t.Expression }) => void): void {
  const region = leftRegion(l, "finally");
  const { completion, result, exit } = region;
  l.assign(completion, number(NORMAL));
  l.regions.push(region);
  l.tryDepth++;
  const code = l.nested(block);
  l.tryDepth--;
  l.regions.pop();
  const param = l.temporary();
  const handler = [assign(member(l.names.runtime, "token"), number(0)), assign(completion, number(FAILED)), assign(result, id(param))];
  l.push({ kind: "labeled", label: exit, body: [{ kind: "try", body: code, param, handler: handler.map((step) => ({ kind: "plain", statement: run(step) })) }] });
  finalize({ isFailed: same(id(completion), number(FAILED)), value: id(result) });
  goOnAfter(l, region);
}

function leftRegion(l: Lowering, kind: LeftRegion["kind"]): LeftRegion {
  return { kind, completion: l.temporary(), result: l.temporary(), exit: l.label(kind), exits: [] };
}

function tryCatch(l: Lowering, node: t.TryStatement): void {
  const { param: pattern, body: block } = node.handler!;
  const region = l.regions.some(({ kind }) => kind === "iteration") ? leftRegion(l, "catch") : null;
  if (region !== null) l.regions.push(region);
  l.tryDepth++;
  const code = l.nested(() => body(l, node.block));
  l.tryDepth--;
  if (region !== null) l.regions.pop();
  const param = l.temporary();
  const handler = l.nested(() => {
    const error = l.runtime("caught", id(param));
    if (!pattern) l.run(error);
    else if (pattern.type === "Identifier") define(l, pattern, error, "let");
    else destructure(l, pattern as t.LVal, error, "let");
    body(l, block);
  });
  const whole: TryCode = { kind: "try", body: code, param, handler };
  if (region === null || region.exits.length === 0) return l.push(whole);
  l.assign(region.completion, number(NORMAL));
  l.push({ kind: "labeled", label: region.exit, body: [whole] });
  goOnAfter(l, region);
}
