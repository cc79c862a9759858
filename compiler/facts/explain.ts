/**
 * Why a function, or what stands on a line, may be suspended or cannot: the chain of reasons down to what suspends, and all that was looked at, for and against.
 *
 *     parse (parser.ts:10:1) is suspending: it calls read at parser.ts:12:5, which calls wait (greenlets/hub) at io.ts:4:10
 *       12:5   read(text)      may suspend: read (io.ts:3:1) is suspending
 *       13:10  text.trim()     cannot: string.trim (standard)
 */
import { lineColumn } from "../problem.ts";
import type { Callee, Position } from "../typehost/checker.ts";
import { type FunctionNode, type Indirect, isLive, type ProgramGraph } from "./graph.ts";

export interface ExplainInput {
  readonly graph: ProgramGraph;
  readonly textOf: (path: string) => string;
  /** A path as the user writes it. */
  readonly show: (path: string) => string;
}

/** @param target the name of a function (`read`, `Parser.read`), or a line; undefined: all functions of the file. */
export function explainProgram(input: ExplainInput, path: string, target: string | undefined): string {
  const explainer = new Explainer(input);
  const functions = input.graph.functionsOf(path).filter(({ fn }) => fn.start >= 0 && fn.kind === "function");
  if (target !== undefined && /^\d+$/.test(target)) return explainer.line(path, functions, Number(target));
  const meant = functions.filter(({ fn }) => target === undefined || fn.name === target || fn.name.endsWith(`.${target}`));
  return meant.map((node) => explainer.fn(node)).join("\n");
}

/** Something during which code may run. */
interface Event {
  readonly start: number;
  readonly end: number;
  readonly maySuspend: boolean;
  /** What is called, or why it is not known. */
  readonly reason: string;
  readonly node: FunctionNode | null;
  /** `calls wait (greenlets/hub)` */
  readonly verb: string;
}

class Explainer {
  readonly #graph: ProgramGraph;
  readonly #textOf: ExplainInput["textOf"];
  readonly #show: ExplainInput["show"];
  readonly #events = new Map<FunctionNode, readonly Event[]>();

  constructor({ graph, textOf, show }: ExplainInput) {
    this.#graph = graph;
    this.#textOf = textOf;
    this.#show = show;
  }

  fn(node: FunctionNode): string {
    const lines = this.#eventsOf(node).map((event) => this.#eventLine(node.path, event));
    return [this.#headline(node), ...lines.map((line) => `  ${line}`)].join("\n");
  }

  line(path: string, functions: readonly FunctionNode[], line: number): string {
    const text = this.#textOf(path);
    const isOn = (offset: number): boolean => lineColumn(text, offset).line + 1 === line;
    const around = functions.filter(({ fn }) => lineColumn(text, fn.start).line + 1 <= line && lineColumn(text, fn.end).line + 1 >= line);
    const inside = [...around].sort((a, b) => a.fn.end - a.fn.start - (b.fn.end - b.fn.start)).slice(0, 1);
    const events = around.flatMap((node) => this.#eventsOf(node).filter(({ start, end }) => isOn(start) || isOn(end)).map((event) => ({ node, event })));
    const lines = events.sort((a, b) => a.event.start - b.event.start || b.event.end - a.event.end).map(({ event }) => this.#eventLine(path, event));
    const owners = [...new Set([...events.map(({ node }) => node), ...inside])];
    if (owners.length === 0) return `${this.#show(path)}:${line} is in no function that could be compiled`;
    if (lines.length === 0) lines.push(`nothing on ${this.#show(path)}:${line} calls anything`);
    return [...lines, ...owners.map((node) => `in ${this.#headline(node)}`)].join("\n");
  }

  #headline(node: FunctionNode): string {
    return `${this.#named(node)} is ${this.#verdict(node)}`;
  }

  #verdict(node: FunctionNode): string {
    const { fn, isSuspending } = node;
    if (fn.status === "plain") return `plain: ${fn.reason}`;
    if (isSuspending) return `suspending: it ${this.#chain(node)} (${fn.reason})`;
    const calls = [...new Set(this.#eventsOf(node).map(({ reason }) => reason))];
    return `a leaf: ${calls.length === 0 ? "it calls nothing" : `its calls are ${calls.join(", ")}`}`;
  }

  /** The shortest way to what surely suspends, or else may: `calls read at a.ts:1:2, which calls wait (greenlets/hub) at b.ts:3:4`. */
  #chain(from: FunctionNode): string {
    const found = this.#way(from, ({ node, reason }) => node === null && reason === "") ?? this.#way(from, ({ node }) => node === null);
    return found ?? (from.fn.isGenerator ? "gives values" : "recurses without end");
  }

  #way(from: FunctionNode, isEnd: (event: Event) => boolean): string | null {
    const queue: { node: FunctionNode; path: string[] }[] = [{ node: from, path: [] }];
    const seen = new Set([from]);
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      const events = this.#eventsOf(item.node).filter(({ maySuspend }) => maySuspend);
      const last = events.find((event) => isEnd(event));
      if (last !== undefined) return [...item.path, `${last.verb} at ${this.#place({ path: item.node.path, start: last.start })}${last.reason === "" ? "" : `: ${last.reason}`}`].join(", which ");
      for (const { node, verb, start } of events) {
        if (node === null || seen.has(node)) continue;
        seen.add(node);
        queue.push({ node, path: [...item.path, `${verb} at ${this.#place({ path: item.node.path, start })}`] });
      }
    }
    return null;
  }

  #eventLine(path: string, { start, end, maySuspend, reason, verb }: Event): string {
    const { line, column } = lineColumn(this.#textOf(path), start);
    const what = reason === "" ? verb.replace(/^\w+ /, "") : reason;
    return `${`${line + 1}:${column + 1}`.padEnd(7)} ${this.#excerpt(path, start, end).padEnd(24)} ${maySuspend ? "may suspend" : "cannot suspend"}: ${what}`;
  }

  #eventsOf(node: FunctionNode): readonly Event[] {
    const known = this.#events.get(node) ?? this.#findEvents(node);
    this.#events.set(node, known);
    return known;
  }

  #findEvents(node: FunctionNode): Event[] {
    const { fn, openCalls, indirect, path } = node;
    if (fn.status === "plain") return [];
    const open = new Map(openCalls.map(({ end, callee }) => [end, callee]));
    const calls = fn.calls.filter(({ end }) => end >= 0).map(({ start, end, callee, reason, maySuspend }): Event => {
      const types = open.get(end);
      if (types !== undefined) return { start, end, ...this.#called(types, this.#excerpt(path, start, end, true)) };
      const target = callee === null ? null : (this.#graph.nodeOf({ path, key: callee }) ?? null);
      if (target !== null) return { start, end, ...this.#calledNode(target, this.#isMade(target)) };
      const text = this.#excerpt(path, start, end, true);
      return { start, end, maySuspend, reason: maySuspend ? reason : `${text} (${/standard/.test(reason) ? "standard" : reason})`, node: null, verb: `calls ${text}` };
    });
    return [...calls, ...this.#implicit(node), ...indirect.map((item) => this.#elsewhere(path, item))].sort((a, b) => a.start - b.start || a.end - b.end);
  }

  /** Calling a generator function runs nothing of it. */
  #isMade = ({ fn }: FunctionNode): boolean => fn.isGenerator;

  #calledNode(target: FunctionNode, isMade: boolean): Pick<Event, "maySuspend" | "reason" | "node" | "verb"> {
    const maySuspend = target.isSuspending && !isMade;
    const what = isMade ? "only makes a generator" : target.isSuspending ? "suspending" : target.fn.status === "plain" ? "plain" : "leaf";
    return { maySuspend, reason: this.#named(target, what), node: target, verb: `calls ${target.fn.name}` };
  }

  #called(callee: Callee, text: string): Pick<Event, "maySuspend" | "reason" | "node" | "verb"> {
    const cause = this.#graph.cause(callee);
    if (cause === null) return { maySuspend: false, reason: this.#whyNot(callee), node: null, verb: `calls ${text}` };
    if (cause.node !== null) return { maySuspend: true, reason: this.#named(cause.node, "suspending"), node: cause.node, verb: `calls ${cause.node.fn.name}` };
    const reason = cause.place === null ? cause.reason : `${cause.reason} (${this.#place(cause.place)})`;
    return { maySuspend: true, reason, node: null, verb: `calls ${callee.kind === "capable" ? callee.name : text}` };
  }

  #whyNot(callee: Callee): string {
    switch (callee.kind) {
      case "foreign":
        return callee.text;
      case "function": {
        const node = this.#graph.nodeOf(callee.target);
        return node === undefined ? `${callee.name} (plain, ${this.#show(callee.target.path)})` : this.#named(node, node.fn.isGenerator ? "only makes a generator" : node.fn.status === "plain" ? "plain" : "leaf");
      }
      case "class":
        return `new ${callee.name} (${this.#show(callee.target.path)}), which runs nothing that suspends`;
      case "method":
        return callee.declared === "standard" ? `${callee.text} (standard${callee.callsBack === null ? "" : ", with a callback that cannot be suspended"})` : callee.declared === "package" ? `${callee.text} (a package that is not compiled)` : `${callee.text} (whatever the program has under that name cannot be suspended)`;
      case "capable":
      case "unknown":
        return "";
    }
  }

  #implicit({ fn, path }: FunctionNode): Event[] {
    return fn.implicit.map(({ start, end, callees, maySuspend, reason }) => {
      const nodes = callees.flatMap((key) => this.#graph.nodeOf({ path, key }) ?? []);
      const found = nodes.find(({ isSuspending }) => isSuspending) ?? null;
      return { start, end, maySuspend: maySuspend && (nodes.length === 0 || found !== null), reason, node: found, verb: `runs ${this.#excerpt(path, start, end)}` };
    });
  }

  #elsewhere(path: string, item: Indirect): Event {
    const found = item.candidates.find(({ isSuspending }) => isSuspending) ?? null;
    const { start } = item;
    const end = item.kind === "step" ? this.#textOf(path).indexOf("\n", start) : item.at;
    const who = found ?? item.candidates[0];
    const reason = who === undefined ? "an iterator of greenlets" : this.#named(who, isLive(item) ? "suspending" : "leaf");
    return { start, end, maySuspend: isLive(item), reason, node: found, verb: `${item.kind === "step" ? "steps" : item.kind === "convert" ? "converts by" : `${item.kind}s`} ${who?.fn.name ?? "an iterator"}` };
  }

  /** `read (io.ts:3:1)`, `pad (leaf, util.ts:3:1)` */
  #named({ fn, path }: FunctionNode, what?: string): string {
    return `${fn.name} (${what === undefined ? "" : `${what}, `}${this.#place({ path, start: fn.start })})`;
  }

  #place({ path, start }: Position): string {
    const { line, column } = lineColumn(this.#textOf(path), start);
    return `${this.#show(path)}:${line + 1}:${column + 1}`;
  }

  #excerpt(path: string, start: number, end: number, isCallee = false): string {
    const text = this.#textOf(path).slice(start, end).replace(/\s+/g, " ");
    const shown = isCallee ? text.replace(/^new /, "").split(/[(`]/)[0]! : text;
    return shown.length > 40 ? `${shown.slice(0, 39)}…` : shown;
  }
}
