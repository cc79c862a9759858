/** Statements with a suspension point inside, and those whose jumps have to be lowered with a statement around them. */
import { bare, isTypeOnly, t } from "../babel.ts";
import type { Code, Label } from "../ir.ts";
import { assign, at, box, declare, id, isAnonymous, member, named, nothing, number, run, same } from "../nodes.ts";
import { lowerCall } from "./calls.ts";
import type { Lowering, Target } from "./context.ts";
import { declaredInPlace, isDecoratedClass } from "./decorated.ts";
import { lowerUsing, usingIn, withDisposal } from "./disposal.ts";
import { give } from "./driven.ts";
import { discard, held, isSuperCall, lowerClass, value } from "./expressions.ts";
import { lowerJump, lowerReturn } from "./leaving.ts";
import { assignPattern } from "./patterns.ts";
import { constructorAround, isUsing } from "../resolution.ts";
import type { Variable } from "../variables.ts";
import { forEach, loop } from "./loops.ts";
import { lowerTry } from "./try.ts";

/** A statement list with a scope of its own. */
export function statements(l: Lowering, list: readonly t.Statement[]): void {
  const declarations = usingIn(list);
  if (declarations.length > 0) return withDisposal(l, declarations, declarations[0]!, () => inScope(l, list));
  inScope(l, list);
}

function inScope(l: Lowering, list: readonly t.Statement[]): void {
  openScope(l, list);
  for (const statement of list) lowerStatement(l, statement);
}

/** What happens at the entry of a scope: block functions come into being, dead zones begin. */
function openScope(l: Lowering, list: readonly t.Statement[]): void {
  for (const statement of list) {
    if (statement.type === "VariableDeclaration" && statement.kind !== "var") {
      for (const declarator of statement.declarations) for (const variable of boundNodes(l, declarator.id)) startDeadZone(l, variable);
    }
    const variable = statement.type === "ClassDeclaration" && statement.id ? l.variable(statement.id) : undefined;
    if (variable !== undefined) startDeadZone(l, variable);
  }
  // In sloppy code a block may declare a function twice: the last one counts.
  const byName = new Map(list.flatMap((statement) => (statement.type === "FunctionDeclaration" ? [[statement.id!.name, statement] as const] : [])));
  const functions = [...byName.values()];
  for (const { id: name } of functions) {
    const variable = l.variable(name!);
    if (variable?.storage === "boxed") l.plain(declare("let", variable.name, box(nothing())));
  }
  for (const statement of functions) blockFunction(l, statement);
}

export function startDeadZone(l: Lowering, variable: Variable): void {
  if (!variable.hasDeadZone) return;
  const dead = member(l.names.runtime, "uninitialized");
  if (variable.storage === "boxed") l.plain(declare("let", variable.name, box(dead)));
  else l.assign(variable.name, dead);
}

/** `{ function g() {} }` in strict code: a variable of the block, initialised at its start (§14.2.3). */
function blockFunction(l: Lowering, node: t.FunctionDeclaration): void {
  const variable = l.variable(node.id!);
  if (variable === undefined) return;
  const { name } = variable.binding;
  const anonymous = at(t.functionExpression(null, node.params, node.body, node.generator, node.async), node);
  const fn = variable.name === name ? anonymous : named(anonymous, name);
  if (variable.storage === "boxed") fillBox(l, variable.name, fn, node.id!);
  else define(l, node.id!, fn, "let");
}

/** In sloppy code the variable of the function takes the block's function where its declaration stands. */
function reachBlockFunction(l: Lowering, assignment: t.AssignmentExpression): void {
  const variable = t.isIdentifier(assignment.left) ? l.variable(assignment.left) : undefined;
  if (variable?.binding.kind === "var") l.hoisted.add(variable.name);
  l.run(assignment);
}

/** Functions that capture the box find it there: it is made before them. */
function fillBox(l: Lowering, name: string, init: t.Expression, target: t.Identifier): void {
  l.run(at(assign(member(name, "value"), isAnonymous(init) ? named(init, target.name) : init), target));
}

export function lowerStatement(l: Lowering, node: t.Statement): void {
  if (l.leaves.isLeaf(node)) leaf(l, node);
  else l.scoped(() => statement(l, node));
}

export function statement(l: Lowering, node: t.Statement): void {
  switch (node.type) {
    case "ExpressionStatement":
      return discard(l, node.expression);
    case "VariableDeclaration":
      if (isUsing(node)) return node.declarations.forEach((declarator) => lowerUsing(l, declarator, node.kind));
      for (const declarator of node.declarations) declarator.init ? declaration(l, declarator, node.kind) : leaf(l, at(t.variableDeclaration(node.kind, [declarator]), node));
      return;
    case "ClassDeclaration":
      lowerClass(l, node);
      return leaf(l, node);
    case "ReturnStatement":
      return returnStatement(l, node);
    case "ThrowStatement":
      return l.push({ kind: "throw", value: value(l, node.argument), node });
    case "BlockStatement":
      return l.push({ kind: "block", body: l.nested(() => statements(l, node.body)) });
    case "IfStatement": {
      const test = value(l, node.test);
      const otherwise = node.alternate ? l.nested(() => body(l, node.alternate!)) : [];
      return l.push({ kind: "if", test, then: l.nested(() => body(l, node.consequent)), else: otherwise, node });
    }
    case "ForStatement":
      if (isUsing(node.init)) return withDisposal(l, [node.init], node, () => loop(l, node));
      return loop(l, node);
    case "WhileStatement":
    case "DoWhileStatement":
      return loop(l, node);
    case "ForInStatement":
    case "ForOfStatement":
      return forEach(l, node);
    case "SwitchStatement":
      return switchStatement(l, node);
    case "LabeledStatement":
      return labeled(l, node);
    case "BreakStatement":
    case "ContinueStatement":
      return jump(l, node);
    case "TryStatement":
      return lowerTry(l, node);
    default:
      return l.unsupported(`a call inside ${node.type} is not compiled yet`);
  }
}

/** The statement of an if or a loop: a block, or a single statement. */
export function body(l: Lowering, node: t.Statement): void {
  if (node.type === "BlockStatement" && !l.leaves.isLeaf(node)) statements(l, node.body);
  else lowerStatement(l, node);
}

// ---- leaves and declarations

/** A statement that stays as it is, but for declarations whose variables live elsewhere. */
export function leaf(l: Lowering, node: t.Statement): void {
  if (isTypeOnly(node)) return;
  switch (node.type) {
    case "EmptyStatement":
      return;
    case "FunctionDeclaration": { // made at the start of its scope
      const assignment = l.fn.blockFunctions.get(node);
      if (assignment) reachBlockFunction(l, assignment);
      return;
    }
    case "VariableDeclaration":
      return leafDeclaration(l, node);
    case "ClassDeclaration": {
      const variable = l.variable(node.id!);
      if (isDecoratedClass(node)) return define(l, node.id!, at(declaredInPlace(l, node, variable?.binding.name ?? node.id!.name), node), "let");
      if (variable === undefined || !(variable.isHoisted || variable.storage === "boxed" || variable.name !== variable.binding.name)) return l.plain(node);
      // Inside, the class has its own name whatever the variable is called.
      return define(l, node.id!, at(t.classExpression(id(variable.binding.name), node.superClass, node.body, node.decorators), node), "let");
    }
    case "ReturnStatement":
      if (l.regions.length > 0) return returnStatement(l, node);
      return l.push({ kind: "return", value: node.argument ?? null, node });
    default:
      return l.plain(node);
  }
}

function leafDeclaration(l: Lowering, node: t.VariableDeclaration): void {
  const isMoved = ({ isHoisted, storage }: Variable): boolean => isHoisted || storage === "boxed";
  if (!node.declarations.some((declarator) => boundNodes(l, declarator.id).some(isMoved))) return l.plain(node);
  for (const { id: target, init } of node.declarations) {
    if (target.type === "Identifier") {
      if (init || node.kind !== "var") define(l, target, init ?? nothing(), node.kind);
      continue;
    }
    openPattern(l, target as t.LVal);
    if ("typeAnnotation" in target) target.typeAnnotation = null;
    l.run(at(t.assignmentExpression("=", target as t.ObjectPattern, init!), node));
  }
}

/** Gives a declared variable its value, wherever it lives. */
export function define(l: Lowering, target: t.Identifier, init: t.Expression, kind: t.VariableDeclaration["kind"]): void {
  const variable = l.variable(target);
  if (variable?.storage === "boxed") {
    if (variable.hasDeadZone) return fillBox(l, variable.name, init, target);
    if (containsFunction(init)) {
      l.plain(declare("let", variable.name, box(nothing())));
      return fillBox(l, variable.name, init, target);
    }
    return l.plain(at(declare("let", variable.name, box(init)), target));
  }
  if (kind === "var") declareVar(l, variable);
  if (variable === undefined || variable.isHoisted || l.hoisted.has(target.name) || kind === "var") return l.run(at(assign(id(target.name), init), target));
  l.plain(at(declare(kind === "const" ? "const" : "let", target.name, init), target));
}

/** `var x = f()` becomes an assignment; inside `catch (x)` it assigns the parameter, but declares the function's `x` all the same. */
function declareVar(l: Lowering, variable: Variable | undefined): void {
  const own = variable?.binding.kind === "catch" ? (l.fn.scopes.find(({ kind }) => kind === "body") ?? l.fn.scope).bindings.get(variable.binding.name) : variable?.binding;
  const declared = own === undefined ? undefined : l.variables.get(own);
  if (declared?.binding.kind === "var") l.hoisted.add(declared.name);
}

/** The names of a pattern whose declaration becomes an assignment: boxes are made, the others are declared at function level. */
function openPattern(l: Lowering, pattern: t.LVal): void {
  for (const name of boundNodes(l, pattern)) {
    if (name.storage === "boxed" && !name.hasDeadZone) l.plain(declare("let", name.name, box(nothing())));
    else if (!name.isHoisted) l.hoisted.add(name.name);
  }
}

export function boundNodes(l: Lowering, pattern: t.Node): Variable[] {
  const found = new Set<Variable>();
  t.traverseFast(pattern, (node) => {
    const variable = node.type === "Identifier" || node.type === "MemberExpression" ? l.variable(node) : undefined;
    if (variable !== undefined && variable.binding.references.some((reference) => reference.node === node && reference.access === "init")) found.add(variable);
    if (variable !== undefined && variable.binding.kind === "var") found.add(variable);
  });
  return [...found];
}

/** A declarator with a suspension point. */
function declaration(l: Lowering, { id: target, init }: t.VariableDeclarator, kind: t.VariableDeclaration["kind"]): void {
  const expression = bare(init!);
  if (target.type === "Identifier") {
    const variable = l.variable(target);
    const isPlainCall = (expression.type === "CallExpression" || expression.type === "NewExpression") && l.suspends(expression) && l.maySuspend(expression) && !isSuperCall(expression);
    const isInPlace = variable?.storage !== "boxed" && variable?.isHoisted !== true && kind !== "var";
    if (expression.type === "AwaitExpression" && isInPlace) return l.give("await", value(l, expression.argument), { kind: "declare", name: target.name, declaration: kind === "const" ? "const" : "let" }, expression);
    if (isPlainCall && isInPlace) return lowerCall(l, expression, { kind: "declare", name: target.name, declaration: kind === "const" ? "const" : "let" });
    return define(l, target, value(l, expression), kind);
  }
  destructure(l, target as t.LVal, expression, kind);
}

/** `const { a, b } = …`, of a declaration or a loop's head. */
export function destructure(l: Lowering, target: t.LVal, init: t.Expression, kind: t.VariableDeclaration["kind"]): void {
  if (!l.suspends(target)) return leafDeclaration(l, at(t.variableDeclaration(kind, [t.variableDeclarator(target as t.ObjectPattern, value(l, init))]), target));
  const source = held(l, init);
  openPattern(l, target);
  assignPattern(l, target, id(source));
}

export function returnStatement(l: Lowering, node: t.ReturnStatement): void {
  const argument = node.argument ? bare(node.argument) : null;
  const { keepFrames, stress } = l.options;
  if (l.bodyKind === "asyncGenerator" && argument !== null && (l.tryDepth > 0 || l.regions.length > 0)) return lowerReturn(l, give(l, "await", value(l, argument), node), node);
  if (argument?.type === "CallExpression" && l.bodyKind === "function" && l.suspends(argument) && l.maySuspend(argument) && l.regions.length === 0 && l.tryDepth === 0 && !keepFrames && !stress && constructorAround(l.fn) !== l.fn && !isSuperCall(argument)) {
    return lowerCall(l, argument, { kind: "none" }, true);
  }
  lowerReturn(l, argument === null ? null : value(l, argument), node);
}

// ---- switch, labels, jumps

/** The labels of a lowered statement, for jumps inside it. */
export function withTarget(l: Lowering, target: Target, build: () => void): Code[] {
  l.targets.push(target);
  const code = l.nested(build);
  l.targets.pop();
  return code;
}

function switchStatement(l: Lowering, node: t.SwitchStatement): void {
  const label = l.label("switch");
  const suspendsInTest = node.cases.some(({ test }) => test && l.suspends(test));
  const discriminant = suspendsInTest ? id(pickCase(l, node)) : value(l, node.discriminant);
  const target: Target = { statement: node, break: { label, depth: l.regions.length }, continue: null };
  const scope = node.cases.flatMap(({ consequent }) => consequent);
  openScope(l, scope);
  const cases = node.cases.map(({ test, consequent }, index) => ({
    test: !test ? null : suspendsInTest ? number(index) : test,
    body: withTarget(l, target, () => consequent.forEach((statement) => lowerStatement(l, statement))),
  }));
  l.push({ kind: "switch", label, discriminant, cases, node });
}

/** Case tests that suspend: the tests are evaluated one after the other; the number of the case that matched decides. */
function pickCase(l: Lowering, node: t.SwitchStatement): string {
  const discriminant = held(l, node.discriminant);
  const picked = l.temporary();
  l.assign(picked, number(-1));
  const label: Label = l.label("case");
  const code = l.nested(() => {
    node.cases.forEach(({ test }, index) => {
      if (!test) return;
      const found = value(l, test);
      const take: Code[] = [{ kind: "plain", statement: run(assign(picked, number(index))) }, { kind: "jump", to: "break", label, node: null }];
      l.push({ kind: "if", test: same(id(discriminant), found), then: take, else: [], node: null });
    });
  });
  l.push({ kind: "labeled", label, body: code });
  return picked;
}

function labeled(l: Lowering, node: t.LabeledStatement): void {
  let inner = node.body;
  while (inner.type === "LabeledStatement") inner = inner.body;
  if (t.isLoop(inner) || inner.type === "SwitchStatement") return lowerStatement(l, node.body);
  const statement = inner.type === "BlockStatement" ? inner : node;
  const label = l.label("block");
  const target: Target = { statement, break: { label, depth: l.regions.length }, continue: null };
  l.push({ kind: "labeled", label, body: withTarget(l, target, () => (inner.type === "BlockStatement" ? body(l, inner) : lowerStatement(l, node.body))) });
}

function jump(l: Lowering, node: t.BreakStatement | t.ContinueStatement): void {
  const { target } = l.fn.jumps.find((item) => item.node === node)!;
  lowerJump(l, node.type === "BreakStatement" ? "break" : "continue", target, node);
}

export function containsFunction(node: t.Node): boolean {
  let found = false;
  t.traverseFast(node, (child) => {
    if (t.isFunction(child)) found = true;
  });
  return found;
}
