/** State numbers: resume points keep theirs, the other blocks that are jumped to come after them. One numbering for both forms. */
import type { BlockId } from "../ir.ts";
import { type Block, type BlockGraph, jumpsOf, jumpTargets } from "../graph.ts";
import type { Liveness } from "../graph.ts";

export function numberStates(graph: BlockGraph, { reachable }: Liveness, isDriven: boolean): Map<BlockId, number> {
  const blocks = graph.blocks.filter(({ id }) => reachable.has(id));
  const points = graph.blocks.filter(({ end }) => end.kind === "suspend");
  const states = new Map<BlockId, number>();
  if (isDriven) states.set(graph.blocks[0]!.id, 0); // where a driven body begins
  for (const { end } of points) if (end.kind === "suspend") states.set(end.next, end.call.point);
  let next = 1 + Math.max(0, ...states.values());
  const targets = new Set<BlockId>();
  blocks.forEach((block, index) => {
    if (block.handler !== null) targets.add(block.handler);
    for (const target of jumped(block, blocks[index + 1]?.id, graph)) targets.add(target);
  });
  for (const { id } of blocks) if (targets.has(id) && !states.has(id)) states.set(id, next++);
  return states;
}

/** Successors that are not reached by falling through. */
function jumped(block: Block, following: BlockId | undefined, graph: BlockGraph): BlockId[] {
  const { end } = block;
  const inCode = jumpTargets(block, graph);
  const last = block.code.at(-1);
  const endsInJump = end.kind === "leave" && last?.kind === "jump";
  const isFall = endsInJump && graph.labels.has(last.label) && inCode.at(-1) === following && jumpsOf(last).length === 1;
  const fromCode = isFall ? inCode.slice(0, -1) : inCode;
  switch (end.kind) {
    case "goto":
      return end.to === following ? fromCode : [...fromCode, end.to];
    case "branch":
      return [...fromCode, ...(end.otherwise === following ? [end.then] : [end.otherwise, ...(end.then === following ? [] : [end.then])])];
    case "switch":
      return [...fromCode, ...end.cases.map(({ to }) => to), end.otherwise];
    case "suspend":
    case "tail":
    case "leave":
      return fromCode;
  }
}

/** In place of a handler: the error is given to the resume point itself. */
const HERE = -1;

/** By resume point: the state of the handler around it, 0 for none; null when no point has one. */
export function handlerTable(graph: BlockGraph, states: ReadonlyMap<BlockId, number>, isAsync: boolean): number[] | null {
  const table: number[] = [0];
  for (const { end, handler } of graph.blocks) {
    if (end.kind !== "suspend") continue;
    const { call } = end;
    table[call.point] = call.kind === "yield" && call.how === "delegate" && !isAsync ? HERE : handler === null ? 0 : states.get(handler)!;
  }
  for (let point = 0; point < table.length; point++) table[point] ??= 0;
  return table.some((state) => state !== 0) ? table : null;
}
