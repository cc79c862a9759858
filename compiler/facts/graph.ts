/**
 * Which functions of a whole program may be suspended: the rule of `2-select/select.ts`, over the calls of all files. A function is suspending as soon as one of its calls
 * may suspend; the least fixed point, so that functions of several files that call each other, and nothing else that suspends, are leaves.
 *
 * What a call may call comes from the types (typehost/checker.ts), but types do not bind objects: a method call may reach whatever any file puts under its
 * name, by a subclass, an object literal that has the same shape, an assignment. So of methods the names decide. Where functions get under names that no text tells
 * (`o[k] = f`), the names decide nothing.
 */
import type { FileSummary, FunctionRef, FunctionSummary, OpenCallSummary } from "../summary.ts";
import { IndirectCalls } from "./indirect.ts";
import type { Callee, Checker, Member, Opening, Position } from "../typehost/checker.ts";

export interface ProgramInput {
  readonly checker: Checker;
  /** By path; null for a file in which nothing is compiled, undefined for one of which nothing is known. */
  readonly summaries: ReadonlyMap<string, FileSummary | null | undefined>;
  /** Recursions suspend themselves. */
  readonly deepStacks: boolean;
}

export interface OpenCall {
  readonly end: number;
  readonly callee: Callee;
}

/** An access or operator that may call functions of other files. */
export interface Indirect {
  readonly kind: "get" | "set" | "convert" | "step";
  /** Where it ends; of a step where it starts. */
  readonly at: number;
  readonly start: number;
  /** Empty: it surely may suspend. */
  readonly candidates: readonly FunctionNode[];
}

export interface Cause {
  readonly node: FunctionNode | null;
  readonly reason: string;
  /** Where it is so. */
  readonly place: Position | null;
}

export interface FunctionNode {
  readonly path: string;
  readonly fn: FunctionSummary;
  readonly openCalls: readonly OpenCall[];
  readonly callees: readonly FunctionNode[];
  readonly indirect: readonly Indirect[];
  isSuspending: boolean;
}

type MethodCallee = Extract<Callee, { kind: "method" }>;

export type Draft = { -readonly [Key in keyof FunctionNode]: FunctionNode[Key] };

export class ProgramGraph {
  readonly #checker: Checker;
  readonly #summaries: ProgramInput["summaries"];
  readonly #files = new Map<string, Map<number, Draft>>();

  constructor({ checker, summaries, deepStacks }: ProgramInput) {
    this.#checker = checker;
    this.#summaries = summaries;
    for (const [path, summary] of summaries) if (summary) this.#files.set(path, new Map(summary.functions.map((fn) => [fn.key, { path, fn, openCalls: [], callees: [], indirect: [], isSuspending: false }])));
    for (const [path, nodes] of this.#files) this.#readCalls(path, nodes);
    new IndirectCalls(checker, this.#files).read();
    this.#settle(deepStacks ? this.#recursive() : new Set());
  }

  /** Those of a file that are compiled, or could be. */
  functionsOf(path: string): readonly FunctionNode[] {
    return [...(this.#files.get(path)?.values() ?? [])];
  }

  nodeOf({ path, key }: FunctionRef): FunctionNode | undefined {
    return this.#files.get(path)?.get(key);
  }

  /** The text is asked in one batch a file; of functions that cannot be suspended whatever others do, nothing is asked. */
  #readCalls(path: string, nodes: ReadonlyMap<number, Draft>): void {
    const askers = [...nodes.values()].filter(({ fn }) => fn.status !== "plain" && fn.openCalls.length > 0);
    const found = this.#checker.callees(path, askers.flatMap(({ fn }) => fn.openCalls.map(({ end }) => end)));
    let at = 0;
    for (const node of askers) node.openCalls = node.fn.openCalls.map(({ end, twin }) => ({ end, callee: withTwin(found[at++]!, twin) }));
    for (const node of nodes.values()) node.callees = node.fn.callees.flatMap((key) => nodes.get(key) ?? []);
  }

  /** Whether a call may suspend, as far as is known now. */
  maySuspend(callee: Callee): boolean {
    return this.#mayReach(callee, (ref) => this.#isSuspending(ref));
  }

  #mayReach(callee: Callee, test: (ref: FunctionRef) => boolean): boolean {
    const isAmong = (members: readonly Member[]): boolean => members.some(({ target }) => target === null || test(target));
    const isAnyOpen = (): boolean => this.#openings(test).some(({ kind }) => kind === "any");
    const isSwapped = (names: readonly string[]): boolean => names.some((name) => isAmong(this.#checker.members(name).filter(({ isWritten }) => isWritten))) || (names.length > 0 && isAnyOpen());
    if ("callsBack" in callee && callee.callsBack !== null && test(callee.callsBack)) return true;
    switch (callee.kind) {
      case "unknown":
      case "capable":
        return true;
      case "foreign":
        return isSwapped(callee.readAs);
      case "function":
        return test(callee.target) || isSwapped(callee.readAs);
      case "class":
        return this.#mayConstruct(callee.target, test) || callee.readAs.some((name) => this.#checker.isWritten(name)) || (callee.readAs.length > 0 && isAnyOpen());
      case "method":
        return this.#isOpen(callee, test) || isAmong(this.#checker.members(callee.name));
    }
  }

  /** What makes a call suspend: a function of the program, or a reason; null when it cannot. */
  cause(callee: Callee): Cause | null {
    if (!this.maySuspend(callee)) return null;
    if ("callsBack" in callee && callee.callsBack !== null && this.#isSuspending(callee.callsBack)) return this.#causeOf([callee.callsBack], callee.name);
    switch (callee.kind) {
      case "unknown":
        return { node: null, reason: callee.reason, place: null };
      case "capable":
        return { node: null, reason: "", place: null };
      case "function":
      case "foreign":
        return this.#causeOf("target" in callee ? [callee.target] : [], callee.name, ...callee.readAs);
      case "class": {
        const key = this.#summaries.get(callee.target.path)?.classes.get(callee.target.key);
        return typeof key === "number" ? this.#causeOf([{ path: callee.target.path, key }], callee.name) : { node: null, reason: "what its constructor calls is not known", place: null };
      }
      case "method": {
        // What can be shown is told before what cannot be ruled out.
        const known = this.#causeOf(callee.target === null ? [] : [callee.target], callee.name);
        return known.node === null && this.#isOpen(callee, (ref) => this.#isSuspending(ref)) ? this.#whyOpen(callee) : known;
      }
    }
  }

  #causeOf(targets: readonly FunctionRef[], name: string, ...others: readonly string[]): Cause {
    const found = targets.find((ref) => this.#isSuspending(ref));
    const member = [name, ...others].flatMap((item) => this.#checker.members(item)).find(({ target }) => target === null || this.#isSuspending(target));
    const ref = found ?? member?.target ?? null;
    const node = ref === null ? null : (this.nodeOf(ref) ?? null);
    return node === null ? { node, reason: ref === null ? `any function may be put under the name ${name}` : `what ${name} does is not known`, place: member?.place ?? null } : { node, reason: "", place: null };
  }

  #whyOpen({ name, declared, isOfPrimitive, isShape }: MethodCallee): Cause {
    const opening = isOfPrimitive ? undefined : this.#openings((ref) => this.#isSuspending(ref)).find(({ kind }) => kind === "any" || declared === "interface" || isShape);
    if (opening !== undefined) return { node: null, reason: "functions get under names that no text tells", place: opening.place };
    if (this.#checker.members(name).length === 0) return { node: null, reason: `the program has no method ${name}: it is one of code that is not here`, place: null };
    return { node: null, reason: `code that is compiled elsewhere has a method ${name}`, place: null };
  }

  /** Those by which a function that matters gets under any name. */
  #openings(test: (ref: FunctionRef) => boolean): readonly Opening[] {
    return this.#checker.openings().filter(({ target }) => target === null || test(target));
  }

  /** Whether a method call may reach what no file's text has under its name. */
  #isOpen({ name, declared, isOfPrimitive, isShape }: MethodCallee, test: (ref: FunctionRef) => boolean): boolean {
    const openings = isOfPrimitive ? [] : this.#openings(test);
    if (openings.some(({ kind }) => kind === "any")) return true;
    if (declared === "standard") return isShape && openings.length > 0;
    if (this.#checker.isDeclaredElsewhere(name, "others")) return true;
    if (declared === "package") return false;
    return (declared === "interface" && openings.length > 0) || this.#checker.members(name).length === 0 || this.#checker.isDeclaredElsewhere(name, "runtime");
  }

  #mayConstruct({ path, key }: FunctionRef, test: (ref: FunctionRef) => boolean): boolean {
    const summary = this.#summaries.get(path);
    if (summary === null || summary === undefined) return summary === undefined;
    const found = summary.classes.get(key) ?? "unknown";
    return typeof found === "number" ? test({ path, key: found }) : found === "unknown";
  }

  #isSuspending(ref: FunctionRef): boolean {
    if (this.#summaries.get(ref.path) === null) return false;
    const node = this.nodeOf(ref);
    return node === undefined || (node.fn.status !== "plain" && !node.fn.isGenerator && node.isSuspending);
  }

  /** With `deepStacks`: what is left when those are taken away that call none of what is left. */
  #recursive(): Set<Draft> {
    const left = new Set(this.#capable());
    const isLeft = (ref: FunctionRef): boolean => left.has(this.nodeOf(ref) as Draft);
    const callsOneLeft = (node: Draft): boolean => node.callees.some((callee) => left.has(callee)) || node.indirect.some(({ candidates }) => candidates.some((item) => left.has(item))) || node.openCalls.some(({ callee }) => callee.kind !== "unknown" && callee.kind !== "capable" && this.#mayReach(callee, isLeft));
    for (let before = Infinity; left.size < before; ) {
      before = left.size;
      for (const node of left) if (!callsOneLeft(node)) left.delete(node);
    }
    return left;
  }

  *#capable(): Generator<Draft> {
    for (const nodes of this.#files.values()) for (const node of nodes.values()) if (node.fn.status !== "plain") yield node;
  }

  #settle(deep: ReadonlySet<Draft>): void {
    const waiting = new Set(this.#capable());
    for (const node of deep) node.isSuspending = true;
    for (let hasChanged = true; hasChanged; ) {
      hasChanged = false;
      for (const node of waiting) {
        if (!node.isSuspending && !this.#suspends(node)) continue;
        waiting.delete(node);
        node.isSuspending = true;
        hasChanged = true;
        const owner = node.fn.owner === null ? undefined : this.#files.get(node.path)!.get(node.fn.owner);
        if (owner !== undefined && owner.fn.status !== "plain") owner.isSuspending = true;
      }
    }
  }

  #suspends({ fn, callees, openCalls, indirect }: FunctionNode): boolean {
    return fn.suspendsAnyway || callees.some((callee) => callee.isSuspending) || openCalls.some(({ callee }) => this.maySuspend(callee)) || indirect.some((item) => isLive(item));
  }
}

/** What a name may mean that a capable twin has, too: the twin calls back. A function that is known by its declaration is none. */
function withTwin(callee: Callee, twin: OpenCallSummary["twin"]): Callee {
  if (twin === null || callee.kind === "function" || callee.kind === "capable" || callee.kind === "unknown") return callee;
  if (twin >= 0 && callee.kind !== "class" && !callee.callbacks.some(({ index }) => index < 0)) {
    const callback = callee.callbacks.find(({ index }) => index === twin);
    if (callback === undefined) return callee;
    if (callback.target !== null && callee.kind === "method" && callee.declared === "standard") return { ...callee, callsBack: callback.target };
  }
  return { kind: "unknown", reason: `${callee.name} may be a standard function, which calls back` };
}

/** Whether what an access or operator may call elsewhere is suspending. */
export const isLive = ({ candidates }: Indirect): boolean => candidates.length === 0 || candidates.some(({ isSuspending }) => isSuspending);
