/** The `Checker` over the classic API: definitions of each file once, everything of types when it is asked for. */
import { fileURLToPath } from "node:url";
import type * as TypeScript from "typescript";
import { callSites } from "./call-sites.ts";
import type { FunctionRef } from "../summary.ts";
import type { Callee, CallSite, Checker, CheckerSettings, Iterated, Member, Opening } from "./checker.ts";
import { type CalleeContext, calleeOf, type Origin } from "./callees.ts";
import { ts } from "./classic.ts";
import { bare, type Definition, type Definitions, definitionsOf, type OpenDefinition } from "./definitions.ts";
import { Fingerprints } from "./fingerprints.ts";
import { isAnything, mayBeCalled, valueOfType, valuesOf } from "./functions.ts";
import { ObjectTypes } from "./object-types.ts";

const known = new WeakMap<TypeScript.SourceFile, Definitions>();

/** Definitions need no checker: a file that did not change keeps them from program to program. */
function definitions(file: TypeScript.SourceFile): Definitions {
  const found = known.get(file) ?? definitionsOf(file);
  known.set(file, found);
  return found;
}

export function classicChecker(program: TypeScript.Program, own: readonly TypeScript.SourceFile[], isCommonJs: (file: TypeScript.SourceFile) => boolean, settings: CheckerSettings): Checker {
  const { isOwn } = settings;
  return new ClassicChecker(program, isOwn === undefined ? own : own.filter(({ fileName }) => isOwn(fileName)), isCommonJs, settings);
}

/** Our own declarations, as they stand beside the compiler. */
const OWN_FOLDER = fileURLToPath(new URL("../../", import.meta.url)).replaceAll("\\", "/");

const packages = new Map<string, boolean>();

/** Whether a package may have been compiled by us before it was published: its declarations carry marks, or it needs the runtime. */
function usesGreenlets({ fileName, text }: TypeScript.SourceFile): boolean {
  if (text.includes("@greenlet")) return true;
  const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(fileName)?.[0];
  if (folder === undefined) return true;
  const known = packages.get(folder) ?? needsRuntime(ts.sys.readFile(`${folder}/package.json`) ?? "{}");
  packages.set(folder, known);
  return known;
}

function needsRuntime(manifest: string): boolean {
  try {
    const { dependencies, peerDependencies, optionalDependencies } = JSON.parse(manifest) as Record<string, object | undefined>;
    return "greenlets" in { ...dependencies, ...peerDependencies, ...optionalDependencies };
  } catch {
    return true;
  }
}

class ClassicChecker implements Checker {
  readonly #program: TypeScript.Program;
  readonly #own: readonly TypeScript.SourceFile[];
  readonly #byPath: ReadonlyMap<string, TypeScript.SourceFile>;
  readonly #types: TypeScript.TypeChecker;
  readonly #context: CalleeContext;
  readonly #objects: ObjectTypes;
  readonly #members = new Map<string, readonly Member[]>();
  #definitions: ReadonlyMap<string, readonly Definition[]> | null = null;
  #fingerprints: Fingerprints | null = null;
  #declared: Readonly<Record<"runtime" | "others", ReadonlySet<string>>> | null = null;
  #found: Open | null = null;
  #areClassesMoved: boolean | null = null;

  constructor(program: TypeScript.Program, own: readonly TypeScript.SourceFile[], isCommonJs: (file: TypeScript.SourceFile) => boolean, { isForeign }: CheckerSettings) {
    this.#program = program;
    this.#own = own;
    this.#byPath = new Map(own.map((file) => [file.fileName, file]));
    this.#types = program.getTypeChecker();
    const originOf = (file: TypeScript.SourceFile): Origin => {
      if (program.isSourceFileDefaultLibrary(file) || file.fileName.includes("/node_modules/@types/node/")) return "standard";
      if (file.fileName.startsWith(OWN_FOLDER) || /\/node_modules\/greenlets\//.test(file.fileName)) return "runtime";
      return file.isDeclarationFile && isForeign(file.fileName) && !usesGreenlets(file) ? "package" : "own";
    };
    this.#context = { checker: this.#types, isAssigned: (file, name) => (file !== null && ts.isExternalModule(file) ? [file] : own).some((item) => definitions(item).assigned.has(name)), originOf, readsModules: isCommonJs, movesClasses: () => (this.#areClassesMoved ??= this.#movesClasses()) };
    this.#objects = new ObjectTypes(this.#types, originOf);
  }

  files(): { path: string; text: string }[] {
    return this.#own.map(({ fileName, text }) => ({ path: fileName, text }));
  }

  fingerprint(path: string): string | null {
    const file = this.#byPath.get(path);
    const fingerprints = (this.#fingerprints ??= new Fingerprints(this.#types, this.#own));
    return file === undefined ? null : orElse(() => fingerprints.of(file), null);
  }

  callees(path: string, ends: readonly number[]): Callee[] {
    const file = this.#byPath.get(path);
    const calls = file === undefined ? undefined : definitions(file).calls;
    return ends.map((end) => {
      const call = calls?.get(end);
      return call ? orElse(() => calleeOf(call, this.#context), LOST) : LOST;
    });
  }

  callSites(path: string, names: ReadonlySet<string>): readonly CallSite[] {
    const file = this.#byPath.get(path);
    return file === undefined ? [] : orElse(() => callSites(file, definitions(file), names, this.#context), []);
  }

  members(name: string): readonly Member[] {
    const found = this.#members.get(name) ?? orElse(() => this.#findMembers(name), ANYTHING);
    this.#members.set(name, found);
    return found;
  }

  #findMembers(name: string): Member[] {
    const definitions = this.#allDefinitions().get(name) ?? [];
    const open = this.#open().names.get(name) ?? [];
    const anything = open.map(({ node }): Member => ({ target: null, isWritten: true, place: placeOf(node) }));
    return [...definitions.flatMap((definition) => this.#valuesOf(definition)), ...anything];
  }

  #valuesOf(definition: Definition): Member[] {
    const { name, value, node } = definition;
    const values = value !== null ? valuesOf(value, name, this.#context) : isAssignmentTarget(node) ? ["unknown" as const] : [valueOfType(node, this.#context)];
    return values.flatMap((found) => (found === "none" ? [] : [{ target: found === "unknown" ? null : found, isWritten: isPatch(definition), place: placeOf(node) }]));
  }

  #allDefinitions(): ReadonlyMap<string, readonly Definition[]> {
    if (this.#definitions !== null) return this.#definitions;
    const all = new Map<string, Definition[]>();
    for (const file of this.#own) {
      for (const [name, found] of definitions(file).members) {
        const others = all.get(name);
        if (others === undefined) all.set(name, [...found]);
        else others.push(...found);
      }
    }
    return (this.#definitions = all);
  }

  openings(): readonly Opening[] {
    return this.#open().openings;
  }

  isWritten(name: string): boolean {
    return this.#open().names.has(name) || (this.#allDefinitions().get(name) ?? []).some((definition) => isPatch(definition) && !ts.isShorthandPropertyAssignment(definition.node));
  }

  /** Definitions whose name the text does not tell: their types may tell names; or that no function is among the values. */
  #open(): Open {
    if (this.#found !== null) return this.#found;
    const names = new Map<string, OpenDefinition[]>();
    const openings: Opening[] = [];
    for (const file of this.#own) {
      for (const definition of definitions(file).open) {
        const keys = orElse(() => this.#keysOf(definition), "any" as const);
        if (typeof keys !== "string") for (const name of keys) names.set(name, [...(names.get(name) ?? []), definition]);
        else for (const target of orElse(() => this.#functionsOf(definition), [null])) openings.push({ kind: keys, target, place: placeOf(definition.node) });
      }
    }
    const hasCasts = openings.some(({ kind }) => kind === "typed") && this.#own.some((file) => definitions(file).casts.some((node) => orElse(() => this.#castsTable(node), true)));
    return (this.#found = { openings: hasCasts ? openings.map((opening) => ({ ...opening, kind: "any" as const })) : openings, names });
  }

  /**
   * `table as unknown as Tool`, `tool as unknown as Record<string, unknown>`: what a class, a module, or a standard type declares may be what somebody puts into a table. Of
   * interfaces that is so without a cast; reads right where the cast stands put nothing there, and writes are openings of their own.
   */
  #castsTable(node: TypeScript.AssertionExpression): boolean {
    if (ts.isAssertionExpression(node.parent) || isAccessed(node)) return false;
    const [from, to] = [this.#types.getTypeAtLocation(bare(node)), this.#types.getTypeAtLocation(node)];
    return (this.#holdsFunctions(from) && this.#isNamed(to)) || (this.#isNamed(from) && this.#holdsFunctions(to));
  }

  #holdsFunctions(type: TypeScript.Type): boolean {
    const held = this.#types.getIndexTypeOfType(type, ts.IndexKind.String);
    return held !== undefined && mayBeCalled(held, this.#types);
  }

  #isNamed(type: TypeScript.Type): boolean {
    if (type.flags & ts.TypeFlags.TypeParameter) return true;
    const declarations = type.getSymbol()?.declarations ?? [];
    if (isAnything(type) || declarations.length === 0 || this.#types.getIndexInfosOfType(type).length > 0) return false;
    return declarations.every((item) => ts.isClassLike(item) || ts.isSourceFile(item) || this.#context.originOf(item.getSourceFile()) === "standard");
  }

  #movesClasses(): boolean {
    return this.#own.some((file) => definitions(file).moved.some((node) => orElse(() => this.#mayBeClass(this.#types.getTypeAtLocation(node)), true)));
  }

  #mayBeClass(type: TypeScript.Type): boolean {
    return isAnything(type) || type.getConstructSignatures().length > 0 || (type.isUnionOrIntersection() && type.types.some((part) => this.#mayBeClass(part)));
  }

  #functionsOf({ value }: OpenDefinition): (FunctionRef | null)[] {
    if (value === null) return [null];
    return valuesOf(value, "", this.#context).flatMap((found) => (found === "none" ? [] : [found === "unknown" ? null : found]));
  }

  /** Names that a definition may define; or into what it puts functions under any name. */
  #keysOf({ kind, key, value, target, node }: OpenDefinition): readonly string[] | "typed" | "any" {
    if (kind === "proxy") return "any";
    if (kind === "reflect") {
      const type = this.#types.getIndexTypeOfType(this.#types.getTypeAtLocation(node), ts.IndexKind.String);
      return type !== undefined && !mayBeCalled(type, this.#types) ? [] : "typed";
    }
    const keys = key === null ? null : namesOfType(this.#types.getTypeAtLocation(key));
    if (keys !== null && keys.length === 0) return [];
    if (value !== null && !mayBeCalled(this.#types.getTypeAtLocation(value), this.#types)) return [];
    if (keys !== null) return keys;
    if (kind === "literal") return ts.isObjectLiteralExpression(node.parent) && this.#isSpreadOfAny(node.parent) ? "any" : "typed";
    return target === null || this.#isTable(target) ? "typed" : "any";
  }

  /** `{ ...object, [key]: f }` with an object of a type parameter: it still has that type. */
  #isSpreadOfAny(node: TypeScript.ObjectLiteralExpression): boolean {
    const types = node.properties.flatMap((item) => (ts.isSpreadAssignment(item) ? [this.#types.getTypeAtLocation(item.expression)] : []));
    return types.some((type) => isAnything(type) || (type.flags & ts.TypeFlags.Instantiable) !== 0 || ((type.flags & ts.TypeFlags.Object) !== 0 && ((type as TypeScript.ObjectType).objectFlags & ts.ObjectFlags.Mapped) !== 0) || type.isClassOrInterface());
  }

  /** Whether an object is made to hold anything under any name: not, when only a cast says so, a type parameter, or `Record<string, any>`, which any object is. */
  #isTable(target: TypeScript.Expression): boolean {
    const node = bare(target);
    const type = this.#types.getTypeAtLocation(node);
    if (isAnything(type) || isAnything(this.#types.getTypeAtLocation(target))) return false;
    if (this.#types.isArrayType(type) || isMadeHere(ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) ? this.#types.getSymbolAtLocation(node) : undefined)) return true;
    const held = this.#types.getIndexTypeOfType(type, ts.IndexKind.String);
    return held === undefined ? (type.flags & ts.TypeFlags.Object) !== 0 && type.getProperties().length === 0 : (held.flags & ts.TypeFlags.Any) === 0;
  }

  mayBeAccessors(path: string, ends: readonly number[]): boolean[] {
    return this.#ask(path, ends, "accesses", (node) => this.#objects.mayHaveAccessor(node));
  }

  mayConvert(path: string, ends: readonly number[]): boolean[] {
    return this.#ask(path, ends, "operators", (node) => this.#objects.mayConvert(node));
  }

  iterated(path: string, starts: readonly number[]): Iterated[] {
    const file = this.#byPath.get(path);
    return starts.map((start) => {
      const node = file === undefined ? undefined : definitions(file).iterations.get(start);
      return node === undefined ? "standard" : orElse(() => this.#objects.iterated(node), "unknown");
    });
  }

  isDeclaredElsewhere(name: string, by: "runtime" | "others"): boolean {
    return this.#declaredNames()[by].has(name);
  }

  #declaredNames(): Readonly<Record<"runtime" | "others", ReadonlySet<string>>> {
    if (this.#declared !== null) return this.#declared;
    const found = { runtime: new Set<string>(), others: new Set<string>() };
    for (const file of this.#program.getSourceFiles()) {
      const origin = file.isDeclarationFile ? this.#context.originOf(file) : "standard";
      if (origin === "runtime" || origin === "own") for (const name of methodNames(file)) found[origin === "runtime" ? "runtime" : "others"].add(name);
    }
    return (this.#declared = found);
  }

  #ask(path: string, ends: readonly number[], what: "accesses" | "operators", test: (node: TypeScript.Node) => boolean): boolean[] {
    const file = this.#byPath.get(path);
    return ends.map((end) => file !== undefined && definitions(file)[what].get(end)?.some((node) => orElse(() => test(node), true)) === true);
  }
}

const LOST: Callee = { kind: "unknown", reason: "the types do not tell" };
const ANYTHING: readonly Member[] = [{ target: null, isWritten: true, place: { path: "", start: 0 } }];

/** TypeScript's checker may fail on a program that has errors, or run out of stack: then nothing is known. */
function orElse<Result>(step: () => Result, otherwise: Result): Result {
  try {
    return step();
  } catch {
    return otherwise;
  }
}

interface Open {
  readonly openings: readonly Opening[];
  readonly names: ReadonlyMap<string, OpenDefinition[]>;
}

const placeOf = (node: TypeScript.Node): Member["place"] => ({ path: node.getSourceFile().fileName, start: node.getStart() });

/** `const table: Record<string, any> = {}` */
function isMadeHere(symbol: TypeScript.Symbol | undefined): boolean {
  const node = symbol?.valueDeclaration;
  if (node === undefined || !(ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node)) || node.initializer === undefined) return false;
  const made = bare(node.initializer);
  return ts.isObjectLiteralExpression(made) || (ts.isCallExpression(made) && made.expression.getText() === "Object.create" && made.arguments.length === 1);
}

/** `(o as Record<string, unknown>)[k]` */
function isAccessed(node: TypeScript.AssertionExpression): boolean {
  let at: TypeScript.Node = node;
  while (ts.isParenthesizedExpression(at.parent) || ts.isNonNullExpression(at.parent)) at = at.parent;
  return (ts.isElementAccessExpression(at.parent) || ts.isPropertyAccessExpression(at.parent)) && at.parent.expression === at;
}

/** `o.m = f`, and `Object.assign(o, { m: f })`. */
const isPatch = ({ isWritten, node }: Definition): boolean => isWritten || (ts.isObjectLiteralElementLike(node) && ts.isObjectLiteralExpression(node.parent));

/** A written property whose value nobody sees: an element of a pattern, `Object.defineProperty`. */
const isAssignmentTarget = (node: TypeScript.Node): boolean => ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isCallExpression(node);

/** The strings that a key may be; none for numbers and symbols; null for any. */
function namesOfType(type: TypeScript.Type): string[] | null {
  if (type.isUnion()) {
    const parts = type.types.map((part) => namesOfType(part));
    return parts.includes(null) ? null : parts.flatMap((part) => part ?? []);
  }
  if (type.isStringLiteral()) return [type.value];
  return type.flags & (ts.TypeFlags.NumberLike | ts.TypeFlags.ESSymbolLike) ? [] : null;
}

/** Names of methods, and of functions that a module exports, in a declaration file. */
function methodNames(file: TypeScript.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: TypeScript.Node): void => {
    const isCallable = ts.isMethodSignature(node) || ts.isMethodDeclaration(node) || ts.isPropertySignature(node) || ts.isPropertyDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node) || ts.isGetAccessor(node);
    if (isCallable && node.name !== undefined && (ts.isIdentifier(node.name) || ts.isStringLiteral(node.name))) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}
