/** Dumps: what the compiler thinks between its phases (`gtsc --print=…`), and why (`gtsc --explain`). */
import { generate, t } from "./babel.ts";
import type { Block, End } from "./graph.ts";
import { explainProgram } from "./facts/explain.ts";
import { ProgramGraph } from "./facts/graph.ts";
import { noTypes } from "./facts/no-types.ts";
import { compile, type CompiledData, type CompileOptions, observe, summarizeFile } from "./index.ts";
import type { Code } from "./ir.ts";
import type { Fn } from "./resolution.ts";
import type { Access, Conversion, ImplicitSite, Selection } from "./selection.ts";

export type Printable = "select" | "blocks" | "live" | "frames" | "output" | "dot";

export interface PrintOptions extends CompileOptions {
  what: Printable;
  /** Only this function, by name (`read`, `Parser.read`, `outer.inner`) or line. */
  fn?: string;
}

/** @returns the dump, for people. */
export function print(source: string, { what, fn, ...options }: PrintOptions): string {
  let decisions = "";
  let functions: string[] = [];
  const result = observe(source, options, {
    selected: (selection) => {
      decisions = selected(selection, fn);
      functions = [];
    },
    compiled: (data) => {
      if (isMeant(data.lowered.fn, fn)) functions.unshift(describe(what, data));
    },
  });
  if (what === "output") return result.code;
  if (what === "select") return decisions;
  return what === "dot" ? `digraph {\n  node [shape=box fontname=monospace]\n${functions.join("\n")}\n}` : functions.join("\n\n");
}

/** Why a function, or what stands on a line, may be suspended or not, as far as one file tells. With the types of a program: `facts/explain.ts`. */
export function explain(source: string, { fn, ...options }: CompileOptions & { fn?: string }): string {
  const path = options.filename ?? "input.ts";
  const summary = summarizeFile(source, options);
  const graph = new ProgramGraph({ checker: noTypes(path, source, summary), summaries: new Map([[path, summary]]), deepStacks: options.deepStacks === true });
  const text = summary === null ? "" : explainProgram({ graph, textOf: () => source, show: (file) => file.slice(file.lastIndexOf("/") + 1) }, path, fn);
  const problems = compile(source, options).diagnostics.map(({ line, code, message }) => `line ${line}: ${code}: ${message}`);
  const lines = [...(text === "" ? [] : [text]), ...problems];
  return lines.length > 0 ? lines.join("\n") : summary === null ? "nothing in this file is marked" : `there is no function '${fn}' in this file`;
}

/** What `fn` may name; null: nothing of the file is compiled. */
export function functionNames(source: string, options: CompileOptions): string[] | null {
  return summarizeFile(source, options)?.functions.filter(({ kind }) => kind === "function").map(({ name }) => name) ?? null;
}

function isMeant({ name, node }: Fn, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  if (/^\d+$/.test(wanted)) return Number(wanted) >= node.loc!.start.line && Number(wanted) <= node.loc!.end.line;
  return name === wanted || name.endsWith(`.${wanted}`);
}

const place = (node: t.Node): string => `${node.loc?.start.line ?? 0}:${(node.loc?.start.column ?? -1) + 1}`;

function textOf(node: t.Node, length = 60): string {
  const text = generate(node).code.replace(/\s+/g, " ");
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

// ---- select

function selected(selection: Selection, wanted: string | undefined): string {
  const lines: string[] = [];
  for (const { fn, status, reason } of selection.decisions.values()) {
    if (fn.kind !== "function" || !isMeant(fn, wanted)) continue;
    lines.push(`${place(fn.node).padEnd(8)} ${fn.name}: ${status} (${reason})`);
    if (status !== "suspending") continue;
    for (const call of fn.calls) {
      const site = selection.sites.get(call)!;
      lines.push(`  ${place(call).padEnd(8)} ${site.maySuspend ? "suspends" : "plain   "}  ${textOf(call, 40)}  ${site.reason}`);
    }
    for (const { node, maySuspend, reason } of accessesOf(fn, selection)) lines.push(`  ${place(node).padEnd(8)} ${maySuspend ? "suspends" : "plain   "}  ${textOf(node, 40)}  ${reason}`);
    for (const { node, reason } of conversionsOf(fn, selection)) lines.push(`  ${place(node).padEnd(8)} suspends  ${textOf(node, 40)}  ${reason}`);
    for (const { node, maySuspend, reason } of stepsOf(fn, selection)) lines.push(`  ${place(node).padEnd(8)} ${maySuspend ? "suspends" : "plain   "}  ${textOf(node, 40)}  ${reason}`);
  }
  return lines.join("\n");
}

const stepsOf = (fn: Fn, { implicitSites }: Selection): ImplicitSite[] => fn.implicitCalls.map((node) => implicitSites.get(node)).filter((site) => site !== undefined);

const accessesOf = (fn: Fn, { reads, writes }: Selection): Access[] => fn.accesses.flatMap((node) => [reads.get(node), writes.get(node)]).filter((access) => access !== undefined);

const conversionsOf = (fn: Fn, { conversions }: Selection): Conversion[] => [...(conversions.get(fn)?.values() ?? [])];

// ---- blocks, live, frames, dot

function describe(what: Printable, data: CompiledData): string {
  switch (what) {
    case "blocks":
      return blocks(data);
    case "live":
      return live(data);
    case "frames":
      return frames(data);
    case "dot":
      return dot(data);
    case "select":
    case "output":
      return "";
  }
}

const title = ({ lowered: { fn } }: CompiledData): string => `${fn.name} (line ${fn.node.loc!.start.line})`;

function blocks(data: CompiledData): string {
  const lines = [title(data)];
  for (const block of data.graph.blocks) {
    const state = data.states.get(block.id);
    const notes = [state === undefined ? "" : `state ${state}`, block.handler === null ? "" : `errors go to b${block.handler}`, data.liveness.reachable.has(block.id) ? "" : "fast form only"].filter((note) => note !== "");
    lines.push(`  b${block.id}:${notes.length > 0 ? `  (${notes.join(", ")})` : ""}`);
    for (const line of contents(block)) lines.push(`    ${line}`);
  }
  return lines.join("\n");
}

function contents(block: Block): string[] {
  const lines: string[] = [];
  if (block.entry?.kind === "point") lines.push(`${block.entry.into.kind === "none" ? "the value is dropped" : `${block.entry.into.name} = the value of the call`}   ← resume point ${block.entry.point}`);
  if (block.entry?.kind === "handler") lines.push(`${block.entry.param} = the error`);
  for (const code of block.code) lines.push(summary(code));
  const end = endText(block.end);
  return end === "" ? lines : [...lines, end];
}

function summary(code: Code): string {
  switch (code.kind) {
    case "plain":
      return textOf(code.statement);
    case "return":
    case "throw":
      return `${code.kind} ${code.value === null ? "" : textOf(code.value)}`.trim();
    case "jump":
      return `${code.to} ${code.label}`;
    case "if":
      return `if (${textOf(code.test)}) …`;
    default:
      return `${code.kind} …`;
  }
}

function endText(end: End): string {
  switch (end.kind) {
    case "goto":
      return `→ b${end.to}`;
    case "branch":
      return `if (${textOf(end.test)}) → b${end.then} else → b${end.otherwise}`;
    case "switch":
      return `switch (${textOf(end.discriminant)}) ${end.cases.map(({ test, to }) => `${test === null ? "default" : textOf(test)} → b${to}`).join(", ")}, else → b${end.otherwise}`;
    case "suspend":
      return `call ${textOf(end.call.node)} (resume point ${end.call.point}) → b${end.next}`;
    case "tail":
      return `tail call ${textOf(end.call.node)}`;
    case "leave":
      return "";
  }
}

function live(data: CompiledData): string {
  const lines = [title(data)];
  for (const { id, call } of data.lowered.points) {
    const kept = data.liveness.spills.get(id);
    lines.push(`  point ${id} at ${place(call.node)}: ${call.kind === "call" && call.isTail ? "tail call, no frame" : kept === undefined ? "never reached" : `{ ${kept.join(", ")} }`}`);
  }
  return lines.join("\n");
}

function frames(data: CompiledData): string {
  const { slots, size, spills } = data.liveness;
  const lines = [`${title(data)}: ${spills.size === 0 ? "no frame" : `${size} slots`}`];
  for (let slot = 0; slot < size; slot++) lines.push(`  s${slot}: ${[...slots].filter(([, index]) => index === slot).map(([name]) => name).join(" or ")}`);
  return lines.join("\n");
}

function dot(data: CompiledData): string {
  const name = (id: number): string => `"${data.lowered.fn.name}:${id}"`;
  const quote = (text: string): string => JSON.stringify(text).replaceAll("\\n", "\\l");
  const lines = [`  subgraph ${quote(`cluster ${data.lowered.fn.name}`)} { label=${quote(title(data))}`];
  for (const block of data.graph.blocks) {
    lines.push(`    ${name(block.id)} [label=${quote(`b${block.id}\n${contents(block).join("\n")}\n`)}${data.liveness.reachable.has(block.id) ? "" : " style=dashed"}]`);
    for (const to of targets(block.end)) lines.push(`    ${name(block.id)} -> ${name(to)}`);
    if (block.handler !== null) lines.push(`    ${name(block.id)} -> ${name(block.handler)} [style=dotted label=error]`);
  }
  return [...lines, "  }"].join("\n");
}

function targets(end: End): number[] {
  switch (end.kind) {
    case "goto":
      return [end.to];
    case "branch":
      return [end.then, end.otherwise];
    case "switch":
      return [...new Set([...end.cases.map(({ to }) => to), end.otherwise])];
    case "suspend":
      return [end.next];
    case "tail":
    case "leave":
      return [];
  }
}
