/**
 * Expressions with a suspension point inside: everything that JavaScript evaluates before the suspending call is evaluated before it, in order,
 * and kept in temporaries; the call becomes a statement; what is left is an expression over temporaries.
 *
 *     a() + o.p * b()        $1 = a(); $2 = o.p; $3 = b();   $1 + $2 * $3
 *
 * A residual expression must be the very next thing that is evaluated; whoever wants to push other code first holds it in a temporary.
 */
import { bare, t } from "../babel.ts";
import { assign, at, id, isAnonymous, isNullish, named } from "../nodes.ts";
import { assignAccess, isAccess, read, updateAccess } from "./accesses.ts";
import { lowerCall, methodOf, textOf } from "./calls.ts";
import type { Callee } from "../ir.ts";
import type { Lowering } from "./context.ts";
import { convertedOperand, convertedTemplate, instanceOf, operate } from "./conversions.ts";
import { lowerChain, lowerChainDelete } from "./chains.ts";
import { lowerAwait, lowerYield } from "./driven.ts";
import { assignPattern } from "./patterns.ts";
import { isStable } from "./stable.ts";

/** The residual of an expression. */
export function value(l: Lowering, expression: t.Expression): t.Expression {
  const node = bare(expression);
  if (!l.suspends(node)) return node;
  switch (node.type) {
    case "CallExpression":
    case "OptionalCallExpression":
    case "OptionalMemberExpression":
      return callValue(l, node);
    case "AwaitExpression":
      return lowerAwait(l, node);
    case "YieldExpression":
      return lowerYield(l, node);
    case "BinaryExpression": {
      if (node.left.type === "PrivateName") return at(t.binaryExpression("in", node.left, value(l, node.right)), node);
      if (node.operator === "instanceof" && l.conversion(node) !== undefined) return instanceOf(l, node);
      const [left, right] = operands(l, [node.left, node.right]) as [t.Expression, t.Expression];
      return operate(l, node, left, right, [node.right]);
    }
    case "LogicalExpression":
    case "ConditionalExpression": {
      const name = l.temporary();
      into(l, node, name);
      return id(name);
    }
    case "AssignmentExpression":
      return assignment(l, node);
    case "SequenceExpression":
      for (const item of node.expressions.slice(0, -1)) discard(l, item);
      return unnamed(value(l, node.expressions.at(-1)!));
    case "UnaryExpression":
      if (node.operator === "delete") return deletion(l, node);
      return at(t.unaryExpression(node.operator, convertedOperand(l, node)), node);
    case "UpdateExpression": {
      const target = bare(node.argument as t.Expression);
      if (isAccess(l, target) || l.conversion(node) !== undefined) return updateAccess(l, node, target as t.MemberExpression);
      return at(t.updateExpression(node.operator, reference(l, target as t.MemberExpression, []), node.prefix), node);
    }
    case "MemberExpression":
      return read(l, node, reference(l, node, []));
    case "NewExpression": {
      if (l.maySuspend(node)) return callValue(l, node);
      const [callee, ...args] = operands(l, [node.callee as t.Expression, ...(node.arguments as (t.Expression | t.SpreadElement)[])]) as [t.Expression, ...t.Expression[]];
      const isHeld = callee.type === "Identifier" && l.temporaries.has(callee.name);
      return at(t.newExpression(isHeld ? l.runtime("callable", callee, t.stringLiteral(textOf(bare(node.callee as t.Expression))), t.stringLiteral("constructor")) : callee, args), node);
    }
    case "ArrayExpression":
      return at(t.arrayExpression(operands(l, node.elements as (t.Expression | t.SpreadElement | null)[])), node);
    case "ObjectExpression":
      return objectLiteral(l, node);
    case "TemplateLiteral":
      return l.conversion(node) === undefined ? template(l, node) : convertedTemplate(l, node);
    case "ClassExpression":
      lowerClass(l, node);
      return node;
    case "ImportExpression": {
      const [source, options] = operands(l, [node.source, ...(node.options ? [node.options] : [])]) as t.Expression[];
      return at(t.importExpression(source!, options ?? null), node);
    }
    case "JSXElement":
    case "JSXFragment":
      return jsx(l, node);
    default:
      return l.unsupported(`a call inside ${node.type} is not compiled yet`);
  }
}

/** `x = (f(), () => 1)`: the function has no name, and gets none when the call before it is a statement of its own. */
const unnamed = (node: t.Expression): t.Expression => (isAnonymous(node) ? t.sequenceExpression([t.numericLiteral(0), node]) : node);

/** For its effects only. */
export function discard(l: Lowering, expression: t.Expression): void {
  const node = bare(expression);
  if (node.type === "ThisExpression" && typeof node.start !== "number") return; // ours, after a `super(…)`
  if (!l.suspends(node)) return l.run(node);
  switch (node.type) {
    case "CallExpression":
    case "NewExpression":
      if (l.maySuspend(node)) return lowerCall(l, node, { kind: "none" });
      break;
    case "LogicalExpression": {
      const test = node.operator === "??" ? isNullish(held(l, node.left)) : node.operator === "&&" ? value(l, node.left) : t.unaryExpression("!", value(l, node.left));
      return l.push({ kind: "if", test, then: l.nested(() => discard(l, node.right)), else: [], node });
    }
    case "ConditionalExpression": {
      const test = value(l, node.test);
      return l.push({ kind: "if", test, then: l.nested(() => discard(l, node.consequent)), else: l.nested(() => discard(l, node.alternate)), node });
    }
    case "SequenceExpression":
      return node.expressions.forEach((item) => discard(l, item));
    case "AwaitExpression":
      return l.give("await", value(l, node.argument), { kind: "none" }, node);
    case "YieldExpression":
      return void lowerYield(l, node);
  }
  const residual = value(l, node);
  if (node.type === "AssignmentExpression" && isAccess(l, bare(node.left as t.Expression))) return; // all done
  if (!(residual.type === "Identifier" && l.temporaries.has(residual.name))) l.run(residual);
}

/** Evaluates into a variable. */
export function into(l: Lowering, expression: t.Expression, name: string): void {
  const node = bare(expression);
  if (l.suspends(node)) {
    switch (node.type) {
      case "CallExpression":
      case "NewExpression":
        if (l.maySuspend(node) && !isSuperCall(node)) return lowerCall(l, node, { kind: "variable", name });
        break;
      case "AwaitExpression":
        return l.give("await", value(l, node.argument), { kind: "variable", name }, node);
      case "LogicalExpression":
        into(l, node.left, name);
        return l.push({ kind: "if", test: shortCircuitTest(node.operator, name), then: l.nested(() => into(l, node.right, name)), else: [], node });
      case "ConditionalExpression": {
        const test = value(l, node.test);
        return l.push({ kind: "if", test, then: l.nested(() => into(l, node.consequent, name)), else: l.nested(() => into(l, node.alternate, name)), node });
      }
    }
  }
  l.assign(name, value(l, node));
}

/** Evaluates into a temporary, whatever it is; its name. */
export function held(l: Lowering, expression: t.Expression): string {
  const residual = value(l, expression);
  return residual.type === "Identifier" && l.temporaries.has(residual.name) ? residual.name : l.hold(residual).name;
}

/** Whether the right operand is evaluated, after the left one is in `name`. */
export function shortCircuitTest(operator: t.LogicalExpression["operator"], name: string): t.Expression {
  switch (operator) {
    case "&&":
      return id(name);
    case "||":
      return t.unaryExpression("!", id(name));
    case "??":
      return isNullish(name);
  }
}

type Operand = t.Expression | t.SpreadElement | null;

/** Evaluates operands in order; those before the last suspending one are held, those after it are residual. */
export function operands(l: Lowering, list: readonly Operand[]): (t.Expression | t.SpreadElement)[] {
  let last = list.length - 1;
  while (last >= 0 && !(list[last] !== null && l.suspends(list[last]!))) last--;
  return list.map((operand, index) => {
    if (operand === null) return null as never; // a hole
    if (index > last) return operand.type === "SpreadElement" ? operand : bare(operand);
    if (operand.type === "SpreadElement" && l.stepsMaySuspend(operand)) return collected(l, operand, index === last);
    const residual = value(l, operand.type === "SpreadElement" ? operand.argument : operand);
    if (operand.type === "SpreadElement") return t.spreadElement(index === last ? residual : l.hold(t.arrayExpression([t.spreadElement(residual)])));
    return index === last || isStable(residual, list.slice(index + 1, last + 1).filter((item) => item !== null), l) ? residual : l.hold(residual);
  });
}

/** `...xs` whose iterator may suspend: its items become an array first. */
function collected(l: Lowering, { argument }: t.SpreadElement, isLast: boolean): t.SpreadElement {
  const iterable = value(l, argument);
  const iterator = l.hold(l.runtime("iterate", iterable));
  const items = l.runtimeValue("drain", [iterator], argument);
  return t.spreadElement(isLast ? items : l.hold(items));
}

function callValue(l: Lowering, node: t.CallExpression | t.NewExpression | t.OptionalCallExpression | t.OptionalMemberExpression): t.Expression {
  if (node.type !== "CallExpression" && node.type !== "NewExpression") return lowerChain(l, node);
  if (node.type === "CallExpression" && !l.maySuspend(node)) return plainCall(l, node);
  if (isSuperCall(node)) {
    lowerCall(l, node, { kind: "none" });
    return t.thisExpression();
  }
  const name = l.temporary();
  lowerCall(l, node, { kind: "variable", name });
  return id(name);
}

/** `super(…)`: a call whose value is `this`. */
export const isSuperCall = (node: t.Node): boolean => node.type === "CallExpression" && node.callee.type === "Super";

/** A call that cannot suspend, with operands that do. */
function plainCall(l: Lowering, node: t.CallExpression): t.Expression {
  const callee = bare(node.callee as t.Expression);
  const args = node.arguments as (t.Expression | t.SpreadElement)[];
  if (callee.type !== "MemberExpression") {
    if (callee.type === "Super" as string || callee.type === "Import" as string) return at(t.callExpression(callee, operands(l, args)), node);
    const [fn, ...rest] = operands(l, [callee, ...args]);
    return at(t.callExpression(fn as t.Expression, rest), node);
  }
  if (l.access("get", callee) !== undefined) {
    const { expression, self } = methodOf(l, callee, args, l.site(node)) as Extract<Callee, { kind: "method" }>;
    return at(l.runtime("call", l.runtime("callable", expression, t.stringLiteral(textOf(callee))), self, ...operands(l, args)), node);
  }
  const isLookedUpLate = callee.object.type === "Super" || callee.property.type === "PrivateName" || !callee.computed; // a standard or private method: nobody can tell when it was read
  if (!isLookedUpLate) return l.unsupported("a call inside the arguments of a computed standard method");
  if (callee.object.type === "Super") return at(t.callExpression(callee, operands(l, args)), node);
  const [object, ...rest] = operands(l, [callee.object as t.Expression, ...args]);
  return at(t.callExpression(at(t.memberExpression(object as t.Expression, callee.property, false), callee), rest), node);
}

/**
 * A member expression whose object and key are evaluated: usable as a value or, right away, as a target.
 * @param later what is evaluated before it is used.
 */
export function reference(l: Lowering, node: t.MemberExpression, later: readonly t.Node[]): t.MemberExpression {
  if (node.type !== "MemberExpression") return l.unsupported("an assignment to a call"); // `f() = 1`: sloppy code may have it, and it fails at run time
  const suspendsLater = later.some((item) => l.suspends(item));
  const settle = (residual: t.Expression, between: readonly t.Node[]): t.Expression => (!suspendsLater || isStable(residual, between, l) ? residual : l.hold(residual));
  if (node.object.type === "Super") {
    // `super[f()]` asks for `this` first (ECMA-262 §13.3.7.1): in a derived constructor it may not be there yet.
    if (!l.isThisBound(node) && [...(node.computed ? [node.property] : []), ...later].some((item) => l.suspends(item))) l.run(t.thisExpression());
    const property = node.computed ? settle(value(l, node.property as t.Expression), later) : node.property;
    return at(t.memberExpression(node.object, property, node.computed), node);
  }
  if (!node.computed) return at(t.memberExpression(settle(value(l, node.object as t.Expression), later), node.property, false), node);
  const [object, property] = operands(l, [node.object as t.Expression, node.property as t.Expression]) as [t.Expression, t.Expression];
  return at(t.memberExpression(settle(object, [node.property, ...later]), settle(property, later), true), node);
}

function deletion(l: Lowering, node: t.UnaryExpression): t.Expression {
  const argument = bare(node.argument);
  if (argument.type === "OptionalMemberExpression") return lowerChainDelete(l, argument);
  if (argument.type === "MemberExpression") return at(t.unaryExpression("delete", reference(l, argument, [])), node);
  discard(l, argument); // `delete f()`: the value is no reference
  return t.booleanLiteral(true);
}

// ---- assignment

function assignment(l: Lowering, node: t.AssignmentExpression): t.Expression {
  const { operator } = node;
  const left = bare(node.left as t.Expression) as t.LVal;
  if (isAccess(l, left) || (l.conversion(node) !== undefined && left.type === "MemberExpression")) return assignAccess(l, node, left as t.MemberExpression);
  if (operator === "&&=" || operator === "||=" || operator === "??=") return logicalAssignment(l, node, left);
  if (left.type === "ObjectPattern" || left.type === "ArrayPattern") {
    const source = held(l, node.right);
    if (!l.suspends(left)) l.run(at(t.assignmentExpression("=", left, id(source)), node));
    else assignPattern(l, left, id(source));
    return id(source);
  }
  if (left.type === "MemberExpression") return memberAssignment(l, node, left);
  if (left.type !== "Identifier") return l.unsupported(`an assignment to ${left.type}`);
  if (operator === "=") return at(t.assignmentExpression("=", left, value(l, node.right)), node);
  // x += f(): x is read first
  const before: t.Expression = isStable(left, [node.right], l) ? left : l.hold(left);
  const right = value(l, node.right);
  if (before === left && l.conversion(node) === undefined) return at(t.assignmentExpression(operator, left, right), node);
  return at(assign(t.cloneNode(left), operate(l, node, before, right, [node.right])), node);
}

function memberAssignment(l: Lowering, node: t.AssignmentExpression, left: t.MemberExpression): t.Expression {
  const target = reference(l, left, [node.right]);
  if (node.operator === "=") return at(t.assignmentExpression("=", target, value(l, node.right)), node);
  if (!l.suspends(node.right)) return at(t.assignmentExpression(node.operator, target, bare(node.right)), node);
  const before = l.hold(t.cloneNode(target));
  const right = value(l, node.right);
  return at(t.assignmentExpression("=", target, t.binaryExpression(node.operator.slice(0, -1) as "+", before, right)), node);
}

/** `target ??= f()`: the target is read; only when that decides so, the right side is evaluated and assigned. */
function logicalAssignment(l: Lowering, node: t.AssignmentExpression, left: t.LVal): t.Expression {
  let target = left as t.Expression;
  if (left.type === "MemberExpression") {
    target = reference(l, left, [node.right]);
  }
  const name = l.temporary();
  l.assign(name, t.cloneNode(target));
  const operator = node.operator.slice(0, -1) as "&&" | "||" | "??";
  const then = l.nested(() => {
    const right = bare(node.right);
    into(l, isAnonymous(right) && left.type === "Identifier" ? named(right, left.name) : right, name);
    l.run(at(assign(target as t.LVal, id(name)), node));
  });
  l.push({ kind: "if", test: shortCircuitTest(operator, name), then, else: [], node });
  return id(name);
}

// ---- literals

/** `${a()} ${b()}`: each part is converted to a string before the next is evaluated (§13.2.8.6). */
function template(l: Lowering, node: t.TemplateLiteral): t.Expression {
  const expressions = node.expressions as t.Expression[];
  let last = expressions.length - 1;
  while (!l.suspends(expressions[last]!)) last--;
  const quasi = (index: number): t.TemplateElement => t.cloneNode(node.quasis[index]!);
  const empty = (tail: boolean): t.TemplateElement => t.templateElement({ raw: "", cooked: "" }, tail);
  let before: t.Expression[] = [];
  let quasis: t.TemplateElement[] = [quasi(0)];
  for (let index = 0; index <= last; index++) {
    if (l.suspends(expressions[index]!) && before.length > 0) {
      // What stands before is a string from now on.
      before = [l.hold(t.templateLiteral(quasis, before))];
      quasis = [empty(false), empty(false)];
    }
    before.push(value(l, expressions[index]!));
    quasis.push(quasi(index + 1));
  }
  const rest = expressions.slice(last + 1);
  return at(t.templateLiteral([...quasis, ...rest.map((_, index) => quasi(last + 2 + index))], [...before, ...rest.map((item) => bare(item))]), node);
}

/** Values and computed keys in order; methods and accessors stay where they are, so that their home object is the one literal. */
function objectLiteral(l: Lowering, node: t.ObjectExpression): t.Expression {
  let last = node.properties.length - 1;
  while (!l.suspends(node.properties[last]!)) last--;
  node.properties.forEach((property, index) => {
    if (index > last) return;
    const later = node.properties.slice(index + 1, last + 1);
    const settle = (residual: t.Expression, between: readonly t.Node[]): t.Expression => (between.length === 0 || isStable(residual, between, l) ? residual : l.hold(residual));
    if (property.type === "SpreadElement") {
      const residual = value(l, property.argument);
      property.argument = index === last ? residual : l.hold(t.objectExpression([t.spreadElement(residual)]));
      return;
    }
    if (property.computed) {
      const key = property.key as t.Expression;
      if (!(isStable(key, [], l) && !l.suspends(key) && (key.type === "StringLiteral" || key.type === "NumericLiteral"))) property.key = l.hold(l.runtime("key", value(l, key)));
    }
    if (property.type === "ObjectProperty") {
      const original = bare(property.value as t.Expression);
      const residual = isAnonymous(original) && later.length > 0 ? namedByKey(original, property) : value(l, original);
      if (residual !== property.value) property.shorthand = false;
      const settled = settle(residual, later);
      if (settled !== property.value) property.shorthand = false;
      property.value = settled;
    }
  });
  return node;
}

/** `{ a: class {} }`: the class takes the key's name, also when it is made before the literal. */
function namedByKey(node: t.Expression, { key, computed }: t.ObjectProperty): t.Expression {
  if (node.type !== "ClassExpression") return node; // functions are stable: they stay
  if (!computed) return named(node, key.type === "Identifier" ? key.name : String((key as t.StringLiteral | t.NumericLiteral).value));
  return t.memberExpression(t.objectExpression([t.objectProperty(t.cloneNode(key), node, true)]), t.cloneNode(key as t.Expression), true);
}

/**
 * The heritage, then the computed keys, in order (§15.7.14): those up to the last that suspends are evaluated before the class.
 *
 *     class A extends f() { [g()]() {} }      $1 = f(); $2 = $.key(g());   class A extends $1 { [$2]() {} }
 */
export function lowerClass(l: Lowering, node: t.Class): void {
  const members = node.body.body.filter((member) => "computed" in member && member.computed === true) as t.ClassMethod[];
  let last = members.length - 1;
  while (last >= 0 && !l.suspends(members[last]!.key)) last--;
  const keys = members.slice(0, last + 1).map(({ key }) => key);
  if (node.superClass && (l.suspends(node.superClass) || last >= 0)) {
    const residual = value(l, node.superClass);
    node.superClass = isStable(residual, keys, l) ? residual : l.hold(residual);
  }
  for (const member of members.slice(0, last + 1)) member.key = l.hold(l.runtime("key", value(l, member.key as t.Expression)));
}

/** Attributes, then children, in order. */
function jsx(l: Lowering, node: t.JSXElement | t.JSXFragment): t.Expression {
  const places: { get: () => t.Expression; set: (value: t.Expression) => void }[] = [];
  const collect = (element: t.JSXElement | t.JSXFragment): void => {
    if (element.type === "JSXElement") {
      for (const attribute of element.openingElement.attributes) {
        if (attribute.type === "JSXSpreadAttribute") places.push({ get: () => attribute.argument, set: (item) => (attribute.argument = item) });
        else if (attribute.value?.type === "JSXExpressionContainer") collectContainer(attribute.value);
        else if (attribute.value?.type === "JSXElement") collect(attribute.value);
      }
    }
    for (const child of element.children) {
      if (child.type === "JSXExpressionContainer") collectContainer(child);
      else if (child.type === "JSXElement" || child.type === "JSXFragment") collect(child);
      else if (child.type === "JSXSpreadChild") l.unsupported("a call beside a JSX spread child");
    }
  };
  const collectContainer = (container: t.JSXExpressionContainer): void => {
    if (container.expression.type !== "JSXEmptyExpression") places.push({ get: () => container.expression as t.Expression, set: (item) => (container.expression = item) });
  };
  collect(node);
  const results = operands(l, places.map(({ get }) => get()));
  places.forEach(({ set }, index) => set(results[index] as t.Expression));
  return node;
}

