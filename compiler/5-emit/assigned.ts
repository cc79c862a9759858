/** Which variables the blocks of a resumable form assign: more than those only costs a write into the frame. */
import { t } from "../babel.ts";
import type { Block } from "../graph.ts";
import type { Code } from "../ir.ts";

export function assignedIn(blocks: readonly Block[]): Set<string> {
  const names = new Set<string>();
  for (const block of blocks) {
    for (const code of block.code) inCode(code, names);
    for (const code of endParts(block)) inCode(code, names);
    if (block.entry?.kind === "handler") names.add(block.entry.param);
    if (block.entry?.kind === "point" && block.entry.into.kind !== "none") names.add(block.entry.into.name);
  }
  return names;
}

/** What a block evaluates at its end. */
export function endParts({ end }: Block): Code[] {
  const read = (expression: t.Expression): Code => ({ kind: "return", value: expression, node: null });
  switch (end.kind) {
    case "branch":
      return [read(end.test)];
    case "switch":
      return [end.discriminant, ...end.cases.flatMap(({ test }) => (test === null ? [] : [test]))].map(read);
    case "suspend":
    case "tail":
      return [end.call];
    default:
      return [];
  }
}

function inList(list: readonly Code[], names: Set<string>): void {
  for (const code of list) inCode(code, names);
}

function inCode(code: Code, names: Set<string>): void {
  switch (code.kind) {
    case "plain":
      return inNode(code.statement, names);
    case "call":
      if (code.into.kind !== "none") names.add(code.into.name);
      inNode(code.callee.expression, names);
      for (const arg of code.args) inNode(arg, names);
      return;
    case "yield":
      if (code.into.kind !== "none") names.add(code.into.name);
      return inNode(code.value, names);
    case "if":
      inNode(code.test, names);
      inList(code.then, names);
      return inList(code.else, names);
    case "loop":
      for (const part of [code.init, code.test, code.update]) inNode(part, names);
      return inList(code.body, names);
    case "labeled":
    case "block":
      return inList(code.body, names);
    case "switch":
      inNode(code.discriminant, names);
      for (const { test, body } of code.cases) {
        inNode(test, names);
        inList(body, names);
      }
      return;
    case "try":
      inList(code.body, names);
      return inList(code.handler, names);
    case "return":
    case "throw":
      return inNode(code.value, names);
    case "jump":
      return;
  }
}

function inNode(node: t.Node | null | undefined, names: Set<string>): void {
  if (!node) return;
  switch (node.type) {
    case "Identifier":
    case "StringLiteral":
    case "NumericLiteral":
    case "ThisExpression":
      return;
    case "MemberExpression":
      inNode(node.object, names);
      if (node.computed) inNode(node.property, names);
      return;
    case "AssignmentExpression":
    case "ForInStatement":
    case "ForOfStatement":
      addNames(node.left, names);
      break;
    case "UpdateExpression":
      addNames(node.argument, names);
      break;
    case "VariableDeclarator":
      addNames(node.id, names);
      break;
    case "ClassDeclaration":
      if (node.id) names.add(node.id.name);
  }
  for (const key of t.VISITOR_KEYS[node.type] ?? []) {
    const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null | undefined>)[key];
    if (Array.isArray(child)) for (const item of child) inNode(item, names);
    else inNode(child, names);
  }
}

/** All names in a target: its keys and default values, too. */
function addNames(target: t.Node, names: Set<string>): void {
  if (target.type === "Identifier") return void names.add(target.name);
  t.traverseFast(target, (node) => {
    if (node.type === "Identifier") names.add(node.name);
  });
}
