/**
 * Blocks: the resumable form's control flow. Only statements with a resume point inside are cut; the rest stays structured code within a block.
 * A call that may suspend is the last thing its block does; the block after it is entered with the call's value.
 */
import type { t } from "../babel.ts";
import type { Block, BlockGraph, End } from "../graph.ts";
import { asBlock, assertNever, type BlockId, type CallCode, type Code, hasPoint, type Label, type PointCode } from "../ir.ts";
import * as n from "../nodes.ts";

export function buildBlocks(body: readonly Code[]): BlockGraph {
  return new Builder(body).graph();
}

class Builder {
  readonly #all = new Map<BlockId, Block>();
  readonly #order: Block[] = [];
  readonly #labels = new Map<Label, { break: BlockId; continue: BlockId | null }>();
  readonly #points = new Map<Code, boolean>();
  #current: Block | null = null;
  #handler: BlockId | null = null;
  #nextId = 0;

  constructor(body: readonly Code[]) {
    this.#place(this.#reserve());
    this.#list(body);
    // Invariant: lowering ends every function with a return, so that no block falls off the end.
    if (this.#current !== null) this.#leave();
  }

  graph(): BlockGraph {
    return { blocks: this.#order, get: (id) => this.#all.get(id)!, labels: this.#labels };
  }

  #reserve(): BlockId {
    return asBlock(this.#nextId++);
  }

  /** The block starts here; what stood before falls into it. */
  #place(id: BlockId, entry: Block["entry"] = null): void {
    this.#goto(id);
    const block: Block = { id, code: [], end: { kind: "leave" }, handler: this.#handler, entry };
    this.#all.set(id, block);
    this.#order.push(block);
    this.#current = block;
  }

  #goto(to: BlockId): void {
    if (this.#current !== null) this.#end({ kind: "goto", to });
  }

  #end(end: End): void {
    this.#current!.end = end;
    this.#current = null;
  }

  #leave(): void {
    this.#end({ kind: "leave" });
  }

  #list(list: readonly Code[]): void {
    for (const code of list) {
      if (this.#current === null) return; // never reached
      this.#code(code);
    }
  }

  #code(code: Code): void {
    if (!hasPoint(code, this.#points)) {
      this.#current!.code.push(code);
      if (code.kind === "jump" || code.kind === "return" || code.kind === "throw") this.#leave();
      return;
    }
    switch (code.kind) {
      case "call":
        return this.#call(code);
      case "yield":
        return this.#point(code);
      case "if":
        return this.#if(code);
      case "loop":
        return this.#loop(code);
      case "labeled": {
        const after = this.#reserve();
        this.#labels.set(code.label, { break: after, continue: null });
        this.#list(code.body);
        return this.#place(after);
      }
      case "switch":
        return this.#switch(code);
      case "try":
        return this.#try(code);
      case "block":
        return this.#list(code.body);
      case "plain":
      case "jump":
      case "return":
      case "throw":
        throw new Error("Invariant: no suspension point inside");
      default:
        return assertNever(code);
    }
  }

  #call(code: CallCode): void {
    if (code.isTail) return this.#end({ kind: "tail", call: code });
    this.#point(code);
  }

  #point(code: PointCode): void {
    const next = this.#reserve();
    this.#end({ kind: "suspend", call: code, next });
    this.#place(next, { kind: "point", point: code.point, into: code.into, form: code.kind === "call" ? code.form : "call" });
  }

  #if(code: Extract<Code, { kind: "if" }>): void {
    const then = this.#reserve();
    const after = this.#reserve();
    const otherwise = code.else.length > 0 ? this.#reserve() : after;
    this.#end({ kind: "branch", test: code.test, then, otherwise });
    this.#place(then);
    this.#list(code.then);
    if (code.else.length > 0) {
      this.#goto(after);
      this.#place(otherwise);
      this.#list(code.else);
    }
    this.#place(after);
  }

  #loop(code: Extract<Code, { kind: "loop" }>): void {
    const head = this.#reserve();
    const next = code.update !== null || code.isPost ? this.#reserve() : head;
    const after = this.#reserve();
    this.#labels.set(code.label, { break: after, continue: next });
    if (code.init !== null) this.#current!.code.push({ kind: "plain", statement: code.init.type === "VariableDeclaration" ? code.init : n.run(code.init) });
    this.#place(head);
    if (code.test !== null && !code.isPost) this.#branch(code.test, after);
    this.#list(code.body);
    if (next !== head) {
      this.#place(next);
      if (code.update !== null) this.#current!.code.push({ kind: "plain", statement: n.run(code.update) });
      if (code.isPost && code.test !== null) this.#branch(code.test, after);
    }
    this.#goto(head);
    this.#place(after);
  }

  #branch(test: t.Expression, otherwise: BlockId): void {
    const then = this.#reserve();
    this.#end({ kind: "branch", test, then, otherwise });
    this.#place(then);
  }

  #switch(code: Extract<Code, { kind: "switch" }>): void {
    const after = this.#reserve();
    this.#labels.set(code.label, { break: after, continue: null });
    const bodies = code.cases.map(() => this.#reserve());
    const defaultIndex = code.cases.findIndex(({ test }) => test === null);
    this.#end({ kind: "switch", discriminant: code.discriminant, cases: code.cases.map(({ test }, index) => ({ test, to: bodies[index]! })), otherwise: defaultIndex < 0 ? after : bodies[defaultIndex]! });
    code.cases.forEach(({ body }, index) => {
      this.#place(bodies[index]!);
      this.#list(body);
    });
    this.#place(after);
  }

  #try(code: Extract<Code, { kind: "try" }>): void {
    const handler = this.#reserve();
    const after = this.#reserve();
    const outer = this.#handler;
    this.#handler = handler;
    this.#place(this.#reserve());
    this.#list(code.body);
    this.#goto(after);
    this.#handler = outer;
    this.#place(handler, { kind: "handler", param: code.param });
    this.#list(code.handler);
    this.#place(after);
  }
}
