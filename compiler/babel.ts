/** The one door to Babel: its default exports differ between module systems, and the rest of the compiler should not know. */
import * as generatorModule from "@babel/generator";
import * as t from "./ast.ts";

export { parse } from "@babel/parser";
export { t };

type Generate = typeof import("@babel/generator").generate;
export const generate: Generate = generatorModule.generate;

/** The children of a node, in source order of evaluation as far as Babel's visitor keys tell. */
export function children(node: t.Node): t.Node[] {
  const found: t.Node[] = [];
  for (const key of t.VISITOR_KEYS[node.type] ?? []) {
    const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null | undefined>)[key];
    if (Array.isArray(child)) {
      for (const item of child) if (item) found.push(item);
    } else if (child) found.push(child);
  }
  return found;
}

/** Types and other nodes that have no meaning at run time. */
export function isTypeOnly(node: t.Node): boolean {
  switch (node.type) {
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "TSInstantiationExpression":
    case "TSParameterProperty":
    case "TSEnumDeclaration":
    case "TSEnumBody":
    case "TSEnumMember":
    case "TSModuleDeclaration":
    case "TSModuleBlock":
    case "TSExportAssignment":
    case "TSImportEqualsDeclaration":
    case "VariableDeclaration":
    case "FunctionDeclaration":
    case "ClassDeclaration":
    case "ClassProperty":
    case "ClassPrivateProperty":
    case "ClassAccessorProperty":
      return "declare" in node && node.declare === true;
    default:
      return node.type.startsWith("TS");
  }
}

/** An expression without the TypeScript around it: `(a as T)!` → `a`. */
export function bare(node: t.Expression): t.Expression {
  switch (node.type) {
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "TSInstantiationExpression":
    case "ParenthesizedExpression":
      return bare(node.expression);
    default:
      return node;
  }
}
