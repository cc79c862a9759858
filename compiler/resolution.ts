/** What names mean: bindings, references, scopes and functions of a file, as `2-select/scope.ts` finds them. */
import type { t } from "./babel.ts";

export type BindingKind = "var" | "let" | "const" | "param" | "function" | "class" | "catch" | "import" | "self" | "enum";

export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  readonly scope: Scope;
  /** The node that declares it: a declarator, function, class, parameter, catch clause. */
  readonly declaration: t.Node;
  readonly references: Reference[];
  /** Those that assign it after its declaration. */
  readonly writes: Reference[];
  /** How many declarations give it its value. */
  inits: number;
  /** Every identifier that means it, declarations without a value too: what renaming has to reach. */
  readonly nodes: (t.Identifier | t.JSXIdentifier)[];
}

export interface Reference {
  readonly node: t.Identifier | t.JSXIdentifier;
  /** The function whose own code the reference stands in. */
  readonly fn: Fn;
  /** init: the declaration itself gives the value. */
  readonly access: "read" | "write" | "update" | "init";
}

/** "body": the variables of a function's body, where those of its parameters are others (ECMA-262 §10.2.11, step 28). */
export interface Scope {
  readonly kind: "program" | "function" | "body" | "block" | "for" | "switch" | "catch" | "class" | "self";
  readonly node: t.Node;
  readonly parent: Scope | null;
  readonly fn: Fn;
  readonly bindings: Map<string, Binding>;
}

/** A function, or what behaves as one: the program, a field initialiser, a static block, a namespace. */
export interface Fn {
  readonly kind: "program" | "function" | "initializer";
  readonly node: t.Node;
  readonly parent: Fn | null;
  readonly children: Fn[];
  /** Path of names, `outer.inner`. */
  readonly name: string;
  readonly isStrict: boolean;
  scope: Scope;
  /** Its scopes, its own first. */
  readonly scopes: Scope[];
  /** What the names in its own code mean; of a global there is only the name. */
  readonly uses: (Binding | string)[];
  /** Calls, `new`, tagged templates and `yield*` in its own code, in source order. */
  readonly calls: Call[];
  /** Where its body gives a value to whoever drives it: `yield`, `await`, `for await`. */
  readonly yields: (t.YieldExpression | t.AwaitExpression | t.ForOfStatement)[];
  /** What calls without a call expression: `for…of`, spreads and array patterns step an iterator; `using` declarations dispose. */
  readonly implicitCalls: t.Node[];
  /** Where its own code reads or writes a property by a member expression, or reads one by an object pattern: there an accessor may be called. */
  readonly accesses: (t.MemberExpression | t.OptionalMemberExpression | t.ObjectProperty)[];
  /** Operators of its own code that convert their operands to primitives, and `instanceof`. */
  readonly operators: Operator[];
  /** Where its own code leaves a statement: break and continue with the statement they leave or repeat. */
  readonly jumps: Jump[];
  readonly returns: t.ReturnStatement[];
  usesThis: boolean;
  usesArguments: boolean;
  usesNewTarget: boolean;
  /** A direct eval in it or in a function inside it. */
  hasEval: boolean;
  /** A direct eval in its own code. */
  hasOwnEval: boolean;
  /** Contains a `with` statement or stands in one. */
  hasWith: boolean;
  /** A class, an enum or a decorator stands in its own code. */
  hasDefinitions: boolean;
  /** Functions declared in blocks of its own sloppy code; those that are variables of the function, too, with the assignment of that variable (ECMA-262 Annex B.3.2). */
  readonly blockFunctions: Map<t.FunctionDeclaration, t.AssignmentExpression | null>;
}

export type Call = t.CallExpression | t.OptionalCallExpression | t.NewExpression | t.TaggedTemplateExpression | t.YieldExpression;

export type Operator = t.BinaryExpression | t.UnaryExpression | t.UpdateExpression | t.AssignmentExpression | t.TemplateLiteral;

/** Who runs a function's body: its caller, or whoever drives its generator or promise. */
export type BodyKind = "function" | "generator" | "async" | "asyncGenerator";

export function bodyKind(node: t.Node): BodyKind {
  const { generator, async } = node as t.Function;
  if (generator) return async ? "asyncGenerator" : "generator";
  return async ? "async" : "function";
}

export interface Jump {
  readonly node: t.BreakStatement | t.ContinueStatement;
  /** The loop, switch or labelled statement meant. */
  readonly target: t.Statement;
}

export interface Resolution {
  readonly program: Fn;
  readonly functions: readonly Fn[];
  /** Classes, each with the function that makes it. */
  readonly classes: ReadonlyMap<t.Class, Fn>;
  /** Undeclared names: globals. */
  readonly globals: ReadonlyMap<string, Reference[]>;
  readonly bindingOf: ReadonlyMap<t.Node, Binding>;
  readonly parentOf: ReadonlyMap<t.Node, t.Node>;
  readonly fnOf: ReadonlyMap<t.Node, Fn>;
  /** Every identifier in the file, for choosing names that nobody uses. */
  readonly names: ReadonlySet<string>;
}

/** Of a class. */
export const isConstructor = ({ node }: Fn): boolean => node.type === "ClassMethod" && node.kind === "constructor";

/** The constructor whose `this` a function's own code means: it is one, or an arrow function in one; null in any other. */
export function constructorAround(fn: Fn): Fn | null {
  let at = fn;
  while (at.node.type === "ArrowFunctionExpression" && at.parent !== null) at = at.parent;
  return isConstructor(at) ? at : null;
}

/** `using x = …`, `await using x = …` */
export function isUsing(node: t.Node | null | undefined): node is t.VariableDeclaration & { kind: "using" | "await using" } {
  return node?.type === "VariableDeclaration" && (node.kind === "using" || node.kind === "await using");
}

/** The identifiers that a pattern binds. */
export function boundIdentifiers(pattern: t.Node): t.Identifier[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern];
    case "AssignmentPattern":
      return boundIdentifiers(pattern.left);
    case "RestElement":
      return boundIdentifiers(pattern.argument);
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => (element ? boundIdentifiers(element) : []));
    case "ObjectPattern":
      return pattern.properties.flatMap((property) => boundIdentifiers(property.type === "RestElement" ? property.argument : property.value));
    case "TSParameterProperty":
      return boundIdentifiers(pattern.parameter);
    default:
      return [];
  }
}
