/** Phase 3: one suspending function → Code. */
import { children, t } from "../babel.ts";
import type { Code, Lowered } from "../ir.ts";
import { id, member, number, assign, run } from "../nodes.ts";
import { boundIdentifiers, type Scope } from "../resolution.ts";
import type { Variable } from "../variables.ts";
import { Lowering } from "./context.ts";
import type { NewParameter } from "../ir.ts";
import { lowerParameters } from "./parameters.ts";
import { lowerStatement, returnStatement, statements } from "./statements.ts";

export interface LowerResult {
  readonly lowered: Lowered;
  readonly parameters: readonly NewParameter[];
}

export function lower(l: Lowering): LowerResult {
  const { body } = l.fn.node as t.Function;
  const prologue: t.Statement[] = [];
  let parameters: NewParameter[] = [];
  const list = body.type === "BlockStatement" ? body.body : [];
  const fields = body.type === "BlockStatement" ? ((body.extra?.["fields"] as number | undefined) ?? 0) : 0; // a rewritten class's are initialised before anything else
  const code = l.nested(() => {
    const binding = l.nested(() => {
      if (l.bodyKind === "function" || l.bodyKind === "async") parameters = lowerParameters(l); // those of a generator are bound before its body runs
    });
    for (const statement of list.slice(0, fields)) lowerStatement(l, statement);
    binding.forEach((item) => l.push(item));
    if (body.type !== "BlockStatement") return returnStatement(l, t.returnStatement(body));
    body.body = list.slice(fields);
    const own = l.fn.scopes.find(({ kind }) => kind === "body");
    if (own !== undefined) return bodyScope(l, own, body);
    prologue.push(...body.body.filter((statement) => statement.type === "FunctionDeclaration"));
    statements(l, body.body.filter((statement) => statement.type !== "FunctionDeclaration"));
  });
  if (!endsWithReturn(code)) code.push({ kind: "return", value: null, node: null });
  clearTokens(l, code);
  return { lowered: summary(l, prologue, code), parameters };
}

/**
 * A body whose variables are others than the parameters is a block; those of a parameter's name begin with its value.
 *
 *     (x, g = () => x) => { var x; f(); }      $1 = …;  var x$1 = x; { f(); }
 */
function bodyScope(l: Lowering, { bindings }: Scope, body: t.BlockStatement): void {
  for (const binding of bindings.values()) {
    const parameter = l.fn.scope.bindings.get(binding.name);
    if (binding.kind !== "var") continue;
    l.hoisted.add(l.variables.get(binding)!.name);
    if (parameter !== undefined) l.assign(l.variables.get(binding)!.name, id(l.variables.get(parameter)!.name));
  }
  l.push({ kind: "block", body: l.nested(() => statements(l, body.body)) });
}

function endsWithReturn(code: readonly Code[]): boolean {
  const last = code.at(-1);
  return last?.kind === "return" || last?.kind === "throw" || (last?.kind === "call" && last.isTail);
}

function summary(l: Lowering, prologue: t.Statement[], body: Code[]): Lowered {
  const { bodyKind } = l;
  const lexical = bodyKind === "function" ? [...(l.isThisLate ? [] : [l.names.self]), ...(l.fn.usesArguments ? [l.names.arguments] : []), l.names.newTarget] : [];
  const locals = new Set<string>([...l.temporaries, ...lexical]);
  const vars = new Set<string>();
  const declared = new Set<string>([...l.temporaries].filter((name) => !l.parameters.has(name)));
  for (const { name, storage, binding, isHoisted } of l.variables.values()) {
    if (storage !== "shared") locals.add(name);
    if (isHoisted || l.hoisted.has(name)) (binding.kind === "var" ? vars : declared).add(name);
  }
  const captured = [...l.variables.values()].filter(({ storage }) => storage === "copied" || storage === "boxed");
  const capturedIn = (node: t.Node): string[] => captured.filter(({ binding }) => binding.references.some(({ fn, node: { start } }) => fn !== l.fn && start! >= node.start! && start! < node.end!)).map(({ name }) => name);
  const isOther = (node: t.Node): boolean => {
    const binding = l.resolution.bindingOf.get(node);
    return binding !== undefined && !l.variables.has(binding);
  };
  const isDeclaredAround = ({ binding, name, storage }: Variable): boolean => storage === "shared" && (binding.kind !== "param" || l.hoisted.has(name)) && !(binding.kind === "function" && binding.scope === l.fn.scope);
  const shared = bodyKind === "function" ? [] : [...new Set([...l.variables.values()].filter(isDeclaredAround).map(({ name }) => name))];
  return { fn: l.fn, bodyKind, shared, prologue, body, points: l.points, locals, capturedIn, isThisLate: l.isThisLate, isOther, declared: [...declared], vars: [...vars] };
}

/** Every catch clause of a compiled function forgets a token that a callee left behind by failing before its entry. */
function clearTokens(l: Lowering, code: readonly Code[]): void {
  if (!l.fn.scopes.some(({ kind }) => kind === "catch")) return;
  const clear = (node: t.Node): void => {
    if (t.isFunction(node)) return;
    if (node.type === "VariableDeclaration" && node.kind === "var") checkNoCatchParameter(l, node);
    if (node.type === "CatchClause") node.body.body.unshift(run(assign(member(l.names.runtime, "token"), number(0))));
    for (const child of children(node)) clear(child);
  };
  const visit = (item: Code): void => {
    switch (item.kind) {
      case "plain":
        return clear(item.statement);
      case "if":
        return [...item.then, ...item.else].forEach(visit);
      case "switch":
        return item.cases.forEach(({ body }) => body.forEach(visit));
      case "try":
        return [...item.body, ...item.handler].forEach(visit);
      case "loop":
        if (item.init !== null) clear(item.init);
        return item.body.forEach(visit);
      case "labeled":
      case "block":
        return item.body.forEach(visit);
    }
  };
  code.forEach(visit);
}

/** Annex B.3.4: `catch (e) { var e = 1; }` declares a variable of the function and assigns to the parameter, which has another name by now. */
function checkNoCatchParameter(l: Lowering, node: t.VariableDeclaration): void {
  for (const name of node.declarations.flatMap(({ id }) => boundIdentifiers(id))) {
    const binding = l.variable(name)?.binding;
    if (binding?.kind === "catch") l.unsupported(`'${binding.name}' is a catch clause's parameter and declared by 'var' inside the clause`);
  }
}
