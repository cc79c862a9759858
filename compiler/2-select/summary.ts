/** What the rest of a program needs to know of a file: read off a selection that was made without facts, so that whatever is not known of other files may suspend. */
import { bare, type t } from "../babel.ts";
import type { AccessSummary, CallSummary, FileSummary, FunctionSummary, ImplicitSummary } from "../summary.ts";
import { type Call, constructorAround, type Fn, type Resolution } from "../resolution.ts";
import type { Decision, ImplicitSite, Selection, Site } from "../selection.ts";
import { keyOf, keyOfAccess, mayLookUp, usage } from "./accesses.ts";
import { constructed } from "./constructors.ts";
import { converted, memberOf } from "./conversions.ts";
import { markOfFunction } from "./marks.ts";
import { Primitives } from "./primitives.ts";
import { twinCallback } from "./twins.ts";

type KeyOf = (fn: Fn) => number;

/** The offset of a body's `{`; of an arrow function without one, where it begins. Functions that the rewriting of classes made get keys that nobody else knows. */
function keysOf(functions: readonly Fn[]): KeyOf {
  const keys = new Map<Fn, number>();
  const taken = new Set<number>();
  for (const [index, fn] of functions.entries()) {
    const body = "body" in fn.node ? (fn.node.body as t.Node | null | undefined) : null;
    const start = (body?.type === "BlockStatement" ? body.start : fn.node.start) ?? -1;
    const key = start < 0 || taken.has(start) ? -1 - index : start;
    taken.add(key);
    keys.set(fn, key);
  }
  return (fn) => keys.get(fn)!;
}

export function summarize(selection: Selection, resolution: Resolution): FileSummary {
  const primitives = new Primitives(resolution);
  const keyOf = keysOf(resolution.functions);
  const functions = [...selection.decisions.values()].filter(({ fn }) => fn.kind !== "program").map((decision) => new Summarizer(decision, { selection, resolution, primitives, keyOf }).result());
  const classes = [...resolution.classes.keys()].map((node): [number, number | "plain" | "unknown"] => {
    const found = constructed(node as t.Expression, resolution);
    return [node.body.start!, typeof found === "string" ? found : keyOf(found)];
  });
  return { functions, classes: new Map(classes) };
}

const isGenerator = ({ node }: Fn): boolean => (node as t.Function).generator === true;

interface FileContext {
  readonly selection: Selection;
  readonly resolution: Resolution;
  readonly primitives: Primitives;
  readonly keyOf: KeyOf;
}

class Summarizer {
  readonly #decision: Decision;
  readonly #selection: Selection;
  readonly #resolution: Resolution;
  readonly #primitives: Primitives;
  readonly #keyOf: KeyOf;

  constructor(decision: Decision, { selection, resolution, primitives, keyOf }: FileContext) {
    this.#decision = decision;
    this.#selection = selection;
    this.#resolution = resolution;
    this.#primitives = primitives;
    this.#keyOf = keyOf;
  }

  result(): FunctionSummary {
    const { fn, isMarked, status, reason } = this.#decision;
    const sites = fn.calls.flatMap((call) => this.#siteOf(call));
    return {
      key: this.#keyOf(fn),
      name: fn.name,
      kind: fn.kind === "function" ? "function" : "initializer",
      start: fn.node.loc ? (fn.node.start ?? -1) : -1,
      end: fn.node.end ?? -1,
      status,
      reason,
      isMarked,
      hasOwnMark: fn.kind === "function" && isOwn(markOfFunction(fn.node as t.Function, this.#resolution.parentOf)),
      isGenerator: isGenerator(fn),
      suspendsAnyway: this.#suspendsAnyway(sites),
      owner: this.#owner(),
      callees: this.#callees(sites),
      openCalls: sites.filter((site) => isOpen(site)).map(({ call, isTwin }) => ({ end: call.end!, twin: isTwin ? twinCallback(bare((call as t.CallExpression).callee as t.Expression)) : null })),
      calls: sites.map((site) => this.#callOf(site)),
      implicit: this.#implicitSummaries(),
      accesses: this.#accesses(),
      operators: this.#operators(),
      iterations: fn.implicitCalls.flatMap((node) => (this.#selection.implicitSites.get(node)?.maySuspend === false && node.type !== "VariableDeclaration" ? [node.start!] : [])),
      member: this.#member(),
    };
  }

  #siteOf(call: Call): Site[] {
    const site = this.#selection.sites.get(call);
    return site === undefined ? [] : [site];
  }

  /** Steps of iterators, `using`, `yield*`, and calls that nobody can find again. */
  #suspendsAnyway(sites: readonly Site[]): boolean {
    const { implicitSites } = this.#selection;
    return this.#decision.fn.implicitCalls.some((node) => isAnybody(implicitSites.get(node))) || sites.some((site) => site.maySuspend && site.callee === null && !isOpen(site));
  }

  #owner(): number | null {
    const { fn } = this.#decision;
    const owner = constructorAround(fn);
    return owner !== null && owner !== fn && fn.calls.some((call) => call.type === "CallExpression" && call.callee.type === "Super") ? this.#keyOf(owner) : null;
  }

  /** Calling a generator function runs nothing of it; going through what it makes does. */
  #callees(sites: readonly Site[]): number[] {
    const { fn } = this.#decision;
    const called = sites.flatMap(({ call, callee }) => (callee === null || (isGenerator(callee) && call.type !== "YieldExpression") ? [] : [callee]));
    const stepped = fn.implicitCalls.flatMap((node) => this.#selection.implicitSites.get(node)?.callee ?? []);
    return [...new Set([...called, ...stepped, ...this.#implicit()].map((callee) => this.#keyOf(callee)))];
  }

  #callOf({ call, callee, maySuspend, reason }: Site): CallSummary {
    return { start: call.start ?? -1, end: call.end ?? -1, callee: callee === null ? null : this.#keyOf(callee), maySuspend: maySuspend || callee !== null, reason, imported: this.#imported(call) };
  }

  /** `greenlets/hub wait` */
  #imported(call: Call): string | null {
    const { bindingOf, parentOf } = this.#resolution;
    const callee = call.type === "CallExpression" ? bare(call.callee as t.Expression) : null;
    const declaration = callee?.type === "Identifier" ? bindingOf.get(callee)?.declaration : undefined;
    if (declaration?.type !== "ImportSpecifier") return null;
    const { imported } = declaration;
    return `${(parentOf.get(declaration) as t.ImportDeclaration).source.value} ${imported.type === "Identifier" ? imported.name : imported.value}`;
  }

  #implicitSummaries(): ImplicitSummary[] {
    const { fn } = this.#decision;
    const { reads, writes, conversions, implicitSites } = this.#selection;
    const summary = ({ start, end }: t.Node, callees: readonly Fn[], reason: string, maySuspend = true): ImplicitSummary => ({ start: start ?? -1, end: end ?? -1, callees: callees.map((callee) => this.#keyOf(callee)), maySuspend, reason });
    return [
      ...fn.accesses.flatMap((node) => [reads.get(node), writes.get(node)].flatMap((access) => (access === undefined ? [] : [summary(node, access.candidates, access.reason)]))),
      ...[...(conversions.get(fn)?.values() ?? [])].map(({ node, candidates, reason }) => summary(node, candidates, reason)),
      ...fn.implicitCalls.flatMap((node) => {
        const site = implicitSites.get(node);
        return site === undefined || site.isStandard ? [] : [summary(node, site.callee === null ? [] : [site.callee], site.reason, site.maySuspend)];
      }),
    ];
  }

  /** What is called without a call expression. */
  #implicit(): Fn[] {
    const { fn } = this.#decision;
    const { reads, writes, conversions } = this.#selection;
    const accesses = fn.accesses.flatMap((node) => [reads.get(node), writes.get(node)].flatMap((access) => access?.candidates ?? []));
    return [...accesses, ...[...(conversions.get(fn)?.values() ?? [])].flatMap(({ candidates }) => candidates)];
  }

  #accesses(): AccessSummary[] {
    const { fn, status } = this.#decision;
    if (status === "plain") return [];
    return fn.accesses.flatMap((node) => {
      const name = keyOfAccess(node);
      if (name === null || name.startsWith("#") || !node.end || !mayLookUp(node, fn, this.#resolution)) return [];
      const { kinds } = usage(node, this.#resolution.parentOf);
      return kinds.length === 0 ? [] : [{ start: node.start!, end: node.end, kinds, name }];
    });
  }

  #operators(): FunctionSummary["operators"] {
    const { fn, status } = this.#decision;
    if (status === "plain") return [];
    return fn.operators.filter((node) => converted(node, this.#primitives, this.#resolution).includes(true)).map((node) => ({ start: node.start!, end: node.end!, isInstanceOf: node.type === "BinaryExpression" && node.operator === "instanceof" }));
  }

  #member(): string | null {
    const { node } = this.#decision.fn;
    if (node.type !== "ClassMethod" && node.type !== "ObjectMethod") {
      const member = memberOf(node, this.#resolution.parentOf);
      return member === null ? null : keyOf(member.key, member.computed === true);
    }
    const key = keyOf(node.key, node.computed === true);
    return key === null || node.kind === "constructor" ? null : node.kind === "method" ? key : `${node.kind} ${key}`;
  }
}

/** Types may tell what it calls. Of a call that the rewriting of classes made there is no text. */
const isOpen = ({ call, callee, maySuspend }: Site): boolean => maySuspend && callee === null && call.type !== "YieldExpression" && Boolean(call.end) && call.loc != null;

const isOwn = (mark: ReturnType<typeof markOfFunction>): boolean => mark !== null && mark !== "conflict" && mark.capable;

const isAnybody = (site: ImplicitSite | undefined): boolean => site?.maySuspend === true && site.callee === null;
