/**
 * Marks: who may be suspended. `"use greenlet"` / `"use plain"` at the top of a file or a function body, `/** @greenlet *\/` on a declaration.
 * The innermost mark wins; nested functions are included.
 */
import { t } from "../babel.ts";

export interface Mark {
  readonly capable: boolean;
  /** For --explain: `"use greenlet" at line 3`. */
  readonly reason: string;
}

/** The mark of a directive prologue; `conflict` when both are there. */
export function markOfDirectives(directives: readonly t.Directive[]): Mark | "conflict" | null {
  const greenlet = directives.find((directive) => directive.value.value === "use greenlet");
  const plain = directives.find((directive) => directive.value.value === "use plain");
  if (greenlet && plain) return "conflict";
  const found = greenlet ?? plain;
  return found === undefined ? null : { capable: greenlet !== undefined, reason: `"${found.value.value}" at line ${found.loc?.start.line ?? 1}` };
}

/** The mark of a function: its directives, else a JSDoc tag in front of the statement, member or property that declares it. */
export function markOfFunction(node: t.Function, parentOf: ReadonlyMap<t.Node, t.Node>): Mark | "conflict" | null {
  const { body } = node;
  const mark = body?.type === "BlockStatement" ? markOfDirectives(body.directives) : null;
  if (mark !== null) return mark;
  for (let at: t.Node | undefined = node; at !== undefined; at = declarationAround(at, parentOf)) {
    const comment = at.leadingComments?.find((item) => item.type === "CommentBlock" && /^\*[\s\S]*@greenlet\b/.test(item.value));
    if (comment) return { capable: true, reason: `@greenlet at line ${comment.loc?.start.line ?? 1}` };
  }
  return null;
}

/** function → declarator → declaration → export; anything else ends the search. */
function declarationAround(node: t.Node, parentOf: ReadonlyMap<t.Node, t.Node>): t.Node | undefined {
  const parent = parentOf.get(node);
  switch (parent?.type) {
    case "VariableDeclarator":
      return parent.init === node ? parent : undefined;
    case "VariableDeclaration":
    case "ExportNamedDeclaration":
    case "ExportDefaultDeclaration":
    case "ObjectProperty":
    case "ClassProperty":
      return parent;
    case "AssignmentExpression":
      return parent.right === node ? parent : undefined;
    case "ExpressionStatement":
      return parent;
    default:
      return undefined;
  }
}
