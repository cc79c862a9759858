/**
 * The invariants between the phases (GTSC_VERIFY=1, and in tests). A broken one is a mistake of the compiler: it throws, and names what would
 * have gone wrong.
 */
import type { t } from "./babel.ts";
import { CompileError, type Diagnostic } from "./diagnostics.ts";
import { type BlockGraph, type Liveness, successors } from "./graph.ts";
import type { Code, Label, Lowered } from "./ir.ts";

function fail(message: string): never {
  throw new CompileError(`Invariant: ${message}`);
}

/** After phase 3: points are numbered once each, jumps go to statements around them. */
export function verifyLowered({ body, points, fn }: Lowered): void {
  points.forEach(({ id, call }, index) => {
    if (id !== index + 1 || call.point !== id) fail(`${fn.name}: resume point ${id} is not where its number says; a resume would enter the wrong place`);
  });
  const seen = new Set<number>();
  const visit = (list: readonly Code[], labels: ReadonlySet<Label>): void => {
    for (const code of list) visitOne(code, labels);
  };
  const visitOne = (code: Code, labels: ReadonlySet<Label>): void => {
    switch (code.kind) {
      case "call":
      case "yield":
        if (seen.has(code.point)) fail(`${fn.name}: resume point ${code.point} stands twice`);
        seen.add(code.point);
        return;
      case "jump":
        if (!labels.has(code.label)) fail(`${fn.name}: a jump to ${code.label}, which is not around it`);
        return;
      case "if":
        visit(code.then, labels);
        return visit(code.else, labels);
      case "loop":
      case "labeled":
        return visit(code.body, new Set([...labels, code.label]));
      case "switch":
        return code.cases.forEach(({ body: inner }) => visit(inner, new Set([...labels, code.label])));
      case "try":
        visit(code.body, labels);
        return visit(code.handler, labels);
      case "block":
        return visit(code.body, labels);
    }
  };
  visit(body, new Set());
}

/** After the blocks are cut: every way leads to a block, a call that may suspend is the last thing its block does. */
export function verifyGraph(graph: BlockGraph): void {
  for (const block of graph.blocks) {
    for (const id of [...successors(block, graph), ...(block.handler === null ? [] : [block.handler])]) {
      if (graph.get(id) === undefined) fail(`block ${block.id} goes to block ${id}, which does not exist`);
    }
    if (block.code.some(({ kind }) => kind === "call" || kind === "yield")) fail(`block ${block.id} goes on after a call that may suspend`);
  }
}

/** After liveness: a frame holds locals only, each in a slot, no two in one at the same point. */
export function verifyLiveness({ fn, locals }: Lowered, { spills, slots, size }: Liveness): void {
  for (const [point, names] of spills) {
    const taken = new Set<number>();
    for (const name of names) {
      const slot = slots.get(name);
      if (!locals.has(name)) fail(`${fn.name}: '${name}' is kept at resume point ${point} but is no local; two forms would have two of it`);
      if (slot === undefined || slot >= size || taken.has(slot)) fail(`${fn.name}: '${name}' has no slot of its own at resume point ${point}; a value would be lost`);
      taken.add(slot);
    }
  }
}

/** At the end: the output parses. */
export function verifyOutput(result: t.File | Diagnostic): void {
  if ("code" in result) fail(`the output does not parse: ${result.message} (${result.line}:${result.column})`);
}
