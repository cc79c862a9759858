/** `greenlets/compiler`: compile(source, options), and the list of phases. */
import { t } from "./babel.ts";
import { orTooDeep, tooDeep, withInner } from "./depth.ts";
import type { Diagnostic } from "./diagnostics.ts";
import type { BlockGraph, Liveness } from "./graph.ts";
import type { BlockId, Lowered } from "./ir.ts";
import { Names } from "./names.ts";
import { type CompileOptions, knownFacts, type ResolvedOptions, resolveOptions } from "./options.ts";
import type { Binding, Call, Fn, Resolution, Scope } from "./resolution.ts";
import { member } from "./nodes.ts";
import { PROTOCOL, VERSION } from "../runtime/core/protocol.ts";
import { isOverflow } from "./overflow.ts";
import type { Selection } from "./selection.ts";
import type { FileSummary } from "./summary.ts";
import { TemplateTable } from "./templates.ts";
import { Unsupported } from "./unsupported-error.ts";
import type { UseContext } from "./uses.ts";
import type { Variables } from "./variables.ts";
import { verifyGraph, verifyLiveness, verifyLowered, verifyOutput } from "./verify.ts";
import { type ClassRewrite, type ClassRewrites, RewriteNeeded } from "./class-rewrites.ts";
import { rewriteClasses, type RewrittenClasses } from "./1-parse/classes.ts";
import { parse } from "./1-parse/parse.ts";
import { resolve } from "./2-select/scope.ts";
import { select } from "./2-select/select.ts";
import { summarize } from "./2-select/summary.ts";
import { applyMarking } from "./3-lower/apply-marking.ts";
import { Lowering } from "./3-lower/context.ts";
import { Leaves } from "./3-lower/leaves.ts";
import { lower } from "./3-lower/lower.ts";
import { inDecorated, markingOf } from "./3-lower/marking.ts";
import { allocate } from "./3-lower/storage.ts";
import { buildBlocks } from "./4-analyze/blocks.ts";
import { extractFactories } from "./4-analyze/factories.ts";
import { liveness, reach } from "./4-analyze/liveness.ts";
import { infoOf } from "./5-emit/context.ts";
import { emit } from "./5-emit/fast.ts";
import { localsTable } from "./5-emit/locals.ts";
import { handlerTable, numberStates } from "./5-emit/states.ts";
import { BodyPrinter } from "./6-splice/bodies.ts";
import { functionEdits, handleEdit, isCompiled, markingEdits, mergeGroups } from "./6-splice/edits.ts";
import { brandEdits, headsOf, movedEdits, propertyEdits } from "./6-splice/classes.ts";
import { type Edit, splice } from "./6-splice/splice.ts";

/** Source map v3. */
export interface SourceMap {
  version: 3;
  file?: string;
  sources: (string | null)[];
  sourcesContent?: (string | null)[];
  names: string[];
  mappings: string;
}

export interface CompileResult {
  /** The compiled text; the source itself when nothing had to change. */
  code: string;
  /** null when nothing changed. */
  map: SourceMap | null;
  diagnostics: Diagnostic[];
}

export type { CompileOptions, Facts } from "./options.ts";
export { CompileError, type Diagnostic, formatDiagnostic, formatDiagnosticWithFrame } from "./diagnostics.ts";

/**
 * Compiles one file: functions that may be suspended get two forms, everything else stays byte for byte.
 *
 * @param source TypeScript or JavaScript; the output is in the same language.
 * @throws CompileError for unknown options. A wrong program gives diagnostics instead, and its own text as code.
 */
export function compile(source: string, options: CompileOptions = {}): CompileResult {
  return observe(source, options, {});
}

/** Looks on between the phases: for dumps and explanations. */
export interface Observer {
  selected?(selection: Selection, resolution: Resolution): void;
  compiled?(fn: CompiledData): void;
}

export interface CompiledData {
  readonly lowered: Lowered;
  readonly graph: BlockGraph;
  readonly liveness: Liveness;
  readonly states: ReadonlyMap<BlockId, number>;
}

/** `compile`, with somebody looking on. What it was told of an attempt that had to be given up is told anew. */
export function observe(source: string, options: CompileOptions, observer: Observer): CompileResult {
  const resolved = resolveOptions(options);
  if (isUntouched(source, resolved)) return { code: source, map: null, diagnostics: [] };
  const result = untilDone(source, resolved, (file, known) => attempt(source, file, resolved, known, observer));
  return "map" in result ? result : { code: source, map: null, diagnostics: [result] };
}

/**
 * What the other files of a program need to know of this one.
 *
 * @returns null when nothing of it is compiled. Functions that only a later phase leaves plain are taken for compiled.
 */
export function summarizeFile(source: string, options: CompileOptions): FileSummary | null {
  const resolved = resolveOptions({ ...options, facts: {}, stress: false, deepStacks: false });
  if (isUntouched(source, resolved)) return null;
  const result = untilDone(source, resolved, (file, known): FileSummary => {
    rewriteClasses(file, source, known.rewrites);
    const resolution = resolve(file, isModule(file, resolved));
    return summarize(select({ resolution, options: resolved, facts: knownFacts({}), diagnostics: [], ...known }), resolution);
  });
  return "functions" in result ? result : null;
}

/** Nothing in it is marked. */
function isUntouched(source: string, { capable }: ResolvedOptions): boolean {
  return isCompiled(source) || (capable === "marked" && !/use greenlet|@greenlet/.test(source));
}

/** A function that turns out to be too hard is left plain, and the file is compiled again: other functions rely on what it is. @returns a diagnostic when the file cannot be compiled at all. */
function untilDone<Result>(source: string, options: ResolvedOptions, step: (file: t.File, known: Known) => Result): Result | Diagnostic {
  const excluded = new Map<number, string>();
  const rewrites = new Map<number, ClassRewrite>();
  const refused = new Map<number, string>();
  let untouched: t.File | null = null;
  for (;;) {
    try {
      const file: t.File | Diagnostic = untouched ?? parse(source, options);
      if ("code" in file) return file;
      untouched = rewrites.size === 0 ? file : null;
      return step(file, { excluded, rewrites, refused });
    } catch (error) {
      if (error instanceof RewriteNeeded) { // nothing but the rewriting of classes has changed the file so far
        for (const [start, rewrite] of error.rewrites) rewrites.set(start, rewrite);
        for (const [start, reason] of error.refused) {
          rewrites.delete(start);
          refused.set(start, reason);
        }
        continue;
      }
      untouched = null;
      if (isOverflow(error)) return tooDeep(source, options);
      if (!(error instanceof Unsupported) || excluded.has(error.fn.node.start!)) throw error;
      for (const fn of error.isWhole ? withInner(error.fn) : [error.fn]) excluded.set(fn.node.start!, error.message);
      // Its classes were prepared to be compiled with it: that is decided anew.
      const { start, end } = error.fn.node;
      for (const at of [...rewrites.keys()]) if (at >= start! && at < end!) rewrites.delete(at);
    }
  }
}

/** What attempts before this one found out. */
interface Known {
  readonly excluded: ReadonlyMap<number, string>;
  readonly rewrites: ClassRewrites;
  readonly refused: ReadonlyMap<number, string>;
}

function attempt(source: string, file: t.File, options: ResolvedOptions, known: Known, observer: Observer): CompileResult {
  const diagnostics: Diagnostic[] = [];
  const classes = rewriteClasses(file, source, known.rewrites);
  const resolution = resolve(file, isModule(file, options));
  const selection = select({ resolution, options, facts: knownFacts(options.facts), diagnostics, ...known });
  observer.selected?.(selection, resolution);
  if (selection.suspending.size + selection.inheriting.size === 0) return { code: source, map: null, diagnostics };
  const edits = new FileCompiler(source, file, classes, resolution, selection, options, observer).edits();
  const result = { ...splice(source, edits, options.filename), diagnostics };
  if (options.verify) verifyOutput(parse(result.code, options));
  return result;
}

function leavesOf(fn: Fn, { parentOf }: Resolution, { sites, implicitSites, reads, writes, conversions }: Selection): Leaves {
  const during = fn.accesses.flatMap((node) => [reads.get(node), writes.get(node)].flatMap((access) => (access?.maySuspend ? [access.during] : [])));
  return new Leaves(fn, parentOf, (node) => (sites.get(node as Call) ?? implicitSites.get(node))?.maySuspend === true, during, conversions);
}

/** Strict mode for the whole file: a module, or one that will be made into one. */
function isModule(file: t.File, { format, filename }: ResolvedOptions): boolean {
  if (format === "module") return true;
  const { program } = file;
  return program.body.some((statement) => t.isImportOrExportDeclaration(statement)) || (/\.[cm]?tsx?$/.test(filename) && format === "commonjs");
}

/** Each resume point writes each slot: where that is more, the output would be a hundred times the text. Thousands of calls in one array literal are. */
const MOST_SPILLS = 500_000;

interface Prepared {
  readonly fn: Fn;
  readonly leaves: Leaves;
  readonly variables: Variables;
}

/** Phases 3 to 5 for every suspending function of a file: decisions from the outside in, code from the inside out. */
class FileCompiler {
  readonly #file: t.File;
  readonly #classes: RewrittenClasses;
  readonly #heads: ReadonlyMap<t.Node, string>;
  readonly #resolution: Resolution;
  readonly #selection: Selection;
  readonly #options: ResolvedOptions;
  readonly #observer: Observer;
  readonly #names: Names;
  readonly #templates: TemplateTable;
  readonly #inert = new Map<Scope, number>();
  readonly #functions: readonly Fn[];
  readonly #indexOf: (fn: Fn) => number;
  readonly #salt: number;
  readonly #source: string;
  readonly #printer: BodyPrinter;
  readonly #entries: string[] = [];

  constructor(source: string, file: t.File, classes: RewrittenClasses, resolution: Resolution, selection: Selection, options: ResolvedOptions, observer: Observer) {
    this.#file = file;
    this.#classes = classes;
    this.#resolution = resolution;
    this.#selection = selection;
    this.#options = options;
    this.#observer = observer;
    this.#names = new Names(resolution.names, options.format === "script" ? `_${saltOf(options.filename).toString(36)}` : "");
    for (const handle of classes.handles) handle.name = this.#names.runtime;
    this.#heads = headsOf(classes.moved, classes.constructors);
    this.#templates = new TemplateTable(this.#names);
    this.#functions = resolution.functions.filter((fn) => selection.suspending.has(fn));
    const places = new Map(this.#functions.map((fn, index) => [fn, index]));
    this.#indexOf = (fn) => places.get(fn)!;
    this.#salt = saltOf(options.filename);
    this.#source = source;
    this.#printer = new BodyPrinter(source, options.filename);
  }

  edits(): Edit[] {
    const names = this.#names;
    const edits: Edit[] = [];
    const marks: string[] = [];
    const keys: string[] = [];
    for (const fn of this.#functions) {
      const marking = markingOf(fn, this.#resolution, this.#selection.suspending, this.#options, () => keys[keys.push(names.topLevel("$key1")) - 1]!);
      if (marking === null) continue;
      if (this.#isOutermost(fn)) edits.push(...markingEdits(marking, names, `${names.table}[${this.#indexOf(fn)}]`, this.#source, marks));
      else applyMarking(marking, fn, this.#resolution, names.runtime, infoOf({ names, indexOf: this.#indexOf }, fn));
    }
    edits.push(...this.#markInheriting(), ...this.#rewrittenEdits());
    this.#makeTemplateCalls();
    const newNames = new Map<Binding, string>();
    const prepared = this.#functions.map((fn) => orTooDeep(fn, () => this.#prepare(fn, newNames)));
    for (let item = prepared.pop(); item !== undefined; item = prepared.pop()) edits.push(...orTooDeep(item.fn, () => this.#compile(item)));
    const table = `const ${names.table} = ${names.runtime}.describe(${JSON.stringify(this.#options.filename)}, ${this.#salt}, [${this.#entries.join(", ")}]${VERSION === 1 ? "" : `, ${VERSION}`});`;
    const merged = mergeGroups(edits);
    const remembered = keys.length === 0 ? "" : ` let ${keys.join(", ")};`;
    return [handleEdit(this.#file.program, this.#options.format, names, table + remembered, this.#templates, marks), ...merged];
  }

  #makeTemplateCalls(): void {
    for (const fn of this.#resolution.functions) {
      if (!this.#selection.suspending.has(fn) && this.#isOutermost(fn)) continue;
      for (const call of fn.calls) if (call.type === "TaggedTemplateExpression") this.#templates.makeCall(call);
    }
  }

  /** Rewritten members whose class is not printed anew. */
  #rewrittenEdits(): Edit[] {
    const { moved, brands, properties } = this.#classes;
    return [
      ...moved.filter(({ method }) => this.#isKept(method)).flatMap((item) => movedEdits(item)),
      ...properties.filter(({ constructor }) => this.#isOutermost(this.#resolution.fnOf.get(constructor)!)).flatMap((item) => propertyEdits(item)),
      ...brands.filter(({ node }) => this.#isKept(node)).flatMap((brand) => brandEdits(brand)),
    ];
  }

  /** Whether a node stands in text that is not printed anew. */
  #isKept(node: t.Node): boolean {
    let at: t.Node | undefined = node;
    while (at !== undefined && !this.#resolution.fnOf.has(at)) at = this.#resolution.parentOf.get(at);
    const fn = this.#resolution.fnOf.get(at!)!;
    return !this.#selection.suspending.has(fn) && this.#isOutermost(fn);
  }

  #markInheriting(): Edit[] {
    const { runtime } = this.#names;
    return [...this.#selection.inheriting].flatMap(({ body }) => {
      const owner = this.#resolution.parentOf.get(body) as t.Class;
      const marking = inDecorated({ kind: "class", body, key: null, isStatic: true, computed: null, place: "this" }, null, owner, this.#options.decorators);
      if (marking === null) return [];
      const outer = this.#resolution.classes.get(owner)!;
      if (!this.#selection.suspending.has(outer) && this.#isOutermost(outer)) return markingEdits(marking, this.#names, `${runtime}.${PROTOCOL.inherited}`, this.#source, []);
      applyMarking(marking, outer, this.#resolution, runtime, member(runtime, PROTOCOL.inherited));
      return [];
    });
  }

  #isOutermost(fn: Fn): boolean {
    for (let outer = fn.parent; outer !== null; outer = outer.parent) if (this.#selection.suspending.has(outer)) return false;
    return true;
  }

  #prepare(fn: Fn, newNames: Map<Binding, string>): Prepared {
    const leaves = leavesOf(fn, this.#resolution, this.#selection);
    return { fn, leaves, variables: allocate(fn, leaves, this.#resolution, this.#names, newNames) };
  }

  #compile({ fn, leaves, variables }: Prepared): Edit[] {
    const setting = { resolution: this.#resolution, selection: this.#selection, leaves, variables, names: this.#names, options: this.#options, templates: this.#templates, inert: this.#inert };
    const { lowered: structured, parameters } = lower(new Lowering(fn, setting));
    const { verify } = this.#options;
    if (verify) verifyLowered(structured);
    const graph = buildBlocks(structured.body);
    if (verify) verifyGraph(graph);
    const reachable = reach(graph, structured.bodyKind !== "function");
    const lowered = extractFactories({ lowered: structured, graph, reachable, resolution: this.#resolution, variables, suspending: this.#selection.suspending, names: this.#names });
    const uses: UseContext = { locals: lowered.locals, capturedIn: lowered.capturedIn, isOther: lowered.isOther, names: this.#names, reads: new Map() };
    const live = liveness(graph, reachable, uses);
    if (verify) verifyLiveness(lowered, live);
    if (live.size * live.spills.size > MOST_SPILLS) throw new Unsupported(fn, `it would keep ${live.size} values at each of ${live.spills.size} calls`);
    const { bodyKind } = lowered;
    const states = numberStates(graph, live, bodyKind !== "function");
    this.#observer.compiled?.({ lowered, graph, liveness: live, states });
    const body = emit({ lowered, graph, liveness: live, states, uses, names: this.#names, stress: this.#options.stress, deepStacks: this.#options.deepStacks, indexOf: this.#indexOf, salt: this.#salt });
    const locals = this.#options.frames === "full" ? localsTable(lowered, live, variables, this.#names) : "";
    this.#entries[this.#indexOf(fn)] = this.#entry(lowered, live.size, handlerTable(graph, states, bodyKind !== "generator"), locals);
    const node = fn.node as t.Function;
    if (node.body.type === "BlockStatement") body.directives = node.body.directives.filter(({ value }) => value.value !== "use greenlet");
    if (this.#isOutermost(fn)) return functionEdits({ node, body, parameters, head: this.#heads.get(node) }, this.#printer);
    for (const { index: at, replacement } of parameters) node.params[at] = replacement;
    node.body = body;
    if (node.type === "ArrowFunctionExpression") node.expression = false;
    return [];
  }

  /** Of a call that nobody wrote, the `super(…)` of a class without a constructor: the class. */
  #aroundOf({ node }: Fn): string {
    let at: t.Node | undefined = node;
    while (at !== undefined && !at.loc) at = this.#resolution.parentOf.get(at);
    return textOf(at?.loc) ?? "0:0";
  }

  /** `["outer.inner", 2, "3:14 5:2", [0, 4]]`, of a generator `["outer.inner", 2, "3:14 5:2", null, 1]`, with variables `["outer.inner", 2, "3:14 5:2", null, 0, "a,b ="]` */
  #entry({ fn, points, bodyKind }: Lowered, size: number, handlers: readonly number[] | null, locals: string): string {
    const positions = this.#options.frames === "none" ? "" : points.map(({ call }) => positionOf(call.node) ?? this.#aroundOf(fn)).join(" ");
    const isGenerator = bodyKind === "generator" || bodyKind === "asyncGenerator";
    const optional = [
      { text: handlers === null ? "null" : `[${handlers.join(", ")}]`, isNeeded: handlers !== null },
      { text: isGenerator ? "1" : "0", isNeeded: isGenerator },
      { text: JSON.stringify(locals), isNeeded: locals !== "" },
    ];
    const last = optional.findLastIndex(({ isNeeded }) => isNeeded);
    return `[${[JSON.stringify(fn.name), size, JSON.stringify(positions), ...optional.slice(0, last + 1).map(({ text }) => text)].join(", ")}]`;
  }
}

/** Where a file's function ids begin, below 2^30 (a Smi in every engine): far from those of other files. */
function saltOf(filename: string): number {
  let hash = 0x811c9dc5; // FNV-1a
  for (let index = 0; index < filename.length; index++) hash = Math.imul(hash ^ filename.charCodeAt(index), 0x01000193);
  return ((hash >>> 12) % 0xf_ffff) * 1024 + 1024;
}

/** Where the engine says that a call is: at the method's name. */
function positionOf(call: t.Node): string | null {
  let at = call;
  if (call.type === "CallExpression" || call.type === "OptionalCallExpression") {
    const { callee } = call;
    at = callee.type === "MemberExpression" || callee.type === "OptionalMemberExpression" ? callee.property : callee;
  } else if (call.type === "MemberExpression" || call.type === "OptionalMemberExpression") at = call.property;
  return textOf(at.loc ?? call.loc);
}

const textOf = (loc: t.Node["loc"]): string | null => (loc ? `${loc.start.line}:${loc.start.column + 1}` : null);
