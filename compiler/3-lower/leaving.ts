/**
 * Leaving lowered statements: a jump or return on its way out closes iterators and runs finalizers, innermost first.
 *
 *     for (const x of xs) try { return f(x) } finally { g() }
 *
 *     return f(x)   →   $result = f(x); $completion = 2; break $finally       to the finalizer, which goes on with
 *                       $1.close(); return $result                            the loop around it
 */
import { assign, id, member, number, run, same } from "../nodes.ts";
import { t } from "../babel.ts";
import type { Exit, LeftRegion, Lowering, Region } from "./context.ts";

/** Values of a completion variable: 0 normal, 1 an error; the n-th exit is n + FIRST_EXIT. */
export const NORMAL = 0;
export const FAILED = 1;
const FIRST_EXIT = 2;

export function lowerJump(l: Lowering, to: "break" | "continue", statement: t.Statement, node: t.Node | null): void {
  const target = l.targets.findLast((item) => item.statement === statement);
  if (target === undefined) return l.unsupported("a jump whose target is not lowered");
  const place = to === "break" ? { to: "break" as const, ...target.break } : target.continue!;
  if (leaveRegions(l, place.depth, { kind: "jump", to, target: statement }, node)) return;
  l.push({ kind: "jump", to: place.to, label: place.label, node });
}

/** @param value the residual of what is returned. */
export function lowerReturn(l: Lowering, value: t.Expression | null, node: t.Node | null): void {
  if (l.regions.length === 0) return l.push({ kind: "return", value, node });
  const name = firstLeft(l, 0)?.result ?? l.temporary();
  const result = value ?? t.identifier("undefined");
  if (!(result.type === "Identifier" && result.name === name)) l.run(assign(name, result));
  if (leaveRegions(l, 0, { kind: "return" }, node)) return;
  l.push({ kind: "return", value: id(name), node });
}

/** The innermost region down to a depth that has to be left before anything else happens. */
function firstLeft(l: Lowering, depth: number): LeftRegion | undefined {
  for (let index = l.regions.length - 1; index >= depth; index--) {
    const region = l.regions[index]!;
    if (region.kind === "finally") return region;
    if (region.kind === "catch" && l.regions.slice(depth, index).some(({ kind }) => kind === "iteration")) return region;
  }
  return undefined;
}

/** @returns true when the jump or return goes on after a try that is left first. */
function leaveRegions(l: Lowering, depth: number, exit: Exit, node: t.Node | null): boolean {
  const left = firstLeft(l, depth);
  for (const region of l.regions.slice(depth).toReversed()) {
    if (region === left) {
      l.assign(left.completion, number(exitNumber(left.exits, exit)));
      l.push({ kind: "jump", to: "break", label: left.exit, node: null });
      return true;
    }
    if (region.kind === "iteration") close(l, region, node ?? region.node);
  }
  return false;
}

/** IteratorClose; that of a `for await` waits. */
function close(l: Lowering, { iterator, how }: Extract<Region, { kind: "iteration" }>, node: t.Node): void {
  if (how === "plain") return l.plain(run(t.callExpression(member(iterator, "close"), [])));
  if (how === "suspending") return l.suspendInRuntime("close", [id(iterator)], { kind: "none" }, node);
  const then = l.nested(() => {
    const closed = l.temporary();
    l.give("await", member(iterator, "closing"), { kind: "variable", name: closed }, node);
    l.plain(run(t.callExpression(member(iterator, "closed"), [id(closed)])));
  });
  l.push({ kind: "if", test: t.callExpression(member(iterator, "closes"), []), then, else: [], node: null });
}

/** After the try: the jump or return that was under way. */
export function goOnAfter(l: Lowering, { completion, result, exits }: LeftRegion): void {
  exits.forEach((exit, index) => {
    const then = l.nested(() => (exit.kind === "return" ? lowerReturn(l, id(result), null) : lowerJump(l, exit.to, exit.target, null)));
    l.push({ kind: "if", test: same(id(completion), number(index + FIRST_EXIT)), then, else: [], node: null });
  });
}

function exitNumber(exits: Exit[], exit: Exit): number {
  let index = exits.findIndex((item) => item.kind === exit.kind && (item.kind === "return" || (exit.kind === "jump" && item.to === exit.to && item.target === exit.target)));
  if (index < 0) index = exits.push(exit) - 1;
  return index + FIRST_EXIT;
}
