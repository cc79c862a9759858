/**
 * Operators that may convert an operand by a method which may be suspended, of this file or one that the types know of: `valueOf`, `toString` or `[Symbol.toPrimitive]`; `instanceof` by one that is called
 * `[Symbol.hasInstance]`. Where there is none, operators stay the engine's: a conversion that switches is pinned there, and works last-in-first-out.
 */
import { bare, t } from "../babel.ts";
import type { KnownFacts } from "../options.ts";
import type { Fn, Operator, Resolution } from "../resolution.ts";
import type { Conversion, Conversions, Decision } from "../selection.ts";
import { keyOf, mayBeStatement } from "./accesses.ts";
import { Primitives } from "./primitives.ts";
import { isStandardConstructor } from "./standard.ts";

const CONVERTING = new Set(["valueOf", "toString", "@@toPrimitive"]);
const TESTING = new Set(["@@hasInstance"]);

/** Operators of the file's capable functions that convert, by function. */
export function conversions(decisions: ReadonlyMap<Fn, Decision>, resolution: Resolution, facts: KnownFacts): Conversions {
  const found: Conversions = new Map();
  const converting = methods(decisions.values(), resolution, CONVERTING);
  const testing = methods(decisions.values(), resolution, TESTING);
  if (converting.length + testing.length + facts.conversions.size === 0) return found;
  const primitives = new Primitives(resolution);
  for (const { fn, status } of decisions.values()) {
    if (status === "plain") continue;
    const own = new Map<t.Node, Conversion>();
    for (const node of fn.operators) {
      const isTest = node.type === "BinaryExpression" && node.operator === "instanceof";
      const candidates = isTest ? testing : converting;
      const isElsewhere = facts.conversions.has(node.end!);
      const operands = candidates.length === 0 && !isElsewhere ? [] : converted(node, primitives, resolution);
      const reason = `${candidates.length > 0 ? "the file" : "another file"} has a method ${isTest ? "[Symbol.hasInstance]" : "that converts"}`;
      if (operands.includes(true) && mayBeStatement(node, fn, resolution)) own.set(node, { node, operands, candidates, isElsewhere, reason });
    }
    if (own.size > 0) found.set(fn, own);
  }
  return found;
}

/** Methods of classes and object literals with such a key, and functions that are the values of such properties. */
function methods(decisions: Iterable<Decision>, { parentOf }: Resolution, keys: ReadonlySet<string>): Fn[] {
  const found: Fn[] = [];
  for (const { fn, status } of decisions) {
    if (status === "plain") continue;
    const member = memberOf(fn.node, parentOf);
    const key = member === null ? null : keyOf(member.key, member.computed === true);
    if (key !== null && keys.has(key)) found.push(fn);
  }
  return found;
}

type Member = t.ObjectMethod | t.ClassMethod | t.ObjectProperty | t.ClassProperty;

export function memberOf(node: t.Node, parentOf: ReadonlyMap<t.Node, t.Node>): Member | null {
  if (node.type === "ObjectMethod" || node.type === "ClassMethod") return node.kind === "method" ? node : null;
  const parent = parentOf.get(node);
  return (parent?.type === "ObjectProperty" || parent?.type === "ClassProperty") && parent.value === node ? parent : null;
}

const isNothing = (node: t.Expression): boolean => node.type === "NullLiteral" || (node.type === "Identifier" && node.name === "undefined");

/** Which operands may be objects that the operator converts. Of a template only those that are surely none are left out, since a symbol fails there before the next is evaluated. */
export function converted(node: Operator, primitives: Primitives, { bindingOf }: Resolution): boolean[] {
  const mayConvert = (operand: t.Node): boolean => !primitives.isLikely(operand);
  switch (node.type) {
    case "TemplateLiteral":
      return node.expressions.map((item) => !primitives.isSure(item));
    case "UnaryExpression":
      return [mayConvert(node.argument)];
    case "UpdateExpression":
      return isConstant(node.argument, bindingOf) ? [] : [mayConvert(node.argument)];
    case "AssignmentExpression":
      return isConstant(node.left, bindingOf) ? [] : [mayConvert(node.left), mayConvert(node.right)];
    case "BinaryExpression": {
      const right = bare(node.right);
      if (node.operator === "instanceof") return [!(right.type === "Identifier" && isStandardConstructor(right.name) && !bindingOf.has(right))];
      if ((node.operator === "==" || node.operator === "!=") && (isNothing(bare(node.left as t.Expression)) || isNothing(right))) return [];
      return [mayConvert(node.left), mayConvert(right)];
    }
  }
}

/** An assignment of a constant fails, whatever is converted. */
function isConstant(target: t.Node, bindingOf: Resolution["bindingOf"]): boolean {
  return bindingOf.get(bare(target as t.Expression))?.kind === "const";
}
