/** What the printer leaves to Babel: types, JSX, decorators, and what is rare. Printed in a place of the same kind and depth, and cut out of it. */
import { generate, t } from "../babel.ts";
import type { Printer } from "./printer.ts";

export function foreign(printer: Printer, node: t.Node, parent: t.Node | null): void {
  const depth = printer.indentation / 2;
  const { wrapped, prefix } = inPlace(node, parent);
  let whole = wrapped;
  for (let level = 0; level < depth; level++) whole = t.blockStatement([whole]);
  const { code, decodedMap } = generate(whole, { sourceMaps: true, sourceFileName: printer.filename, jsescOption: { minimal: true } });
  const lines = code.split("\n");
  const last = lines.length - depth;
  const indent = depth * 2 + prefix.length;
  lines.slice(depth, last).forEach((line, index, all) => {
    const start = index === 0 ? indent : 0;
    const end = index === all.length - 1 && !t.isStatement(node) && line.endsWith(";") ? line.length - 1 : line.length;
    const segments = (decodedMap?.mappings[depth + index] ?? []) as unknown as [column: number, source?: number, line?: number, sourceColumn?: number][];
    printer.foreignLine(line.slice(start, end), segments.filter(([column, , sourceLine]) => sourceLine !== undefined && column >= start && column < end).map(([column, , sourceLine, sourceColumn]) => [column - start, sourceLine!, sourceColumn!]), index === 0);
  });
}

/** Babel knows no statements of ours; JSX text is what it prints as it stands. */
function withoutWritten<T extends t.Node>(node: T): T {
  if (node.type === ("Written" as string)) return t.jsxText((node as unknown as t.Written).text) as t.Node as T;
  const copy = { ...node } as unknown as Record<string, unknown>;
  for (const key of t.VISITOR_KEYS[node.type] ?? []) {
    const child = copy[key] as t.Node | (t.Node | null)[] | null | undefined;
    if (child) copy[key] = Array.isArray(child) ? child.map((item) => item && withoutWritten(item)) : withoutWritten(child);
  }
  return copy as unknown as T;
}

/** A statement with the node in it, and what stands before the node there. */
function inPlace(node: t.Node, parent: t.Node | null): { wrapped: t.Statement; prefix: string } {
  const bare = { ...withoutWritten(node), leadingComments: null, trailingComments: null } as t.Node;
  if (t.isStatement(bare)) return { wrapped: bare, prefix: "" };
  if (t.isExpression(bare)) return { wrapped: t.expressionStatement(t.assignmentExpression("=", t.identifier("x"), bare)), prefix: "x = " };
  if (t.isTSType(bare)) return { wrapped: t.tsTypeAliasDeclaration(t.identifier("x"), null, bare), prefix: "type x = " };
  throw new Error(`Invariant: ${node.type} in ${parent?.type ?? "nothing"} is printed with what is around it`);
}
