/**
 * Where each variable of a suspending function lives:
 *
 *     local    no closure captures it: in a slot while the function is suspended
 *     shared   closures capture it, and there is one binding per activation: a variable of the fast form, reached lexically by both forms
 *     copied   closures capture it in a loop, and nobody assigns it after that: a fresh binding per iteration, copied like a local
 *     boxed    closures capture it in a loop and it is assigned: `{ value }`, fresh per iteration
 *
 * and what has to be done for that: unique names (the resumable form has one scope), declarations moved to function level, boxes in
 * place of references, checks where the temporal dead zone could be observed.
 */
import { t } from "../babel.ts";
import { at, id, isAnonymous, member, morph, named } from "../nodes.ts";
import type { Names } from "../names.ts";
import type { Storage, Variable, Variables } from "../variables.ts";
import { Unsupported } from "../unsupported-error.ts";
import { type Binding, bodyKind, type Fn, type Reference, type Resolution, type Scope } from "../resolution.ts";
import type { Leaves } from "./leaves.ts";
import { nameRight, putAround, rewriteWrite, spellOut, type WriteContext } from "./writes.ts";

/**
 * Decides for every variable of the function's lowered scopes and rewrites the references in place.
 * @param newNames of the variables decided so far, those of the functions around it among them; takes these, too.
 *
 * A variable that is copied is never hoisted: closures of the fast form capture it where it is declared.
 */
export function allocate(fn: Fn, leaves: Leaves, resolution: Resolution, names: Names, newNames: Map<Binding, string>): Variables {
  const variables = new Map<Binding, Variable>();
  const taken = outerNames(fn, newNames);
  for (const scope of loweredScopes(fn, leaves)) {
    for (const binding of scope.bindings.values()) {
      const captured = binding.references.filter((reference) => reference.fn !== fn);
      const hasDeadZone = canBeSeenDead(binding, fn, resolution);
      const storage = storageOf(binding, captured, hasDeadZone, fn, resolution);
      const isFunctionScope = scope === fn.scope;
      const isLexical = binding.kind === "let" || binding.kind === "const" || binding.kind === "class" || (binding.kind === "function" && !isFunctionScope) || binding.kind === "catch";
      const isHoisted = (storage === "shared" && isLexical) || (hasDeadZone && storage !== "boxed");
      const isReserved = binding.name === "let"; // a name in sloppy code, but not in our declarations
      const name = isReserved ? names.unique("$let") : taken.has(binding.name) && !(isFunctionScope && !isLexical) ? names.unique(binding.name) : binding.name;
      taken.add(binding.name);
      const variable: Variable = { binding, storage, name, hasDeadZone, isHoisted };
      variables.set(binding, variable);
      newNames.set(binding, name);
      rewrite(variable, { fn, leaves, names, parentOf: resolution.parentOf as Map<t.Node, t.Node> });
    }
  }
  return variables;
}

/** The function's own scopes whose statements are lowered, outermost first. */
function loweredScopes(fn: Fn, leaves: Leaves): Scope[] {
  const inner = fn.scopes.filter(({ kind, node }) => kind !== "self" && kind !== "class" && node !== fn.node && (kind === "body" || leaves.isLowered(node)));
  return [fn.scope, ...inner.sort((a, b) => a.node.start! - b.node.start!)];
}

/** Names that mean something from outside the function, in it or in functions inside it: no variable of the function may come to hide them. */
function outerNames(fn: Fn, newNames: ReadonlyMap<Binding, string>): Set<string> {
  const names = new Set<string>();
  const visit = (inner: Fn): void => {
    for (const used of inner.uses) {
      if (typeof used === "string") names.add(used);
      else if (!isInside(used.scope.fn, fn)) names.add(newNames.get(used) ?? used.name);
    }
    inner.children.forEach(visit);
  };
  visit(fn);
  return names;
}

function isInside(inner: Fn, outer: Fn): boolean {
  for (let at: Fn | null = inner; at !== null; at = at.parent) if (at === outer) return true;
  return false;
}

function storageOf(binding: Binding, captured: readonly Reference[], hasDeadZone: boolean, fn: Fn, { parentOf }: Resolution): Storage {
  if (bodyKind(fn.node) !== "function" && binding.scope === fn.scope && (binding.kind === "param" || binding.kind === "function")) return "shared"; // made before a driven body runs, in the function around it
  if (binding.kind === "param" && !fn.isStrict && fn.usesArguments && hasSimpleParameters(fn.node as t.Function)) return "shared"; // `arguments[0]` is the parameter
  if (captured.length === 0) return "local";
  if (binding.kind === "param" || binding.kind === "var" || !isInLoop(binding.scope, fn, parentOf)) return "shared";
  const isConstant = binding.kind === "const" || (binding.kind !== "function" && binding.references.every(({ access }) => access === "read" || access === "init"));
  return isConstant && !hasDeadZone && captured.every((reference) => !isEarly(reference, binding, fn, parentOf)) ? "copied" : "boxed";
}

function hasSimpleParameters({ params }: t.Function): boolean {
  return params.every((param) => param.type === "Identifier");
}

function isInLoop(scope: Scope, fn: Fn, parentOf: ReadonlyMap<t.Node, t.Node>): boolean {
  for (let at: t.Node | undefined = scope.node; at !== undefined && at !== fn.node; at = parentOf.get(at)) if (t.isLoop(at)) return true;
  return false;
}

/** Whether a reference could run before the declaration has given the variable its value. */
export function isEarly(reference: Reference, binding: Binding, fn: Fn, parentOf: ReadonlyMap<t.Node, t.Node>): boolean {
  const { declaration, scope } = binding;
  let place: t.Node = reference.node;
  if (reference.fn !== fn) {
    let inner = reference.fn;
    while (inner.parent !== fn) inner = inner.parent!;
    // A declared function is hoisted: it may be called from the start of its block.
    place = inner.node.type === "FunctionDeclaration" ? parentOf.get(inner.node)! : inner.node;
    if (declaration === place) return false;
    // Code of a class runs where the class stands; that of its own initialisers while it is being defined.
    if (declaration.type === "ClassDeclaration" && place.start! >= declaration.start! && place.end! <= declaration.end!) return inner.kind === "initializer";
  }
  if (scope.kind === "switch" && caseOf(place, parentOf) !== caseOf(declaration, parentOf)) return true;
  return place.start! < declaration.end!;
}

function caseOf(node: t.Node, parentOf: ReadonlyMap<t.Node, t.Node>): t.Node | undefined {
  let at: t.Node | undefined = node;
  while (at !== undefined && at.type !== "SwitchCase") at = parentOf.get(at);
  return at;
}

/** Whether a name of a parameter pattern is read in the same parameters before it has its value. */
export function isReadBeforeBound({ references }: Binding, within: readonly t.Node[], parentOf: ReadonlyMap<t.Node, t.Node>): boolean {
  const own = references.find(({ access }) => access === "init")?.node;
  const pattern = own === undefined ? undefined : parentOf.get(own);
  const bound = pattern?.type === "AssignmentPattern" ? pattern.end! : (own?.end ?? 0);
  return references.some(({ node, access }) => access !== "init" && node.start! >= within[0]!.start! && node.start! < bound && node.end! <= within.at(-1)!.end!);
}

function canBeSeenDead(binding: Binding, fn: Fn, { parentOf }: Resolution): boolean {
  if (binding.kind === "catch" && isReadBeforeBound(binding, [(binding.declaration as t.CatchClause).param!], parentOf)) throw new Unsupported(fn, `'${binding.name}' is used in the catch clause's pattern before it has its value`);
  if (binding.kind !== "let" && binding.kind !== "const" && binding.kind !== "class") return false;
  if (parentOf.get(binding.declaration)?.type === "VariableDeclaration" && isForEachHead(binding, parentOf)) {
    const loop = binding.scope.node as t.ForOfStatement | t.ForInStatement;
    const isInRight = binding.references.some(({ node }) => node.start! >= loop.right.start! && node.end! <= loop.right.end!);
    if (isInRight || isReadBeforeBound(binding, [loop.left], parentOf)) throw new Unsupported(fn, `'${binding.name}' is used in the head of its own loop`);
    return false;
  }
  return binding.references.some((reference) => reference.access !== "init" && isEarly(reference, binding, fn, parentOf));
}

export function isForEachHead({ scope, declaration }: Binding, parentOf: ReadonlyMap<t.Node, t.Node>): boolean {
  return (scope.node.type === "ForOfStatement" || scope.node.type === "ForInStatement") && parentOf.get(declaration) === scope.node.left;
}

// ---- rewriting of references

function rewrite(variable: Variable, context: WriteContext): void {
  const { binding, name, storage, hasDeadZone } = variable;
  const { fn, names, parentOf } = context;
  const isElsewhere = name !== binding.name || storage === "boxed";
  if (isElsewhere || hasDeadZone) for (const identifier of binding.nodes) {
    spellOut(identifier, parentOf);
    if (isElsewhere) keepName(identifier, binding.name, context);
    identifier.name = name;
  }
  if (storage !== "boxed" && !hasDeadZone && binding.kind !== "const") return;
  for (const reference of binding.references) {
    const { node, access } = reference;
    if (access === "init" && isDeclared(node, parentOf)) continue; // the declaration is lowered by its name
    const isEarlyHere = hasDeadZone && access !== "init" && isEarly(reference, binding, fn, parentOf);
    let expression: t.Expression = id(name);
    if (storage === "boxed") expression = member(expression, "value");
    const isWrite = access === "write" || access === "update";
    if (isWrite && (isEarlyHere || binding.kind === "const") && rewriteWrite(reference, variable, expression, isEarlyHere, context)) continue;
    if (isEarlyHere && access === "read") expression = t.callExpression(member(names.runtime, "read"), [expression, t.stringLiteral(binding.name)]);
    if (expression.type === "Identifier" || node.type !== "Identifier") {
      if (expression.type !== "Identifier" && node.type === "JSXIdentifier") throw new Unsupported(fn, `'${binding.name}' is used as a JSX element and captured in a loop`);
      continue;
    }
    if (!isCallee(node, parentOf)) {
      morph(node, expression);
      continue;
    }
    at(expression, node); // the position belongs to the name, not to the `(0, …)` that keeps `this` undefined
    morph(node, t.sequenceExpression([t.numericLiteral(0), expression]));
    node.loc = null;
  }
}

/** An anonymous function keeps the name of the variable that it is the value of, under whatever name that goes on. */
function keepName(identifier: t.Node, name: string, context: WriteContext): void {
  const parent = context.parentOf.get(identifier);
  if (parent?.type === "VariableDeclarator" && parent.id === identifier && parent.init && isAnonymous(parent.init)) {
    const value = parent.init;
    parent.init = named(value, name);
    putAround(parent, value, context);
  }
  if ((parent?.type === "AssignmentExpression" || parent?.type === "AssignmentPattern") && parent.left === identifier) nameRight(parent, name, context);
}

/** `let x = …`: the identifier itself is declared, not one inside a pattern. */
function isDeclared(node: t.Node, parentOf: ReadonlyMap<t.Node, t.Node>): boolean {
  const parent = parentOf.get(node);
  return parent?.type === "VariableDeclarator" || parent?.type === "CatchClause" || ((t.isClass(parent) || t.isFunction(parent)) && "id" in parent && parent.id === node);
}

function isCallee(node: t.Node, parentOf: ReadonlyMap<t.Node, t.Node>): boolean {
  const parent = parentOf.get(node);
  return ((parent?.type === "CallExpression" || parent?.type === "OptionalCallExpression") && parent.callee === node) || (parent?.type === "TaggedTemplateExpression" && parent.tag === node);
}
