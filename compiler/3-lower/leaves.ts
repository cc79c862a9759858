/**
 * Leaves: statements that stay as they are. A statement is a leaf of its function when it contains no suspension point, and no jump or return
 * that has to be lowered with a statement around it:
 *
 *     outer: for (…) {            suspends: lowered
 *       if (a) break outer;       its jump leaves it towards a lowered loop: lowered, though nothing in it suspends
 *       for (…) { … break; }      a leaf: the jump stays inside
 *       f();                      suspends
 *     }
 */
import { children, t } from "../babel.ts";
import { bodyKind, type Fn, isUsing } from "../resolution.ts";
import type { Conversion, Conversions } from "../selection.ts";

export class Leaves {
  /** Nodes of the function's own code with a suspension point inside. */
  readonly #suspending = new Set<t.Node>();
  /** Nodes that a jump or return leaves on its way to a lowered statement. */
  readonly #escaping = new Set<t.Node>();

  /** Operators that may be suspended: those of the function, and of the file. */
  readonly conversions: ReadonlyMap<t.Node, Conversion>;
  readonly #allConversions: Conversions;

  readonly #parentOf: ReadonlyMap<t.Node, t.Node>;
  readonly #end: t.Node;

  constructor(fn: Fn, parentOf: ReadonlyMap<t.Node, t.Node>, maySuspend: (call: t.Node) => boolean, accesses: readonly t.Node[], conversions: Conversions) {
    const { node: end } = fn;
    this.#parentOf = parentOf;
    this.#end = end;
    for (const node of [...fn.calls, ...fn.implicitCalls]) if (maySuspend(node)) this.#suspend(node);
    for (const node of accesses) this.#suspend(node);
    this.#allConversions = conversions;
    this.conversions = conversions.get(fn) ?? new Map<t.Node, Conversion>();
    for (const node of this.conversions.keys()) this.#suspend(node);
    for (const node of [...fn.yields, ...awaitedReturns(fn, parentOf)]) this.#suspend(node);
    for (const { node, target } of fn.jumps) {
      for (let at: t.Node = node; at !== target; at = parentOf.get(at)!) this.#escaping.add(at);
    }
    // In both forms a block's function is a variable of the block: the engine would make it one of the form around.
    for (const node of fn.blockFunctions.keys()) for (let at = parentOf.get(node)!; at !== end; at = parentOf.get(at)!) this.#escaping.add(at);
    for (const node of fn.returns) {
      const guard = outermostGuard(node, end, parentOf, (at) => !this.isLeaf(at));
      if (guard !== null) for (let at: t.Node = node; at !== guard; at = parentOf.get(at)!) this.#escaping.add(at);
    }
  }

  #suspend(node: t.Node): void {
    for (let at = node; at !== this.#end && !this.#suspending.has(at); at = this.#parentOf.get(at)!) this.#suspending.add(at);
  }

  /** Whether the statements of a scope are lowered one by one: neither it nor anything around it is a leaf. A catch clause goes with its try. */
  isLowered(scope: t.Node): boolean {
    const first = scope.type === "CatchClause" ? this.#parentOf.get(scope)! : scope;
    for (let at = first; at !== this.#end; at = this.#parentOf.get(at)!) if (t.isStatement(at) && this.isLeaf(at)) return false;
    return true;
  }

  /** What was put around a node takes part in its suspension. */
  adopt(wrapper: t.Node, inner: t.Node): void {
    if (!this.#suspending.has(inner)) return;
    const visit = (node: t.Node): boolean => {
      if (node !== inner && !children(node).some(visit)) return false;
      this.#suspending.add(node);
      return true;
    };
    visit(wrapper);
  }

  /** An operator of a function, this one or one inside, that became another node, inside of what stands in its place. */
  move(fn: Fn, from: t.Node, to: t.Node): void {
    const own = this.#allConversions.get(fn);
    const conversion = own?.get(from);
    if (conversion === undefined) return;
    own!.delete(from);
    own!.set(to, conversion);
    if (this.#suspending.has(from)) this.#suspending.add(to);
  }

  suspends(node: t.Node): boolean {
    return this.#suspending.has(node);
  }

  isLeaf(node: t.Node): boolean {
    return !this.#suspending.has(node) && !this.#escaping.has(node);
  }
}

/** The outermost lowered statement that a return must not leave without ceremony: a try with a finalizer (from its block or handler), a for-of. */
function outermostGuard(node: t.Node, end: t.Node, parentOf: ReadonlyMap<t.Node, t.Node>, isLowered: (node: t.Node) => boolean): t.Node | null {
  let found: t.Node | null = null;
  for (let at = node, parent = parentOf.get(at); parent !== undefined && at !== end; at = parent, parent = parentOf.get(at)) {
    const isGuard = disposes(parent) || (parent.type === "TryStatement" && parent.finalizer && parent.finalizer !== at) || (parent.type === "ForOfStatement" && parent.body === at);
    if (isGuard && isLowered(parent)) found = parent;
  }
  return found;
}

/** Whether leaving a statement disposes of resources. */
function disposes(node: t.Node): boolean {
  if (node.type === "BlockStatement") return node.body.some(isUsing);
  return node.type === "ForStatement" && isUsing(node.init);
}

/** In an async generator `return x` awaits x where it stands (ECMA-262 §14.10.1): inside a try or a loop over an iterator that matters. */
function awaitedReturns({ node, returns }: Fn, parentOf: ReadonlyMap<t.Node, t.Node>): t.ReturnStatement[] {
  if (bodyKind(node) !== "asyncGenerator") return [];
  const isInTry = (at: t.Node): boolean => at !== node && (at.type === "TryStatement" || at.type === "ForOfStatement" || isInTry(parentOf.get(at)!));
  return returns.filter((statement) => statement.argument && isInTry(statement));
}
