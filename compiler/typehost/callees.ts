/** What one call calls, as its declaration says. Only what holds whatever objects, casts and `any` do is said to be known; names of methods are left to who knows all of the program's. */
import type * as TypeScript from "typescript";
import type { Callback, Callee } from "./checker.ts";
import { ts } from "./classic.ts";
import { bare, type CallNode, hasModifier } from "./definitions.ts";
import { fixedDeclaration, isAnything, isPrimitive, mayBeCalled, type Meaning, meant, namesOnTheWay, refOf } from "./functions.ts";

/** Whose a declaration is. own: the program's, or of somebody whose code may be compiled, though only its declarations are here. */
export type Origin = "standard" | "package" | "runtime" | "own";

export interface CalleeContext extends Meaning {
  readonly originOf: (file: TypeScript.SourceFile) => Origin;
  /** Whether imports of a file become reads of a module object, which anybody may write to. */
  readonly readsModules: (file: TypeScript.SourceFile) => boolean;
  /** Whether `Object.setPrototypeOf` may be called for a class. */
  readonly movesClasses: () => boolean;
}

const unknown = (reason: string): Callee => ({ kind: "unknown", reason });

export function calleeOf(call: CallNode, context: CalleeContext): Callee {
  const callee = declaredCallee(call, context);
  return "callbacks" in callee ? { ...callee, callbacks: callbacksOf(call, context) } : callee;
}

/** Arguments that are not surely primitives: a cast may make a function of another object, but nobody passes one for a string. */
function callbacksOf(call: CallNode, context: CalleeContext): Callback[] {
  if (ts.isTaggedTemplateExpression(call)) return [ANY];
  return (call.arguments ?? []).flatMap((argument, index): Callback[] => {
    if (ts.isSpreadElement(argument)) return [ANY];
    const node = bare(argument);
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return [{ index, target: refOf(node) ?? null }];
    if (ts.isIdentifier(node)) {
      const symbol = meant(context.checker.getSymbolAtLocation(node), context);
      if (symbol?.declarations !== undefined && isStandard(symbol.declarations, context)) return []; // `filter(Boolean)`
      const declaration = fixedDeclaration(symbol, context);
      const target = declaration === undefined || ts.isClassLike(declaration) ? undefined : refOf(declaration);
      if (target !== undefined) return [{ index, target }];
    }
    return isPrimitive(context.checker.getTypeAtLocation(argument), context.checker) ? [] : [{ index, target: null }];
  });
}

const ANY: Callback = { index: -1, target: null };

const isStandard = (declarations: readonly TypeScript.Declaration[], { originOf }: CalleeContext): boolean => declarations.length > 0 && isAmbient(declarations) && declarations.every((node) => originOf(node.getSourceFile()) === "standard");

function declaredCallee(call: CallNode, context: CalleeContext): Callee {
  const expression = bare(ts.isTaggedTemplateExpression(call) ? call.tag : call.expression);
  if (ts.isNewExpression(call)) return constructed(expression, context);
  if (expression.kind === ts.SyntaxKind.SuperKeyword) return constructedBySuper(call, context);
  if (ts.isIdentifier(expression)) return named(expression, context);
  if (ts.isPropertyAccessExpression(expression) && ts.isIdentifier(expression.name)) return method(expression, context);
  return unknown("the callee is computed");
}

/** `f()` */
function named(node: TypeScript.Identifier, context: CalleeContext): Callee {
  const local = context.checker.getSymbolAtLocation(node);
  const symbol = meant(local, context);
  const { text } = node;
  if (symbol === undefined || symbol.declarations === undefined) return unknown(`${text} is not declared`);
  const known = declared(symbol, namesOnTheWay(local, context), text, context);
  if (known?.kind === "foreign" && local === symbol && context.isAssigned(null, text)) return unknown(`${text} is assigned`);
  if (known !== null) return known;
  const declaration = fixedDeclaration(symbol, context);
  const target = declaration === undefined || ts.isClassLike(declaration) ? undefined : refOf(declaration);
  if (target === undefined) return unknown(`${text} may be any function`);
  const isImported = local !== symbol;
  const isGlobal = declaration !== undefined && !ts.isExternalModule(declaration.getSourceFile()); // of a script: a property of the global object
  if (isImported && context.isAssigned(node.getSourceFile(), text)) return unknown(`${text} is reassigned`); // `let f = require("…")` of JavaScript
  const isRead = isGlobal || isExportOfNamespace(symbol) || (isImported && context.readsModules(node.getSourceFile()));
  return { kind: "function", name: text, target, readAs: isRead ? namesOnTheWay(local, context) : [] };
}

/** `namespace N { export function f() {} }`: another block of the namespace reads N.f. */
function isExportOfNamespace(symbol: TypeScript.Symbol | undefined): boolean {
  return (symbol?.declarations ?? []).some((node) => {
    const statement = ts.isVariableDeclaration(node) ? node.parent.parent : node;
    return ts.isModuleBlock(statement.parent) && hasModifier(statement, ts.SyntaxKind.ExportKeyword);
  });
}

/** A function that only a declaration file declares; null for any other. Variables may hold any function, but for the standard's own. */
function declared(symbol: TypeScript.Symbol, readAs: readonly string[], name: string, { originOf }: CalleeContext): Callee | null {
  const declarations = symbol.declarations ?? [];
  if (declarations.some((node) => hasMark(node))) return isAmbient(declarations) ? { kind: "capable", name, switches: false } : null;
  if (!isAmbient(declarations)) return null;
  const origins = new Set(declarations.map((node) => originOf(node.getSourceFile())));
  if (origins.has("runtime")) return ofRuntime(symbol.name, readAs); // not what it is called here
  if (origins.has("own")) return unknown(`what ${name} is, only a declaration file says, which may be that of compiled code`);
  const isFunction = declarations.some((node) => ts.isFunctionDeclaration(node));
  const isGlobal = declarations.every((node) => originOf(node.getSourceFile()) === "standard");
  if (isFunction || isGlobal) return { kind: "foreign", name, readAs, text: isGlobal ? `${name} (standard)` : `${name} (a package that is not compiled)`, isOfPackage: !isGlobal, callbacks: [ANY], callsBack: null };
  return unknown(`${name} may be any function`);
}

/** All of them in declaration files, or declared to be elsewhere. */
function isAmbient(declarations: readonly TypeScript.Declaration[]): boolean {
  return declarations.length > 0 && declarations.every((node) => node.getSourceFile().isDeclarationFile);
}

/** `/** @greenlet *\/` in front of a declaration. */
function hasMark(node: TypeScript.Declaration): boolean {
  return node.getSourceFile().isDeclarationFile && ts.getJSDocTags(node).some((tag) => tag.tagName.text === "greenlet");
}

/** Functions of `greenlets` that switch at once; those that run nothing of the program; and others. */
const SWITCHING = new Set(["wait", "sleep", "Yield"]);
const QUIET = new Set(["getCurrent", "getTrace", "setTrace", "pathOf", "stackOf", "genlet", "spawn", "run"]);

const QUIET_METHODS = new Set(["frames"]);

function ofRuntime(name: string, readAs: readonly string[]): Callee {
  if (SWITCHING.has(name)) return { kind: "capable", name: `${name} (${name === "Yield" ? "greenlets" : "greenlets/hub"})`, switches: true };
  if (QUIET.has(name)) return { kind: "foreign", name, readAs, text: `${name} (greenlets)`, isOfPackage: false, callbacks: [ANY], callsBack: null };
  return { kind: "capable", name, switches: false };
}

/** `new C()`. Standard classes and those of packages are known by their declarations, too. */
function constructed(node: TypeScript.Expression, context: CalleeContext): Callee {
  if (!ts.isIdentifier(node)) return unknown("the class is computed");
  const local = context.checker.getSymbolAtLocation(node);
  const symbol = meant(local, context);
  const callee = classOf(symbol, namesOnTheWay(local, context), node.text, context);
  if (callee.kind !== "class") return callee;
  const isImported = local !== symbol;
  const isRead = isExportOfNamespace(symbol) || (isImported && context.readsModules(node.getSourceFile()));
  return isRead ? callee : { ...callee, readAs: [] };
}

/** @param readAs the names that the class has on the way, wherever it is read from. */
function classOf(symbol: TypeScript.Symbol | undefined, readAs: readonly string[], name: string, context: CalleeContext): Callee {
  const declarations = symbol?.declarations ?? [];
  if (symbol === undefined || declarations.length === 0) return unknown(`${name} is not declared`);
  if (isAmbient(declarations)) {
    const origins = new Set(declarations.map((node) => context.originOf(node.getSourceFile())));
    const isClass = origins.has("standard") || declarations.some((node) => ts.isClassDeclaration(node));
    if (origins.has("runtime")) return symbol.name === "Greenlet" || isClass ? { kind: "foreign", name, readAs, text: `${name} (greenlets)`, isOfPackage: false, callbacks: [ANY], callsBack: null } : unknown(`${name} may be any constructor`);
    if (declarations.some((node) => hasMark(node) || (ts.isClassDeclaration(node) && node.members.some((member) => ts.isConstructorDeclaration(member) && hasMark(member))))) return { kind: "capable", name, switches: false };
    if (isClass && !origins.has("own")) return { kind: "foreign", name, readAs, text: `${name} (${origins.has("standard") ? "standard" : "a package that is not compiled"})`, isOfPackage: !origins.has("standard"), callbacks: [ANY], callsBack: null };
    return unknown(`${name} may be any constructor`);
  }
  const declaration = fixedDeclaration(symbol, context);
  if (declaration === undefined || !ts.isClassLike(declaration)) return unknown(`${name} may be any constructor`);
  return { kind: "class", name, readAs, target: { path: declaration.getSourceFile().fileName, key: bodyOf(declaration) } };
}

/** Where a class's `{` stands. */
function bodyOf(node: TypeScript.ClassLikeDeclaration): number {
  const file = node.getSourceFile();
  const children = node.getChildren(file);
  return children.find(({ kind }) => kind === ts.SyntaxKind.OpenBraceToken)?.getStart(file) ?? -1;
}

function constructedBySuper(call: TypeScript.Node, context: CalleeContext): Callee {
  let at: TypeScript.Node | undefined = call;
  while (at !== undefined && !ts.isClassLike(at)) at = at.parent;
  const base = at?.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
  if (base === undefined) return unknown("the parent is not known");
  return context.movesClasses() ? unknown("classes get other parents") : constructed(bare(base), context);
}

/** `o.m()`. Who may call what is put under the name is not decided here. */
function method(node: TypeScript.PropertyAccessExpression, context: CalleeContext): Callee {
  const { expression, name: id } = node;
  const { checker } = context;
  const name = id.text;
  const symbol = checker.getSymbolAtLocation(id);
  if (symbol?.declarations === undefined) {
    const type = checker.getTypeAtLocation(expression);
    return unknown(isAnything(type) ? `${expression.getText()} is of type ${checker.typeToString(type)}` : `the method ${name} is not declared`);
  }
  const target = meant(symbol, context);
  const isNamespace = ts.isIdentifier(expression) && isModule(meant(checker.getSymbolAtLocation(expression), context));
  if (isNamespace && target !== undefined) return ofModule(target, name, expression, context);
  const receiver = checker.getTypeAtLocation(expression);
  if (isAnything(receiver)) return unknown(`${expression.getText()} is of type ${checker.typeToString(receiver)}`);
  if (!mayBeCalled(checker.getTypeAtLocation(node), checker)) return unknown(`${name} is called by a cast`);
  return declaredMethod(symbol, node, receiver, context);
}

const isModule = (symbol: TypeScript.Symbol | undefined): boolean => symbol !== undefined && (symbol.flags & ts.SymbolFlags.ValueModule) !== 0 && symbol.declarations?.every((node) => ts.isSourceFile(node) || (ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name))) === true;

/** `ns.f()` where `import * as ns` */
function ofModule(symbol: TypeScript.Symbol, name: string, node: TypeScript.Node, context: CalleeContext): Callee {
  const readAs = [...new Set([name, ...namesOnTheWay(symbol, context)])];
  const known = declared(symbol, readAs, name, context);
  if (known !== null) return known;
  const declaration = fixedDeclaration(symbol, context);
  const target = declaration === undefined || ts.isClassLike(declaration) ? undefined : refOf(declaration);
  return target === undefined ? unknown(`${name} may be any function`) : { kind: "function", name, target, readAs: context.readsModules(node.getSourceFile()) ? readAs : [] };
}

type Declared = Extract<Callee, { kind: "method" }>["declared"];

function declaredMethod(symbol: TypeScript.Symbol, node: TypeScript.PropertyAccessExpression, receiver: TypeScript.Type, context: CalleeContext): Callee {
  const name = node.name.text;
  const type = context.checker.typeToString(receiver).replace(/<.*>$/s, "");
  const declarations = symbol.declarations ?? [];
  if (declarations.some((node) => hasMark(node))) return { kind: "capable", name: `${type}.${name}`, switches: false };
  const kinds = new Set<Declared | "runtime" | "other">(declarations.map((node) => kindOf(node, context)));
  if (kinds.has("runtime") && QUIET_METHODS.has(name)) return { kind: "foreign", name, readAs: [name], text: `${type}.${name} (greenlets)`, isOfPackage: false, callbacks: [ANY], callsBack: null };
  if (kinds.has("runtime")) return { kind: "capable", name: `${type}.${name}`, switches: isSwitch(declarations, name, node, context) };
  if (kinds.has("other") || kinds.size === 0) return unknown(`${type}.${name} may hold any function`);
  const declared: Declared = kinds.has("interface") ? "interface" : kinds.has("class") ? "class" : kinds.has("package") ? "package" : "standard";
  const [only] = declarations.filter((node) => (node as TypeScript.FunctionLikeDeclaration).body !== undefined);
  return { kind: "method", name, text: `${type}.${name}`, declared, target: only === undefined ? null : (refOf(only) ?? null), isOfPrimitive: isPrimitive(receiver, context.checker), isShape: declared === "standard" && !isStandardObject(node.expression, context) && !isNominal(receiver, context), callbacks: [ANY], callsBack: null };
}

/** `console`, `process.stdout`: what is there before the program. */
function isStandardObject(given: TypeScript.Expression, context: CalleeContext): boolean {
  const node = bare(given);
  if (ts.isPropertyAccessExpression(node)) return isStandardObject(node.expression, context);
  const symbol = ts.isIdentifier(node) ? meant(context.checker.getSymbolAtLocation(node), context) : undefined;
  return symbol?.declarations !== undefined && isStandard(symbol.declarations, context);
}

/** Of a standard class: nobody makes a table, and says that it is an array. `Console`, `Iterator`, `Pick<Map<…>, …>` may be any object. */
function isNominal(type: TypeScript.Type, context: CalleeContext): boolean {
  const { checker } = context;
  if (type.isUnion()) return type.types.every((part) => isNominal(part, context) || isPrimitive(part, checker));
  if (isPrimitive(type, checker) || checker.isArrayType(type) || checker.isTupleType(type)) return true;
  const constraint = type.flags & ts.TypeFlags.Instantiable ? checker.getBaseConstraintOfType(type) : undefined;
  if (constraint !== undefined && constraint !== type) return isNominal(constraint, context);
  if (type.getCallSignatures().length > 0) return true;
  const symbol = type.getSymbol();
  const { declarations = [], valueDeclaration } = symbol ?? {};
  if (symbol === undefined || declarations.length === 0) return false;
  if (declarations.some((node) => ts.isClassLike(node))) return true;
  return valueDeclaration !== undefined && isStandard([valueDeclaration], context) && checker.getTypeOfSymbolAtLocation(symbol, valueDeclaration).getConstructSignatures().length > 0;
}

/** Properties hold whatever was put there; methods hold what classes and objects have under their name. */
function kindOf(node: TypeScript.Declaration, { originOf }: CalleeContext): Declared | "runtime" | "other" {
  const isMethod = ts.isMethodDeclaration(node) || ts.isMethodSignature(node);
  const isInClass = ts.isClassLike(node.parent);
  switch (originOf(node.getSourceFile())) {
    case "runtime":
      return "runtime";
    case "standard":
      return isMethod ? "standard" : "other";
    case "package":
      return isMethod && isInClass ? "package" : "other";
    case "own":
      if (node.getSourceFile().isDeclarationFile) return "other";
      if (isMethod) return isInClass ? "class" : "interface";
      return ts.isPropertySignature(node) || ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node) || ts.isParameter(node) || ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node) ? "interface" : "other";
  }
}

/**
 * What leaves the greenlet that it is called in: `join` of a task; `switch` and `throw` of its parent, or of the greenlet that was current when the module ran. A
 * switch to any other greenlet may go down from the main one, and come back.
 */
function isSwitch(declarations: readonly TypeScript.Declaration[], name: string, { expression }: TypeScript.PropertyAccessExpression, context: CalleeContext): boolean {
  const owner = declarations[0]?.parent;
  const className = owner !== undefined && (ts.isClassLike(owner) || ts.isInterfaceDeclaration(owner)) ? owner.name?.text : undefined;
  if (className === "Task" && name === "join") return true;
  if (className !== "Greenlet" || (name !== "switch" && name !== "throw")) return false;
  const receiver = bare(expression);
  if (ts.isPropertyAccessExpression(receiver)) return receiver.name.text === "parent";
  const declaration = ts.isIdentifier(receiver) ? context.checker.getSymbolAtLocation(receiver)?.valueDeclaration : undefined;
  if (declaration === undefined || !ts.isVariableDeclaration(declaration) || declaration.initializer === undefined || !ts.isSourceFile(declaration.parent.parent.parent)) return false;
  const init = bare(declaration.initializer);
  return (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0 && ts.isCallExpression(init) && ts.isIdentifier(init.expression) && init.expression.text === "getCurrent";
}
