/** The control flow of the resumable form, as `4-analyze/` makes it: blocks, and what is live at suspension points. */
import type { t } from "./babel.ts";
import type { BlockId, CallCode, Code, Destination, Label, PointCode, PointId, SlotIndex } from "./ir.ts";

export type End =
  | { readonly kind: "goto"; readonly to: BlockId }
  /** Falls through when the test holds, else goes to `otherwise`. */
  | { readonly kind: "branch"; readonly test: t.Expression; readonly then: BlockId; readonly otherwise: BlockId }
  | { readonly kind: "switch"; readonly discriminant: t.Expression; readonly cases: readonly { readonly test: t.Expression | null; readonly to: BlockId }[]; readonly otherwise: BlockId }
  | { readonly kind: "suspend"; readonly call: PointCode; readonly next: BlockId }
  | { readonly kind: "tail"; readonly call: CallCode }
  /** return, throw or jump, as the last code of the block. */
  | { readonly kind: "leave" };

export interface Block {
  readonly id: BlockId;
  readonly code: Code[];
  end: End;
  /** The block that an error inside this one goes to. */
  readonly handler: BlockId | null;
  /** Entered with a value: after a suspension point, or as a handler. */
  readonly entry: { readonly kind: "point"; readonly point: PointId; readonly into: Destination; readonly form: CallCode["form"] } | { readonly kind: "handler"; readonly param: string } | null;
}

export interface BlockGraph {
  /** In the order they are emitted. */
  readonly blocks: readonly Block[];
  readonly get: (id: BlockId) => Block;
  /** Where jumps to the labels of cut statements go. */
  readonly labels: ReadonlyMap<Label, { readonly break: BlockId; readonly continue: BlockId | null }>;
}

export interface Liveness {
  /** Blocks that can be reached after a suspension: those that the resumable form has. */
  readonly reachable: ReadonlySet<BlockId>;
  /** By point: the variables to keep, in slot order. */
  readonly spills: ReadonlyMap<PointId, readonly string[]>;
  readonly slots: ReadonlyMap<string, SlotIndex>;
  /** How many slots the frame needs. */
  readonly size: number;
}

/** The labels that structured code jumps to. */
export function jumpsOf(code: Code, into: Extract<Code, { kind: "jump" }>[] = []): Extract<Code, { kind: "jump" }>[] {
  const all = (list: readonly Code[]): void => list.forEach((item) => jumpsOf(item, into));
  switch (code.kind) {
    case "jump":
      into.push(code);
      break;
    case "if":
      all(code.then);
      all(code.else);
      break;
    case "switch":
      code.cases.forEach(({ body }) => all(body));
      break;
    case "try":
      all(code.body);
      all(code.handler);
      break;
    case "loop":
    case "labeled":
    case "block":
      all(code.body);
      break;
  }
  return into;
}

/** Blocks that control may go to from here, errors apart. */
export function successors(block: Block, graph: BlockGraph): BlockId[] {
  return [...jumpTargets(block, graph), ...targets(block.end)];
}

/** Blocks that jumps in a block's code go to. */
export function jumpTargets({ code: list }: Block, { labels }: BlockGraph): BlockId[] {
  const found: BlockId[] = [];
  for (const code of list) {
    if (code.kind === "plain") continue;
    for (const { to, label } of jumpsOf(code)) {
      const target = labels.get(label);
      if (target !== undefined) found.push(to === "break" ? target.break : target.continue!);
    }
  }
  return found;
}

/** Blocks that the end of a block goes to. */
export function targets(end: End): BlockId[] {
  switch (end.kind) {
    case "goto":
      return [end.to];
    case "branch":
      return [end.then, end.otherwise];
    case "switch":
      return [...end.cases.map(({ to }) => to), end.otherwise];
    case "suspend":
      return [end.next];
    case "tail":
    case "leave":
      return [];
  }
}
