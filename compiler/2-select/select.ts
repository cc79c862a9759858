/**
 * Phase 2: which functions are capable, which of their calls may suspend, which callees are known, and why.
 *
 *     capable      it carries a mark (or `capable: "all"`)
 *     plain        left as it is: not marked, or a construct that is not compiled; the diagnostic says which
 *     leaf         capable, but none of its calls can suspend: left as it is, too
 *     suspending   gets two forms
 *
 * A call of a function that is known (a declaration nobody reassigns, a private method) may suspend only if that function is suspending:
 * the least fixed point over the calls of the file. Every other call may suspend, but for the standard functions of standard.ts.
 */
import { bare, t } from "../babel.ts";
import { type Diagnostic, diagnostic, type DiagnosticCode } from "../diagnostics.ts";
import { type ClassRewrites, HANDLE, RewriteNeeded } from "../class-rewrites.ts";
import type { KnownFacts, ResolvedOptions } from "../options.ts";
import { type Mark, markOfDirectives, markOfFunction } from "./marks.ts";
import { type Binding, constructorAround, type Call, type Fn, type Resolution } from "../resolution.ts";
import type { Access, Conversion, Conversions, Decision, ImplicitSite, Selection, Site } from "../selection.ts";
import { type Accesses, accesses, plainUse, privateMembers } from "./accesses.ts";
import { conversions } from "./conversions.ts";
import { constructed, inherits } from "./constructors.ts";
import { planFields } from "./fields.ts";
import { hintsAtIterators, implicitSite } from "./implicit.ts";
import { isOfHost, isStandardFunction, isStandardMethod, isStandardNamespace } from "./standard.ts";
import { callsBack, twinName } from "./twins.ts";
import { unsupported } from "./unsupported.ts";

export interface SelectContext {
  readonly resolution: Resolution;
  readonly options: ResolvedOptions;
  readonly facts: KnownFacts;
  readonly diagnostics: Diagnostic[];
  /** Functions that a later phase found it cannot compile, with the reason: left plain. By start offset. */
  readonly excluded: ReadonlyMap<number, string>;
  /** Classes that have been rewritten, and those that must not be, with the reason. */
  readonly rewrites: ClassRewrites;
  readonly refused: ReadonlyMap<number, string>;
}

export function select(context: SelectContext): Selection {
  const decisions = new Map<Fn, Decision>();
  const { resolution } = context;
  decide(resolution.program, programMark(context), context, decisions);
  const sites = new Map<Call, Site>();
  const implicitSites = new Map<t.Node, ImplicitSite>();
  const hasIterators = hintsAtIterators(decisions.values(), resolution);
  for (const { fn, status } of decisions.values()) {
    if (status === "plain") continue;
    for (const call of fn.calls) sites.set(call, classify(call, fn, context, decisions));
    for (const node of fn.implicitCalls) implicitSites.set(node, implicitSite(node, hasIterators || context.facts.iterations.has(node.start!), resolution, (call) => classifyCall(call, fn, context, decisions).callee));
  }
  const implicit: Implicit = { ...accesses(decisions, resolution, context.facts), conversions: conversions(decisions, resolution, context.facts) };
  settle(decisions, sites, implicitSites, implicit, context.options.stress, context.options.deepStacks ? recursive(decisions, sites, implicit) : new Set());
  const waiting = initializersThatWait(decisions);
  const suspending = new Set([...decisions.values()].filter(({ status }) => status === "suspending").map(({ fn }) => fn));
  planInitializers(context, decisions, suspending, waiting);
  const inheriting = new Set([...resolution.classes].filter(([node, fn]) => decisions.get(fn)!.isMarked && inherits(node, resolution, suspending, context.options.decorators)).map(([node]) => node));
  return { decisions, sites, implicitSites, isUsedPlainly: plainUse(decisions.values()), ...implicit, suspending, inheriting };
}

/** Initialisers that may be suspended. They stay with the engine unless their class is rewritten: no function of the compiler's is plainer. */
function initializersThatWait(decisions: ReadonlyMap<Fn, Decision>): Set<Fn> {
  const waiting = new Set<Fn>();
  for (const decision of decisions.values()) {
    if (decision.fn.kind !== "initializer") continue;
    if (decision.status === "suspending") waiting.add(decision.fn);
    decision.status = "plain";
  }
  return waiting;
}

/** @throws RewriteNeeded when a class is not yet as its initialisers need it. */
function planInitializers({ resolution, options, diagnostics, rewrites, refused }: SelectContext, decisions: ReadonlyMap<Fn, Decision>, suspending: ReadonlySet<Fn>, waiting: ReadonlySet<Fn>): void {
  const isMarked = (fn: Fn): boolean => decisions.get(fn)!.isMarked;
  const isPlain = (fn: Fn): boolean => decisions.get(fn)!.status === "plain";
  const plan = planFields({ resolution, suspending, waiting, isMarked, isPlain, classFields: options.classFields, decorators: options.decorators, done: rewrites, refused });
  if (plan.rewrites.size + plan.refused.size > 0) throw new RewriteNeeded(plan.rewrites, plan.refused);
  for (const { fn, reason } of plan.left) report(diagnostics, options, "GL2008", fn.node, quoted(fn.parent!), reason);
}

function programMark({ resolution, options, diagnostics }: SelectContext): Mark {
  const program = resolution.program.node as t.Program;
  const mark = markOfDirectives(program.directives);
  if (mark === "conflict") {
    report(diagnostics, options, "GL3001", program.directives[0]!, "the file");
    return { capable: false, reason: "conflicting marks" };
  }
  return mark ?? { capable: options.capable === "all", reason: options.capable === "all" ? "the file is included" : "not marked" };
}

/** Decides a function and, below it, those inside it. */
function decide(fn: Fn, inherited: Mark, context: SelectContext, decisions: Map<Fn, Decision>): void {
  const { resolution, options, diagnostics, excluded } = context;
  let mark = inherited;
  if (fn.kind === "function") {
    const own = markOfFunction(fn.node as t.Function, resolution.parentOf);
    if (own === "conflict") report(diagnostics, options, "GL3001", fn.node, quoted(fn));
    else if (own !== null) mark = own;
  }
  const decision: Decision = { fn, status: "plain", isMarked: mark.capable, reason: mark.reason };
  decisions.set(fn, decision);
  if (mark.capable && fn.kind === "function") {
    const late = excluded.get(fn.node.start!);
    const problem = late === undefined ? unsupported(fn, resolution, { classFields: options.classFields, decorators: options.decorators, refused: context.refused }) : { code: "GL2007" as const, detail: late };
    if (problem === null) decision.status = "leaf";
    else if (fn.calls.length > 0) {
      const item = report(diagnostics, options, problem.code, fn.node, quoted(fn), problem.detail);
      decision.reason = item.message;
    }
  }
  if (mark.capable && fn.kind === "initializer" && fn.node.type !== "TSModuleDeclaration" && !fn.hasEval) decision.status = "leaf"; // until planInitializers
  for (const child of fn.children) decide(child, mark, context, decisions);
}

function report(diagnostics: Diagnostic[], { filename }: ResolvedOptions, code: DiagnosticCode, node: t.Node, ...details: string[]): Diagnostic {
  const { line, column } = node.loc!.start;
  const item = diagnostic(code, filename, { start: node.start!, end: node.end!, line, column }, ...details);
  diagnostics.push(item);
  return item;
}

function quoted(fn: Fn): string {
  return fn.name === "" ? "the module" : `'${fn.name}'`;
}

function classify(call: Call, caller: Fn, context: SelectContext, decisions: ReadonlyMap<Fn, Decision>): Site {
  if (call.type === "YieldExpression") return delegation(call, caller, context, decisions);
  const site = classifyCall(call, caller, context, decisions);
  const { generator = false } = (site.callee?.node ?? {}) as t.Function;
  return generator ? { ...site, maySuspend: false, reason: `${site.callee!.name} only makes a generator` } : site;
}

/** `yield* xs`: its steps may suspend, but for those of a known generator that is a leaf. */
function delegation(call: t.YieldExpression, caller: Fn, context: SelectContext, decisions: ReadonlyMap<Fn, Decision>): Site {
  const argument = bare(call.argument!);
  const callee = argument.type === "CallExpression" ? classifyCall(argument, caller, context, decisions).callee : null;
  const fn = (callee?.node as t.Function | undefined)?.generator ? callee : null;
  return { call, callee: fn, isDirect: false, isTwin: false, intrinsic: null, maySuspend: true, reason: fn ? `it goes through ${fn.name}` : "the iterator may be capable" };
}

function classifyCall(call: Exclude<Call, t.YieldExpression>, caller: Fn, { resolution, options, facts }: SelectContext, decisions: ReadonlyMap<Fn, Decision>): Site {
  const callee = bare((call.type === "TaggedTemplateExpression" ? call.tag : call.callee) as t.Expression);
  const twin = call.type === "NewExpression" ? null : twinName(call, callee);
  const site = (maySuspend: boolean, reason: string, fn: Fn | null = null, isDirect = false): Site => {
    const isTwin = maySuspend && fn === null && twin !== null;
    return { call, callee: fn, isDirect, isTwin, intrinsic: null, maySuspend, reason: isTwin ? `${reason}; ${twin}` : reason };
  };
  if (facts.plainCalls.has(call.end!)) return site(false, "the types say that it is no compiled function");
  if (facts.leafCalls.has(call.end!)) return site(options.stress, "the types say that what it calls cannot be suspended");
  if ((callee.type as string) === "Import") return site(false, "import() is not a compiled call");
  if ((callee.type as string) === "Super") return classifySuper(caller, resolution, decisions, site);
  if (call.type === "NewExpression") return classifyNew(callee, resolution, site);
  if (callee.type === "Identifier") {
    const binding = resolution.bindingOf.get(callee);
    if (binding === undefined) return isStandardFunction(callee.name) ? site(false, `${callee.name} is a standard function`) : site(true, `${callee.name} is not declared in this file`);
    const intrinsic = intrinsicOf(binding, resolution, options.intrinsics);
    if (intrinsic !== null) return { ...site(intrinsic !== "plain", "a function of the runtime"), intrinsic: intrinsic === "plain" ? null : intrinsic };
    if (binding.writes.length > 0 || binding.inits > 1) return site(true, `${callee.name} is reassigned`);
    const node = binding.declaration.type === "VariableDeclarator" ? binding.declaration.init : binding.declaration;
    const isNamed = binding.kind === "function" || binding.kind === "self";
    const fn = node && (isNamed || binding.kind === "const") && isFunctionBinding(binding.declaration) ? resolution.fnOf.get(node) : undefined;
    // A const may still be in its dead zone at the call: the token is read from it, so that the error comes before anything is stored.
    if (fn !== undefined) return site(true, `${callee.name} is ${fn.name}`, fn, isNamed);
    return site(true, `${callee.name} may be any function`);
  }
  if (callee.type === "MemberExpression" || callee.type === "OptionalMemberExpression") return classifyMethod(call, callee, resolution, site);
  if (t.isFunction(callee)) return site(true, "a function expression called in place", resolution.fnOf.get(callee) ?? null);
  return site(true, "the callee is computed");
}

/** What an import from the module of intrinsics is; null for any other binding. */
function intrinsicOf({ declaration }: Binding, { program }: Resolution, intrinsics: string | null): "call" | "apply" | "plain" | null {
  if (intrinsics === null || declaration.type !== "ImportSpecifier") return null;
  const isTheirs = (statement: t.Statement): boolean => statement.type === "ImportDeclaration" && statement.source.value === intrinsics && statement.specifiers.includes(declaration);
  if (!(program.node as t.Program).body.some(isTheirs)) return null;
  const { name } = declaration.imported as t.Identifier;
  return name === "call" || name === "apply" ? name : "plain";
}

function isFunctionBinding(declaration: t.Node): boolean {
  return declaration.type !== "VariableDeclarator" || declaration.id.type === "Identifier";
}

type MakeSite = (maySuspend: boolean, reason: string, fn?: Fn | null, isDirect?: boolean) => Site;

function classifyMethod(call: Exclude<Call, t.YieldExpression>, callee: t.MemberExpression | t.OptionalMemberExpression, { bindingOf, fnOf, parentOf }: Resolution, site: MakeSite): Site {
  const { object, property } = callee;
  if (property.type === "PrivateName") {
    const method = privateMethod(call, property.id.name, parentOf);
    const fn = method && fnOf.get(method);
    if (fn !== undefined && fn !== null) return site(true, `#${property.id.name} is a private method`, fn, true);
    return site(true, `#${property.id.name} may be any function`);
  }
  const receiver = object.type === "Super" ? null : bare(object as t.Expression);
  if (receiver?.type === "Identifier" && receiver.name === HANDLE) return site(false, "the runtime");
  if (receiver === null || callee.computed || property.type !== "Identifier") return site(true, "the method is not known");
  if (isOfHost(receiver, bindingOf)) return site(false, "it belongs to the host");
  const binding = bindingOf.get(receiver);
  if (receiver.type === "Identifier" && binding === undefined && isStandardNamespace(receiver.name, property.name) && !callsBack(call, receiver.name, property.name)) return site(false, `${receiver.name}.${property.name} is a standard function`);
  if (isStandardMethod(receiver, binding, property.name)) return site(false, `${property.name} is a standard method`);
  return site(true, `the method ${property.name} is not known`);
}

/** `super(…)` is compiled with the constructor it stands in. */
function classifySuper(caller: Fn, resolution: Resolution, decisions: ReadonlyMap<Fn, Decision>, site: MakeSite): Site {
  const owner = constructorAround(caller);
  if (owner === null || decisions.get(owner)?.status === "plain") return site(false, "the constructor is left plain");
  const { superClass } = resolution.parentOf.get(resolution.parentOf.get(owner.node)!) as t.Class;
  const found = superClass && superClass.type !== "NullLiteral" ? constructed(bare(superClass), resolution) : "plain";
  if (found === "plain") return site(false, "the parent runs nothing that suspends");
  return found === "unknown" ? site(true, "the parent may be any constructor") : site(true, `the parent is ${found.name}`, found);
}

/** A class may be in its dead zone: the token is read from its name. */
function classifyNew(callee: t.Expression, resolution: Resolution, site: MakeSite): Site {
  const found = constructed(callee, resolution);
  const name = callee.type === "Identifier" ? callee.name : "the constructor";
  if (found === "plain") return site(false, `${name} runs nothing that suspends`);
  if (found === "unknown") return site(true, `${name} may be any constructor`);
  return site(true, `${name} is ${found.name}`, found, found.node.type === "FunctionDeclaration" && callee.type === "Identifier");
}

/** The private method (no accessor, no field) that `#name` means at a place. */
function privateMethod(place: t.Node, name: string, parentOf: ReadonlyMap<t.Node, t.Node>): t.ClassPrivateMethod | null {
  const [member] = privateMembers(place, name, parentOf);
  return member?.type === "ClassPrivateMethod" && member.kind === "method" && !member.decorators?.length ? member : null; // (a decorator may put a plain function there)
}

const isSuper = (call: Call): boolean => call.type === "CallExpression" && call.callee.type === "Super";

/** What calls without a call expression, by what it may call. */
type Implicit = Accesses & { conversions: Conversions };

/** With `deepStacks` a recursion suspends itself. Greatest fixed point: the functions that are left when those are taken away which call none of them. */
function recursive(decisions: ReadonlyMap<Fn, Decision>, sites: ReadonlyMap<Call, Site>, { reads, writes, conversions }: Implicit): Set<Fn> {
  const left = new Set([...decisions.values()].filter(({ status }) => status === "leaf").map(({ fn }) => fn));
  const isLeft = ({ maySuspend, callee }: Site): boolean => maySuspend && callee !== null && left.has(callee);
  const isOneLeft = (access: Access | Conversion | undefined): boolean => access?.candidates.some((fn) => left.has(fn)) === true;
  const mayCallOneLeft = (fn: Fn): boolean => fn.calls.some((call) => isLeft(sites.get(call)!)) || fn.accesses.some((node) => isOneLeft(reads.get(node)) || isOneLeft(writes.get(node))) || [...(conversions.get(fn)?.values() ?? [])].some(isOneLeft);
  for (let before = Infinity; left.size < before; ) {
    before = left.size;
    for (const fn of left) if (!mayCallOneLeft(fn)) left.delete(fn);
  }
  return left;
}

/** Least fixed point: a capable function is suspending when one of its calls may suspend. Under STRESS every call may. @param deep functions that do whatever they call. */
function settle(decisions: ReadonlyMap<Fn, Decision>, sites: ReadonlyMap<Call, Site>, implicitSites: ReadonlyMap<t.Node, ImplicitSite>, { reads, writes, conversions }: Implicit, stress: boolean, deep: ReadonlySet<Fn>): void {
  const mayAccessSuspend = (access: Access | Conversion | undefined): boolean => access?.isElsewhere === true || access?.candidates.some((fn) => deep.has(fn) || decisions.get(fn)!.status === "suspending") === true;
  const mayConvert = (fn: Fn): boolean => [...(conversions.get(fn)?.values() ?? [])].some(mayAccessSuspend);
  const mayCallSuspend = ({ maySuspend, callee }: Site | ImplicitSite): boolean => maySuspend && (stress || callee === null || deep.has(callee) || decisions.get(callee)?.status === "suspending");
  for (let hasChanged = true; hasChanged; ) {
    hasChanged = false;
    for (const decision of decisions.values()) {
      const { status, fn } = decision;
      if (status !== "leaf") continue;
      const suspends = fn.calls.some((call) => mayCallSuspend(sites.get(call)!)) || fn.implicitCalls.some((node) => mayCallSuspend(implicitSites.get(node)!)) || fn.accesses.some((node) => mayAccessSuspend(reads.get(node)) || mayAccessSuspend(writes.get(node))) || mayConvert(fn);
      if (!suspends) continue;
      decision.status = "suspending";
      hasChanged = true;
      // An arrow function's `super(…)` is one of the constructor around it, whatever else that one does.
      const owner = constructorAround(fn);
      if (owner !== null && decisions.get(owner)!.status === "leaf" && fn.calls.some((call) => isSuper(call))) decisions.get(owner)!.status = "suspending";
    }
  }
  for (const own of conversions.values()) for (const [node, conversion] of own) if (!mayAccessSuspend(conversion)) own.delete(node);
  for (const access of [...reads.values(), ...writes.values()]) access.maySuspend = mayAccessSuspend(access);
  for (const site of [...sites.values(), ...implicitSites.values()]) {
    const status = site.callee === null ? undefined : decisions.get(site.callee)?.status;
    if (site.maySuspend && !mayCallSuspend(site)) {
      site.maySuspend = false;
      site.reason += `, which is ${status === "leaf" ? "a leaf" : "plain"}`;
    }
  }
}
