/**
 * What a whole program shows to be a mistake, or without effect: code that is not compiled, and calls, or is given, a function that surely leaves the greenlet it runs in; a
 * mark on a function that cannot be suspended.
 *
 * Surely: by calls of functions that are known, down to `wait`, `sleep`, `join`, `Yield`, or a switch to the parent or to the main greenlet. A switch to another
 * greenlet says nothing: plain code in the main greenlet is who makes them, and they come back to it.
 */
import { MESSAGES, type DiagnosticCode } from "../diagnostics.ts";
import { lineColumn, type Problem } from "../problem.ts";
import type { FunctionRef } from "../summary.ts";
import type { Callee, CallSite, Checker } from "../typehost/checker.ts";
import type { FunctionNode, ProgramGraph } from "./graph.ts";

export interface WarningsInput {
  readonly checker: Checker;
  readonly graph: ProgramGraph;
  /** A path as the user writes it. */
  readonly show: (path: string) => string;
}

/** In the order of files and places. */
export function programWarnings(input: WarningsInput): Problem[] {
  return new Warnings(input).find();
}

/** Where a function leaves its greenlet, and by what. */
interface Exit {
  readonly path: string;
  readonly end: number;
  /** `wait (greenlets/hub)` */
  readonly name: string;
}

/** Callees that leave the greenlet, by the names that calls of them have. */
const LEAVING = ["wait", "sleep", "join", "Yield", "switch", "throw"];

class Warnings {
  readonly #checker: Checker;
  readonly #graph: ProgramGraph;
  readonly #show: WarningsInput["show"];
  readonly #exits = new Map<FunctionNode, Exit | null>();
  readonly #texts: ReadonlyMap<string, string>;
  readonly #problems: Problem[] = [];

  constructor({ checker, graph, show }: WarningsInput) {
    this.#checker = checker;
    this.#graph = graph;
    this.#show = show;
    this.#texts = new Map(checker.files().map(({ path, text }) => [path, text]));
  }

  find(): Problem[] {
    if (![...this.#texts.values()].some((text) => text.includes("greenlet"))) return []; // a project without us
    const names = new Set(LEAVING);
    for (const path of this.#texts.keys()) for (const node of this.#graph.functionsOf(path)) if (this.#exitOf(node) !== null) names.add(node.fn.name.slice(node.fn.name.lastIndexOf(".") + 1));
    for (const path of this.#texts.keys()) {
      for (const site of this.#checker.callSites(path, names)) this.#look(path, site);
      for (const node of this.#graph.functionsOf(path)) this.#lookAtMark(node);
    }
    return this.#problems;
  }

  /** The first call of a capable function that surely leaves the greenlet, however deep. */
  #exitOf(node: FunctionNode): Exit | null {
    const known = this.#exits.get(node);
    if (known !== undefined) return known;
    this.#exits.set(node, null); // a recursion alone leaves nothing
    const found = node.isSuspending && node.fn.status !== "plain" ? this.#findExit(node) : null;
    this.#exits.set(node, found);
    return found;
  }

  #findExit({ openCalls, callees, path, fn }: FunctionNode): Exit | null {
    for (const { end, callee } of openCalls) {
      if (callee.kind === "capable" && callee.switches) return { path, end, name: callee.name };
      const target = this.#sureTarget(callee);
      const exit = target === null || target.fn.isGenerator ? null : this.#exitOf(target);
      if (exit !== null) return exit;
    }
    for (const callee of callees) {
      const isCalled = fn.calls.some((call) => call.callee === callee.fn.key);
      const exit = isCalled && !callee.fn.isGenerator ? this.#exitOf(callee) : null;
      if (exit !== null) return exit;
    }
    return null;
  }

  /** The function that a call surely calls, but for subclasses. */
  #sureTarget(callee: Callee): FunctionNode | null {
    if (callee.kind === "function" || (callee.kind === "method" && callee.declared === "class" && callee.target !== null)) return this.#graph.nodeOf(callee.target!) ?? null;
    return null;
  }

  #look(path: string, site: CallSite): void {
    const [callee] = this.#checker.callees(path, [site.end]) as [Callee];
    if (site.isNamed && site.from !== null && !site.isSaidPlain && !this.#isCompiled(site.from)) this.#lookAtCall(path, site, callee);
    if (callee.kind !== "foreign" && !(callee.kind === "method" && callee.declared === "package")) return;
    if (callee.kind === "foreign" && !callee.isOfPackage) return;
    for (const { start, end, target } of site.given) {
      const node = this.#graph.nodeOf(target);
      const exit = node === undefined ? null : this.#exitOf(node);
      if (exit !== null) this.#report("GL4002", path, start, Math.min(end - start, this.#lineEnd(path, start) - start), site.name, this.#shown(exit));
    }
  }

  #lookAtCall(path: string, site: CallSite, callee: Callee): void {
    const target = this.#sureTarget(callee);
    const exit = callee.kind === "capable" && callee.switches ? undefined : target === null || target.fn.isGenerator ? null : this.#exitOf(target);
    if (exit === null) return;
    const length = this.#callLength(path, site);
    if (exit === undefined) this.#report("GL4001", path, site.start, length, site.fromName, site.name, "which leaves the greenlet");
    else this.#report("GL4001", path, site.start, length, site.fromName, site.name, `which comes to ${this.#shown(exit)}`);
  }

  /** Or meant to be: that it is left plain all the same is said by another diagnostic. */
  #isCompiled(ref: FunctionRef): boolean {
    const node = this.#graph.nodeOf(ref);
    return node !== undefined && (node.fn.status !== "plain" || node.fn.isMarked);
  }

  #lookAtMark({ fn, isSuspending, path }: FunctionNode): void {
    if (!fn.hasOwnMark || fn.status === "plain" || isSuspending || fn.start < 0) return;
    this.#report("GL4003", path, fn.start, this.#lineEnd(path, fn.start) - fn.start, fn.name);
  }

  #report(code: DiagnosticCode, path: string, start: number, length: number, ...details: string[]): void {
    const [severity, template] = MESSAGES[code];
    const message = template.replace(/\{(\d)\}/g, (_, index: string) => details[Number(index)] ?? "");
    this.#problems.push({ code, severity, message, place: { file: path, text: this.#texts.get(path) ?? "", start, length } });
  }

  /** The callee's name. */
  #callLength(path: string, { start }: CallSite): number {
    return /^[\w$#]*/.exec(this.#texts.get(path)!.slice(start, start + 80))![0].length || 1;
  }

  #lineEnd(path: string, start: number): number {
    const text = this.#texts.get(path)!;
    const end = text.indexOf("\n", start);
    return end < 0 ? text.length : end;
  }

  /** `wait (greenlets/hub) at io.ts:4` */
  #shown({ path, end, name }: Exit): string {
    return `${name} at ${this.#show(path)}:${lineColumn(this.#texts.get(path) ?? "", end - 1).line + 1}`;
  }
}
