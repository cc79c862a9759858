/**
 * The compiled text's tree gets the positions of the user's text.
 *
 *     compiled text ── parse ──► nodes at places of the compiled text ── restorePositions ──► nodes at places of the user's
 *
 * So whatever a pipeline makes of positions (source maps, code frames, coverage) is right, also where the map is not made by @babel/core, as in Metro. `start` and `end`, with which
 * plugins take a node's text, stay those of the compiled text. Nodes that nobody wrote have no position, as those that plugins make.
 */
import { TraceMap, originalPositionFor } from "@jridgewell/trace-mapping";
import type { SourceMap } from "../compiler/index.ts";

interface Position {
  line: number;
  column: number;
}

interface Located {
  loc?: { start: Position; end: Position } | null;
  [key: string]: unknown;
}

/** Changes the tree, comments and tokens included. */
export function restorePositions(tree: object, map: SourceMap): void {
  const trace = new TraceMap({ ...map, sources: ["source"], sourcesContent: [] });
  const seen = new Set<object>([tree]);
  // A list, not recursion: trees may be deeper than the stack.
  const waiting: object[] = [tree];
  for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
    const node = item as Located;
    if (node.loc) node.loc = restored(node.loc, trace);
    for (const [key, value] of Object.entries(node)) {
      if (typeof value !== "object" || value === null || key === "loc" || seen.has(value)) continue;
      seen.add(value);
      waiting.push(value);
    }
  }
}

/** Positions are shared between nodes: new ones, never changed ones. */
function restored(loc: NonNullable<Located["loc"]>, trace: TraceMap): Located["loc"] {
  const start = original(loc.start, trace);
  if (start === null) return null;
  const end = originalEnd(loc.end, trace);
  const isBackwards = end === null || end.line < start.line || (end.line === start.line && end.column < start.column);
  return { ...loc, start, end: isBackwards ? { line: start.line, column: start.column + 1 } : end };
}

function original({ line, column }: Position, trace: TraceMap): Position | null {
  const found = originalPositionFor(trace, { line, column });
  return found.line === null ? null : { line: found.line, column: found.column };
}

/** The place behind the last character. */
function originalEnd({ line, column }: Position, trace: TraceMap): Position | null {
  if (column === 0) return original({ line, column }, trace);
  const last = original({ line, column: column - 1 }, trace);
  return last === null ? null : { line: last.line, column: last.column + 1 };
}
