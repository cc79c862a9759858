/**
 * Liveness: what a frame has to hold at each suspension point. Only what the resumable form reads after it, and what the handler around the point
 * reads, is kept; nothing else is held back from the collector.
 *
 * Laws: a spill is a read of all that its resume block reads; an error may leave a block at any place, so what its handler reads is live all through
 * it; a write through a box reads the box; a conditional write ends nothing.
 */
import { asSlot, type BlockId, type PointId, type SlotIndex } from "../ir.ts";
import { type Block, type BlockGraph, type Liveness, successors, targets } from "../graph.ts";
import { liveBefore } from "./structured-liveness.ts";
import { addPointReads, addReads, type UseContext } from "../uses.ts";

export function liveness(graph: BlockGraph, reachable: ReadonlySet<BlockId>, context: UseContext): Liveness {
  const liveIn = solve(graph, reachable, context);
  const spills = new Map<PointId, string[]>();
  for (const block of graph.blocks) {
    if (block.end.kind !== "suspend") continue;
    spills.set(block.end.call.point, [...liveAfterCall(block, liveIn)]);
  }
  const slots = color(spills);
  for (const variables of spills.values()) variables.sort((a, b) => slots.get(a)! - slots.get(b)!);
  return { reachable, spills, slots, size: 1 + Math.max(-1, ...slots.values()) };
}

/** Blocks that control can come to after some suspension; of a driven body all, since the resumable form is its only one. */
export function reach(graph: BlockGraph, isDriven: boolean): Set<BlockId> {
  const found = new Set<BlockId>();
  const work: BlockId[] = isDriven ? [graph.blocks[0]!.id] : [];
  for (const { end, handler } of graph.blocks) {
    if (end.kind !== "suspend") continue;
    work.push(end.next);
    if (handler !== null) work.push(handler);
  }
  while (work.length > 0) {
    const id = work.pop()!;
    if (found.has(id)) continue;
    found.add(id);
    const block = graph.get(id);
    work.push(...successors(block, graph));
    if (block.handler !== null) work.push(block.handler);
  }
  return found;
}

type LiveIn = Map<BlockId, Set<string>>;

/** From the last block to the first; where the code goes back, once more those that come from what has changed. */
function solve(graph: BlockGraph, reachable: ReadonlySet<BlockId>, context: UseContext): LiveIn {
  const liveIn: LiveIn = new Map();
  const order = graph.blocks.filter(({ id }) => reachable.has(id)).reverse();
  const before = predecessors(order, graph);
  const stale = new Set(order.map(({ id }) => id));
  while (stale.size > 0) {
    for (const block of order) {
      if (!stale.delete(block.id)) continue;
      const live = transfer(block, graph, liveIn, context);
      if (live.size === liveIn.get(block.id)?.size) continue; // sets only grow
      liveIn.set(block.id, live);
      for (const from of before.get(block.id) ?? []) stale.add(from);
    }
  }
  return liveIn;
}

/** Blocks whose live variables depend on a block's: those that go to it, and those whose errors do. */
function predecessors(blocks: readonly Block[], graph: BlockGraph): Map<BlockId, BlockId[]> {
  const before = new Map<BlockId, BlockId[]>();
  const add = (to: BlockId, from: BlockId): void => {
    const list = before.get(to);
    if (list === undefined) before.set(to, [from]);
    else list.push(from);
  };
  for (const block of blocks) {
    for (const to of successors(block, graph)) add(to, block.id);
    if (block.handler !== null) add(block.handler, block.id);
  }
  return before;
}

/** What is live at a block's start. */
function transfer(block: Block, graph: BlockGraph, liveIn: LiveIn, context: UseContext): Set<string> {
  const { end, entry } = block;
  const onError = liveInHandler(block, liveIn);
  const after = end.kind === "suspend" ? liveAfterCall(block, liveIn) : new Set<string>();
  if (end.kind !== "suspend") for (const id of targets(end)) for (const name of liveIn.get(id) ?? []) after.add(name);
  if (end.kind === "branch") addReads(end.test, context, after);
  if (end.kind === "switch") for (const part of [end.discriminant, ...end.cases.map(({ test }) => test)]) addReads(part, context, after);
  if (end.kind === "suspend" && end.call.kind === "call" && end.call.form !== "call" && end.call.into.kind !== "none") after.delete(end.call.into.name); // the call itself puts the object there
  if (end.kind === "suspend" || end.kind === "tail") addPointReads(end.call, context, after);
  for (const name of onError) after.add(name);
  const live = liveBefore(block.code, after, {
    uses: context,
    onError,
    target: (to, label) => {
      const target = graph.labels.get(label)!;
      return liveIn.get(to === "break" ? target.break : target.continue!) ?? new Set();
    },
  });
  if (entry?.kind === "point" && entry.into.kind !== "none") {
    if (entry.form === "call") live.delete(entry.into.name);
    else live.add(entry.into.name); // the object under construction waits there
  }
  if (entry?.kind === "handler") live.delete(entry.param);
  for (const name of onError) live.add(name);
  return live;
}

function liveInHandler(block: Block, liveIn: LiveIn): ReadonlySet<string> {
  return (block.handler === null ? undefined : liveIn.get(block.handler)) ?? new Set();
}

/** What must survive the call at the end of a block: what its resume block reads, and what the handler around the call reads. */
function liveAfterCall(block: Block, liveIn: LiveIn): Set<string> {
  const live = new Set<string>(block.end.kind === "suspend" ? liveIn.get(block.end.next) : []);
  for (const name of liveInHandler(block, liveIn)) live.add(name);
  return live;
}

/** Variables that are never kept together share a slot. */
function color(spills: ReadonlyMap<PointId, readonly string[]>): Map<string, SlotIndex> {
  // By variable, the slots taken at each point where it is kept: comparing the variables themselves would be cubic in generated code.
  const takenAt = new Map<string, Set<SlotIndex>[]>();
  for (const variables of spills.values()) {
    const taken = new Set<SlotIndex>();
    for (const name of variables) {
      const sets = takenAt.get(name);
      if (sets === undefined) takenAt.set(name, [taken]);
      else sets.push(taken);
    }
  }
  const slots = new Map<string, SlotIndex>();
  for (const [name, sets] of takenAt) {
    let index = 0;
    while (sets.some((taken) => taken.has(asSlot(index)))) index++;
    slots.set(name, asSlot(index));
    for (const taken of sets) taken.add(asSlot(index));
  }
  return slots;
}
