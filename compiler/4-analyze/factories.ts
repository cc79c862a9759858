/**
 * Factories: a nested function is emitted once. Where both forms create it, both call a factory at function level, which takes what differs from one
 * loop iteration to the next:
 *
 *     for (…) { const x = f(); out.push(() => g(x)); }
 *
 *     const $make1 = (x) => $.mark(() => …);          … out.push($make1(x)) …      in both forms
 *
 * Emitted in both forms a closure would double with every level of nesting (findings of others: 138.8 MB against 11.5 kB at depth 16).
 * Small closures without functions inside stand in both forms, unless they capture a variable that each iteration has anew: in the resumable form
 * that is one variable for all iterations, and only a parameter gives the closure its own.
 */
import { children, t } from "../babel.ts";
import { type BlockId, type Code, type Lowered } from "../ir.ts";
import type { Names } from "../names.ts";
import { declare, id, morph, named } from "../nodes.ts";
import { boundIdentifiers, type Fn, type Resolution } from "../resolution.ts";
import type { Variables } from "../variables.ts";
import type { BlockGraph } from "../graph.ts";
import { addReads } from "../uses.ts";

export interface FactoryContext {
  readonly lowered: Lowered;
  readonly graph: BlockGraph;
  readonly reachable: ReadonlySet<BlockId>;
  readonly resolution: Resolution;
  readonly variables: Variables;
  readonly suspending: ReadonlySet<Fn>;
  readonly names: Names;
}

type Closure = t.FunctionExpression | t.ArrowFunctionExpression | t.Class | t.ObjectExpression;

/** Replaces closures in place by calls of factories. @returns the function with the factories in its prologue. */
export function extractFactories(context: FactoryContext): Lowered {
  const { lowered, graph, reachable } = context;
  if (lowered.fn.children.length === 0 && !lowered.fn.hasDefinitions) return lowered;
  const extractor = new Extractor(context);
  for (const block of graph.blocks) {
    if (!reachable.has(block.id)) continue;
    block.code.forEach((code) => extractor.code(code));
    const { end } = block;
    if (end.kind === "suspend" || end.kind === "tail") extractor.code(end.call);
    if (end.kind === "branch") extractor.expression(end.test);
    if (end.kind === "switch") [end.discriminant, ...end.cases.map(({ test }) => test)].forEach((part) => extractor.expression(part));
  }
  const made = extractor.factories;
  if (made.length === 0) return lowered;
  const factoryNames = made.map(({ name }) => name);
  return {
    ...lowered,
    prologue: [...made.map(({ name, node }) => declare("const", name, node)), ...lowered.prologue],
    locals: lowered.bodyKind === "function" ? new Set([...lowered.locals, ...factoryNames]) : lowered.locals, // a driven body sees them where they stand
  };
}

class Extractor {
  readonly factories: { name: string; node: t.ArrowFunctionExpression }[] = [];
  readonly #context: FactoryContext;
  readonly #seen = new Set<t.Node>();

  constructor(context: FactoryContext) {
    this.#context = context;
  }

  code(code: Code): void {
    switch (code.kind) {
      case "plain":
        return this.#visit(code.statement, null);
      case "call":
        return [code.callee.expression, ...code.args].forEach((part) => this.#visit(part, null));
      case "yield":
        return this.expression(code.value);
      case "if":
        this.expression(code.test);
        return [...code.then, ...code.else].forEach((item) => this.code(item));
      case "loop":
        [code.init, code.test, code.update].forEach((part) => this.expression(part));
        return code.body.forEach((item) => this.code(item));
      case "labeled":
      case "block":
        return code.body.forEach((item) => this.code(item));
      case "switch":
        this.expression(code.discriminant);
        return code.cases.forEach(({ test, body }) => {
          this.expression(test);
          body.forEach((item) => this.code(item));
        });
      case "try":
        return [...code.body, ...code.handler].forEach((item) => this.code(item));
      case "return":
      case "throw":
        return this.expression(code.value);
    }
  }

  expression(node: t.Node | null): void {
    if (node !== null) this.#visit(node, null);
  }

  #visit(node: t.Node, parent: t.Node | null): void {
    if (this.#seen.has(node)) return;
    this.#seen.add(node);
    if (isClosure(node)) return this.#closure(node, parent);
    if (t.isFunction(node)) return;
    for (const child of children(node)) this.#visit(child, node);
  }

  #closure(node: Closure, parent: t.Node | null): void {
    const { lowered, names } = this.#context;
    const reads = new Set<string>();
    addReads(node, { locals: lowered.locals, capturedIn: lowered.capturedIn, isOther: lowered.isOther, names }, reads);
    for (const name of [names.self, names.arguments, names.newTarget]) reads.delete(name); // an arrow function reaches them
    const isHeavy = this.#isHeavy(node);
    if (!isHeavy && reads.size === 0) return;
    if (assignsLocals(node, lowered.locals)) return; // its own code writes the function's variables: it stays where it is
    const isLocal = this.#usesLeafVariables(node);
    if (isLocal && reads.size === 0) return;
    const params = [...reads];
    const name = inferredName(node, parent);
    const inner = { ...node } as t.Expression;
    const isDeclared = node.type === "ClassDeclaration" && isDecorated(node);
    if (inner.type === ("ClassDeclaration" as string) && !isDeclared) (inner as t.Node).type = "ClassExpression";
    const make = t.arrowFunctionExpression(params.map((param) => id(param)), name === null ? inner : named(inner, name));
    if (make.body.type === "ObjectExpression") make.body = inner;
    if (isDeclared) make.body = t.blockStatement([{ ...node }, t.returnStatement(id(node.id!.name))]); // old decorators know no class expressions
    let callee: t.Expression = make;
    if (!isLocal) {
      const factory = names.series("$make", this.factories.length + 1);
      this.factories.push({ name: factory, node: make });
      callee = id(factory);
    }
    const call = t.callExpression(callee, params.map((param) => id(param)));
    if (node.type !== "ClassDeclaration") return morph(node, call);
    morph(node, declare("let", node.id!.name, call));
  }

  /** Compiled, or with functions inside: too large to stand twice. */
  #isHeavy(node: Closure): boolean {
    const { resolution, suspending } = this.#context;
    let functions = 0;
    return t.traverseFast(node, (child) => {
      if (!t.isFunction(child)) return;
      const fn = resolution.fnOf.get(child);
      if (++functions > 1 || (fn !== undefined && suspending.has(fn))) return t.traverseFast.stop;
      return;
    });
  }

  /** Whether it captures a variable of a statement that was not lowered: that one is not visible at function level. */
  #usesLeafVariables(node: Closure): boolean {
    const { lowered: { fn }, variables } = this.#context;
    const isInside = (child: t.Node): boolean => child.start! >= node.start! && child.end! <= node.end!;
    const leafScopes = fn.scopes.filter(({ kind, node: place }) => kind !== "self" && !isInside(place));
    return leafScopes.some(({ bindings }) => [...bindings.values()].some((binding) => !variables.has(binding) && binding.nodes.some(isInside)));
  }
}

const isDecorated = (node: t.Class): boolean => [node, ...node.body.body].some((item) => "decorators" in item && ((item.decorators as unknown[] | null | undefined)?.length ?? 0) > 0);

function isClosure(node: t.Node): node is Closure {
  if (node.type === "ObjectExpression") return node.properties.some(({ type }) => type === "ObjectMethod");
  return node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression" || t.isClass(node);
}

/** The name that the engine would have given it here. */
function inferredName(node: Closure, parent: t.Node | null): string | null {
  if (node.type === "ObjectExpression" || (node.type !== "ArrowFunctionExpression" && node.id)) return null;
  switch (parent?.type) {
    case "VariableDeclarator":
      return parent.id.type === "Identifier" ? parent.id.name : null;
    case "AssignmentExpression":
      return parent.left.type === "Identifier" ? parent.left.name : null;
    case "AssignmentPattern":
      return parent.left.type === "Identifier" ? parent.left.name : null;
    case "ObjectProperty":
      if (parent.computed) return null;
      return parent.key.type === "Identifier" ? parent.key.name : parent.key.type === "StringLiteral" ? parent.key.value : null;
    default:
      return null;
  }
}

/** Whether code that runs when the closure is made (a class's heritage, an object's values) assigns the function's variables. */
function assignsLocals(node: Closure, locals: ReadonlySet<string>): boolean {
  if (t.isFunction(node)) return false;
  let found = false;
  const visit = (child: t.Node): void => {
    if (t.isFunction(child)) return;
    if ((child.type === "AssignmentExpression" && boundIdentifiers(child.left).some(({ name }) => locals.has(name))) || (child.type === "UpdateExpression" && child.argument.type === "Identifier" && locals.has(child.argument.name))) found = true;
    children(child).forEach(visit);
  };
  children(node).forEach(visit);
  return found;
}
