/** What lowering one function needs to know and collects: the code so far, temporaries, and the statements around the current place. */
import { t } from "../babel.ts";
import { type CallCode, type Callee, type Code, asLabel, asPoint, type Destination, type Label, type Point, type YieldCode } from "../ir.ts";
import type { Names } from "../names.ts";
import type { TemplateTable } from "../templates.ts";
import { assign, id, isAnonymous, member, run } from "../nodes.ts";
import { Unsupported } from "../unsupported-error.ts";
import { type BodyKind, bodyKind, constructorAround, type Fn, type Resolution, type Scope } from "../resolution.ts";
import type { Access, Conversion, Selection, Site } from "../selection.ts";
import type { Call } from "../resolution.ts";
import type { Leaves } from "./leaves.ts";
import type { Variable, Variables } from "../variables.ts";

/** A lowered statement that a jump may leave: it has to be told. */
export type Region =
  | { readonly kind: "iteration"; readonly iterator: string; readonly how: "plain" | "suspending" | "await"; /** The loop or pattern, for positions. */ readonly node: t.Node }
  | LeftRegion;

/**
 * A try whose block is left before a jump or return goes on: one with a finalizer, or one with a catch clause inside a for-of, whose
 * iterator must be closed where that clause does not catch.
 */
export interface LeftRegion {
  readonly kind: "finally" | "catch";
  readonly completion: string;
  readonly result: string;
  readonly exit: Label;
  readonly exits: Exit[];
}

/** One way in which control leaves such a try, by number. */
export type Exit = { readonly kind: "return" } | { readonly kind: "jump"; readonly to: "break" | "continue"; readonly target: t.Statement };

/** What break and continue of a lowered statement mean. */
export interface Target {
  readonly statement: t.Statement;
  readonly break: { readonly label: Label; readonly depth: number };
  readonly continue: { readonly to: "break" | "continue"; readonly label: Label; readonly depth: number } | null;
}

export interface LowerOptions {
  readonly keepFrames: boolean;
  readonly stress: boolean;
}

export class Lowering {
  readonly fn: Fn;
  readonly bodyKind: BodyKind;
  readonly resolution: Resolution;
  readonly selection: Selection;
  readonly leaves: Leaves;
  readonly variables: Variables;
  readonly names: Names;
  readonly options: LowerOptions;
  /** Expressions that belong to the whole file: template objects. */
  readonly templates: TemplateTable;
  /** See dead-zone.ts; of all functions of the file. */
  readonly inert: Map<Scope, number>;

  out: Code[] = [];
  readonly points: Point[] = [];
  readonly temporaries = new Set<string>();
  /** Temporaries that are parameters. */
  readonly parameters = new Set<string>();
  /** Variables whose declaration became an assignment. */
  readonly hoisted = new Set<string>();
  readonly regions: Region[] = [];
  readonly targets: Target[] = [];
  /** The temporary that holds the resources of the innermost block with `using` declarations. */
  disposables = "";
  /** try statements around, whose handlers see an error of a call. */
  tryDepth = 0;
  #labels = 0;
  #depth = 0;

  constructor(fn: Fn, setting: { resolution: Resolution; selection: Selection; leaves: Leaves; variables: Variables; names: Names; options: LowerOptions; templates: TemplateTable; inert: Map<Scope, number> }) {
    this.fn = fn;
    this.bodyKind = bodyKind(fn.node);
    this.resolution = setting.resolution;
    this.selection = setting.selection;
    this.leaves = setting.leaves;
    this.variables = setting.variables;
    this.names = setting.names;
    this.options = setting.options;
    this.templates = setting.templates;
    this.inert = setting.inert;
  }

  // ---- this

  /** `this` is that of a derived constructor: bound by its `super(…)`. */
  get isThisLate(): boolean {
    const { parentOf } = this.resolution;
    const owner = constructorAround(this.fn);
    return owner !== null && Boolean((parentOf.get(parentOf.get(owner.node)!) as t.Class).superClass);
  }

  /** Whether `this` is surely bound at a place: behind a `super(…)` that is a statement of the constructor's body. */
  isThisBound(place: t.Node): boolean {
    if (!this.isThisLate) return true;
    if (constructorAround(this.fn) !== this.fn) return false;
    const { body } = (this.fn.node as t.ClassMethod).body;
    const isSuper = (node: t.Node): boolean => (node.type === "SequenceExpression" ? isSuper(node.expressions[0]!) : node.type === "CallExpression" && node.callee.type === "Super");
    const first = body.find((statement) => statement.type === "ExpressionStatement" && isSuper(statement.expression));
    return first !== undefined && (typeof place.start !== "number" || place.start >= first.end!);
  }

  // ---- code

  push(code: Code): void {
    this.out.push(code);
  }

  plain(statement: t.Statement): void {
    this.out.push({ kind: "plain", statement });
  }

  run(expression: t.Expression): void {
    this.plain(run(expression));
  }

  /** CAUTION: an anonymous function would take the name of the temporary; `(0, fn)` keeps it anonymous. */
  assign(name: string, value: t.Expression): void {
    this.run(assign(name, isAnonymous(value) ? t.sequenceExpression([t.numericLiteral(0), value]) : value));
  }

  /** The code that `build` pushes, apart. */
  nested(build: () => void): Code[] {
    const outer = this.out;
    this.out = [];
    build();
    const inner = this.out;
    this.out = outer;
    return inner;
  }

  // ---- names

  /** A temporary that nothing else uses until the end of the statement: assigned once on each path through it. */
  temporary(): string {
    const name = this.names.series("$", ++this.#depth);
    this.temporaries.add(name);
    return name;
  }

  /** Temporaries taken inside are free again afterwards: each costs a register in every activation. */
  scoped(build: () => void): void {
    const depth = this.#depth;
    build();
    this.#depth = depth;
  }

  /** Evaluates now, for use later. */
  hold(value: t.Expression): t.Identifier {
    const name = this.temporary();
    this.assign(name, value);
    return id(name);
  }

  label(word: string): Label {
    return asLabel(`$${word}${++this.#labels}`);
  }

  runtime(name: string, ...args: (t.Expression | t.SpreadElement)[]): t.CallExpression {
    return t.callExpression(t.memberExpression(id(this.names.runtime), id(name)), args);
  }

  // ---- facts

  site(call: Call): Site {
    const site = this.selection.sites.get(call);
    if (site === undefined) throw new Unsupported(this.fn, "a call that was not classified");
    return site;
  }

  maySuspend(call: Call): boolean {
    return this.selection.sites.get(call)?.maySuspend === true; // calls of ours (`$.mark`) have no site
  }

  /** The access of a property that may be suspended in an accessor. */
  access(kind: Access["kind"], node: t.Node): Access | undefined {
    const access = (kind === "get" ? this.selection.reads : this.selection.writes).get(node);
    return access?.maySuspend ? access : undefined;
  }

  /** What is known of an operator that may be suspended while it converts an operand. */
  conversion(node: t.Node): Conversion | undefined {
    return this.leaves.conversions.get(node);
  }

  /** Whether the steps of an iteration may suspend: of one that is lowered anyway always, but for the engine's own. */
  stepsMaySuspend(node: t.Node): boolean {
    const site = this.selection.implicitSites.get(node);
    return site !== undefined && (site.maySuspend || (node.type === "ForOfStatement" && !site.isStandard && site.callee === null));
  }

  /** The compiled function that a call can only reach; null when it may be another, or a plain one. */
  directCallee({ isDirect, callee }: Site): Fn | null {
    return isDirect && callee !== null && this.selection.suspending.has(callee) ? callee : null;
  }

  /** The callee of a call that may reach a standard function: its capable twin instead. */
  twin(callee: t.Expression, { isTwin }: Site, by: "twin" | "route" = "twin"): t.Expression {
    return isTwin ? this.runtime(by, callee) : callee;
  }

  suspends(node: t.Node): boolean {
    return this.leaves.suspends(node);
  }

  variable(node: t.Node): Variable | undefined {
    const binding = this.resolution.bindingOf.get(node);
    return binding === undefined ? undefined : this.variables.get(binding);
  }

  unsupported(reason: string): never {
    throw new Unsupported(this.fn, reason);
  }

  // ---- calls

  /** A call that may suspend, as a statement. */
  suspend(callee: Callee, args: (t.Expression | t.SpreadElement)[], into: Destination, node: t.Node, isTail = false): void {
    const form = node.type === "NewExpression" ? "new" : callee.expression.type === ("Super" as string) ? "super" : "call";
    const call: CallCode = { kind: "call", point: asPoint(this.points.length + 1), callee, args, form, into, isTail, node };
    this.points.push({ id: call.point, call });
    this.push(call);
  }

  /** A call of a function of the runtime that behaves as a compiled one. */
  suspendInRuntime(name: string, args: t.Expression[], into: Destination, node: t.Node): void {
    this.suspend({ kind: "name", expression: member(this.names.runtime, name) }, args, into, node);
  }

  runtimeValue(name: string, args: t.Expression[], node: t.Node): t.Identifier {
    const result = this.temporary();
    this.suspendInRuntime(name, args, { kind: "variable", name: result }, node);
    return id(result);
  }

  /** A driven body gives a value away: also a statement. */
  give(how: YieldCode["how"], given: t.Expression, into: Destination, node: t.Node): void {
    const code: YieldCode = { kind: "yield", point: asPoint(this.points.length + 1), how, value: given, into, node };
    this.points.push({ id: code.point, call: code });
    this.push(code);
  }
}
