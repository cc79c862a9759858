/** Whether a source map is valid: each mapping inside both texts, and calls found where they stand. For files too large for the fixtures' oracle. */
import { parse } from "@babel/parser";
import { decodedMappings, TraceMap } from "@jridgewell/trace-mapping";
import type { SourceMap } from "../../compiler/index.ts";

/** The name at a call: `f` of `f()`, `m` of `o.m()`. */
export interface Callee {
  readonly name: string;
  readonly line: number;
  readonly column: number;
}

interface Node {
  type: string;
  name?: string;
  computed?: boolean;
  callee?: Node;
  property?: Node;
  loc: { start: { line: number; column: number } };
}

const SAMPLE = 2000;

/** The named calls of a text, a sample of them when there are many. */
export function callees(text: string, sourceType: "module" | "commonjs"): Callee[] {
  const found: Callee[] = [];
  const visit = (node: Node): void => {
    if (node.type === "CallExpression") {
      const { callee } = node;
      const token = callee?.type === "MemberExpression" && callee.computed !== true ? callee.property : callee;
      if (token?.type === "Identifier") found.push({ name: token.name!, line: token.loc.start.line - 1, column: token.loc.start.column });
    }
    for (const value of Object.values(node) as unknown[]) {
      for (const child of Array.isArray(value) ? value : [value]) if (typeof (child as Node | null)?.type === "string") visit(child as Node);
    }
  };
  visit(parse(text, { sourceType }).program as unknown as Node);
  const step = Math.max(1, Math.floor(found.length / SAMPLE));
  return found.filter((_, index) => index % step === 0);
}

export function mappingProblem(source: string, code: string, map: SourceMap, calls: readonly Callee[]): string | null {
  const sourceLines = source.split("\n");
  const lines = code.split("\n");
  const wanted = new Map(calls.map((call) => [`${call.line}:${call.column}`, call]));
  let last = -1;
  for (const [index, segments] of decodedMappings(new TraceMap(map as never)).entries()) {
    last = -1;
    for (const [at, [column, , line, sourceColumn]] of (segments as [number, number, number, number][]).entries()) {
      const where = `the mapping at ${index + 1}:${column + 1}`;
      if (index >= lines.length || column > lines[index]!.length) return `${where} is outside the output`;
      if (line >= sourceLines.length || sourceColumn > sourceLines[line]!.length) return `${where} leads outside the source, to ${line + 1}:${sourceColumn + 1}`;
      if (column < last) return `${where} is not in order`;
      last = column;
      const call = wanted.get(`${line}:${sourceColumn}`);
      // What a mapping covers goes on to the next one: `if (isLiteral(`, `$.read(later, `.
      if (call !== undefined && lines[index]!.slice(column, segments[at + 1]?.[0]).includes(call.name)) wanted.delete(`${line}:${sourceColumn}`);
    }
  }
  for (const { name, line, column } of wanted.values()) return `no mapping leads to the call of '${name}' at ${line + 1}:${column + 1}`;
  return null;
}
