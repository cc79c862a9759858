/**
 * The resumable form: a state machine over the blocks that can be reached after a suspension.
 *
 *     ($frame, $value) => {
 *       let $at = $frame.at, n = $frame.s0, …;
 *       $run: for (;;) switch ($at) {
 *         case 1: x = $value; …
 *           $.token = 1026; $value = f(x); if ($.unwinding !== 0) { $frame.at = 2; $frame.s0 = n; return $frame; }
 *         case 2: …
 *
 * It is an arrow function in the slow path of the fast form: `super`, private names and shared variables are reached lexically; all else comes
 * from the frame. With one resume point and straight code after it there is no machine at all.
 */
import { t } from "../babel.ts";
import { SLOTS } from "../../runtime/core/protocol.ts";
import { asBlock, type BlockId, type CallCode, type Label, type PointCode, type YieldCode } from "../ir.ts";
import { assign, at, differs, id, named, nothing, number, oneLine, run } from "../nodes.ts";
import type { Block, Liveness } from "../graph.ts";
import { successors } from "../graph.ts";
import { addCodeReads } from "../uses.ts";
import { assignedIn, endParts } from "./assigned.ts";
import { callExpression, ifUnwinding, token, unwinding } from "./calls.ts";
import { guardedSuper, heldBy, superAgain } from "./constructors.ts";
import { callRuntime, type EmitContext, runtimeText } from "./context.ts";
import { depth } from "./depth.ts";
import { arraySlots, isArraySlot, slotOf } from "./fast.ts";
import { endedWith, rewriteExpression, rewriteStatement } from "./rewrite.ts";
import { type Mode, StructuredPrinter } from "./structured.ts";

/** The resumable form under the user's name for the function: that is what stack traces show. */
export function namedResumable(context: EmitContext): t.Expression {
  const form = new ResumableForm(context).function();
  const name = context.lowered.fn.name.split(".").at(-1)!;
  return t.isValidIdentifier(name) ? named(form, name) : form;
}

class ResumableForm implements Mode {
  readonly #context: EmitContext;
  readonly #blocks: readonly Block[];
  /** `case` numbers of the blocks that are jumped to. */
  readonly #states: ReadonlyMap<BlockId, number>;
  readonly #hasHandlers: boolean;
  /** A generator's or async function's: it is entered from the start, and returns at a yield. */
  readonly #isDriven: boolean;
  readonly #assigned: ReadonlySet<string>;
  readonly #slots: readonly Slot[];
  /** Blocks that control comes to from one with another handler. */
  readonly #changesHandler = new Set<BlockId>();
  /** The block that comes next in the text. */
  #next: BlockId = asBlock(-1);

  constructor(context: EmitContext) {
    this.#context = context;
    const { graph, liveness } = context;
    this.#blocks = graph.blocks.filter(({ id: block }) => liveness.reachable.has(block));
    this.#isDriven = context.lowered.bodyKind !== "function";
    this.#states = context.states;
    this.#hasHandlers = this.#blocks.some(({ handler }) => handler !== null);
    if (this.#hasHandlers) for (const from of this.#blocks) for (const to of successors(from, graph)) if (graph.get(to).handler !== from.handler) this.#changesHandler.add(to);
    this.#assigned = assignedIn(this.#blocks);
    this.#slots = slotsOf(this.#blocks, liveness, this.#assigned);
  }

  function(): t.ArrowFunctionExpression {
    const { names, liveness } = this.#context;
    const isMachine = this.#isMachine();
    const printed = this.#blocks.map((block, index) => this.#block(block, index));
    const body: t.Statement[] = isMachine ? [this.#machine(printed)] : printed.flat();
    const restored = [...liveness.slots].map(([name, slot]) => `${name} = ${slotOf(names.frame, slot, liveness.size)}`);
    const at = isMachine ? [`${names.at} = ${names.frame}.at`] : [];
    const handler = isMachine && this.#hasHandlers ? [`${names.handler} = 0`] : [];
    const variables = [...at, ...handler, ...restored, ...this.#freshNames()];
    const { bodyKind } = this.#context.lowered;
    const isGeneratorBody = bodyKind === "generator" || bodyKind === "asyncGenerator";
    const params = [names.frame, names.value, ...(isGeneratorBody ? [names.mode] : [])];
    const declared = variables.length > 0 ? [t.written(`let ${variables.join(", ")};`)] : [];
    return t.arrowFunctionExpression(params.map((name) => id(name)), t.blockStatement([...declared, ...this.#clear(), ...body]));
  }

  #isMachine(): boolean {
    const { liveness } = this.#context;
    return this.#isDriven || this.#hasHandlers || this.#states.size > 1 || liveness.spills.size > 1;
  }

  #machine(printed: readonly t.Statement[][]): t.Statement {
    const { names } = this.#context;
    const cases: t.SwitchCase[] = [];
    this.#blocks.forEach((block, index) => {
      const state = this.#states.get(block.id);
      if (state === undefined) cases.at(-1)!.consequent.push(...printed[index]!);
      else cases.push(t.switchCase(number(state), printed[index]!));
    });
    const machine = t.switchStatement(id(names.at), cases);
    if (!this.#hasHandlers) return t.labeledStatement(id(names.run), t.forStatement(null, null, null, machine));
    // An error goes on at the handler of the block it came from.
    const handler = [
      t.ifStatement(t.binaryExpression("===", id(names.handler), number(0)), t.throwStatement(id(names.error))),
      run(assign(names.at, id(names.handler))),
      run(assign(names.value, id(names.error))),
    ];
    const guarded = t.tryStatement(t.blockStatement([machine]), t.catchClause(id(names.error), t.blockStatement(handler)));
    return t.labeledStatement(id(names.run), t.forStatement(null, null, null, t.blockStatement([guarded])));
  }

  #block(block: Block, index: number): t.Statement[] {
    const { names } = this.#context;
    this.#next = this.#blocks[index + 1]?.id ?? asBlock(-1);
    const statements: t.Statement[] = [];
    if (this.#hasHandlers && this.#setsHandler(block, index)) {
      statements.push(t.written(`${names.handler} = ${block.handler === null ? 0 : this.#states.get(block.handler)!};`));
    }
    const { entry } = block;
    if (entry?.kind === "handler") statements.push(t.written(`${entry.param} = ${names.value};`));
    if (entry?.kind === "point" && entry.into.kind !== "none") statements.push(this.#received(entry.form, entry.into.name));
    const last = block.code.at(-1);
    const code = block.end.kind === "leave" && last?.kind === "jump" && this.#targetOf(last.to, last.label) === this.#next ? block.code.slice(0, -1) : block.code;
    statements.push(...new StructuredPrinter(this).print(code), ...this.#end(block));
    return statements;
  }

  /** The value of the call that a block is entered with. */
  #received(form: CallCode["form"], name: string): t.Statement {
    const { value } = this.#context.names;
    if (form === "super") return superAgain(this.#context, name);
    return t.written(`${name} = ${form === "new" ? `${runtimeText(this.#context, "constructed")}(${value}, ${name})` : value};`);
  }

  /** The handler in force is set where control may come from a block with another one. */
  #setsHandler(block: Block, index: number): boolean {
    return block.entry !== null || index === 0 || this.#changesHandler.has(block.id);
  }

  #end({ end }: Block): t.Statement[] {
    switch (end.kind) {
      case "goto":
        return this.#goto(end.to);
      case "branch":
        return this.#branch(end.test, end.then, end.otherwise);
      case "switch": {
        const cases = end.cases.filter(({ test }) => test !== null).map(({ test, to }) => t.switchCase(this.expression(test!), this.#jumpTo(to)));
        return [t.switchStatement(this.expression(end.discriminant), [...cases, t.switchCase(null, this.#jumpTo(end.otherwise))])];
      }
      case "suspend":
        return end.call.kind === "yield" ? this.#give(end.call) : this.call(end.call);
      case "tail": {
        const call = callExpression(this.#context, end.call);
        return [this.#rewritten(token(this.#context, end.call)), t.returnStatement(this.expression(call))];
      }
      case "leave":
        return [];
    }
  }

  #branch(test: t.Expression, then: BlockId, otherwise: BlockId): t.Statement[] {
    const condition = this.expression(test);
    if (otherwise === this.#next) return [t.ifStatement(condition, oneLine(t.blockStatement(this.#jumpTo(then))))];
    return [t.ifStatement(negated(condition), oneLine(t.blockStatement(this.#jumpTo(otherwise)))), ...this.#goto(then)];
  }

  #goto(to: BlockId): t.Statement[] {
    return to === this.#next ? [] : this.#jumpTo(to);
  }

  #jumpTo(to: BlockId): t.Statement[] {
    const { names } = this.#context;
    return [t.written(`${names.at} = ${this.#states.get(to)!};`), t.written(`continue ${names.run};`)];
  }

  #targetOf(to: "break" | "continue", label: Label): BlockId | undefined {
    const target = this.#context.graph.labels.get(label);
    return target === undefined ? undefined : to === "break" ? target.break : target.continue!;
  }

  // ---- Mode

  statement(statement: t.Statement): t.Statement[] {
    return rewriteStatement(statement, this.#context);
  }

  #rewritten(statement: t.Statement): t.Statement {
    return this.statement(statement)[0]!;
  }

  expression(expression: t.Expression): t.Expression {
    return rewriteExpression(expression, this.#context);
  }

  jump(to: "break" | "continue", label: Label): t.Statement[] | null {
    const target = this.#targetOf(to, label);
    return target === undefined ? null : this.#jumpTo(target);
  }

  call(code: CallCode): t.Statement[] {
    const context = this.#context;
    const { names } = context;
    if (code.form === "super") return this.#super(code);
    const call = this.expression(callExpression(context, code));
    const hasValue = code.into.kind !== "none" || context.stress;
    const value = code.form === "new" && code.into.kind !== "none" ? assign(code.into.name, call) : call;
    return [
      ...depth(context, "0"),
      this.#rewritten(token(context, code)),
      run(hasValue ? assign(names.value, value) : value),
      ifUnwinding(context, hasValue ? names.value : null, `{ ${[...this.#spill(code), `return ${names.frame};`].join(" ")} }`), // the frame: suspended again, in place
    ];
  }

  #super(code: CallCode): t.Statement[] {
    const context = this.#context;
    const guarded = this.#rewritten(guardedSuper(context, code));
    return [
      ...depth(context, "0"),
      this.#rewritten(token(context, code)),
      run(assign(heldBy(code), nothing())),
      guarded,
      t.ifStatement(unwinding(context), t.blockStatement([...this.#spill(code), `return ${context.names.frame};`].map((text) => t.written(text)))),
    ];
  }

  /** [yield x]    $value = x; $frame.at = 2; $frame.s0 = n; return $value; */
  #give(code: YieldCode): t.Statement[] {
    const { names, lowered } = this.#context;
    const wrapper = lowered.bodyKind === "async" || code.how === "await" ? null : code.how === "delegate" ? "delegated" : lowered.bodyKind === "asyncGenerator" ? "yielded" : null;
    const given = this.expression(code.value);
    const spill = this.#spill(code).map((text) => t.written(text));
    const isConstant = given.type === "Identifier" || t.isLiteral(given);
    const early = isConstant ? [] : [run(assign(names.value, given))];
    const result = isConstant ? given : id(names.value);
    return [...early, ...spill, at(t.returnStatement(wrapper === null ? result : callRuntime(this.#context, wrapper, result)), code.node)];
  }

  /** A driven body is at its end: `$frame.at = -1; return x;` */
  return(value: t.Expression | null, node: t.Node | null): t.Statement[] {
    const given = value && this.expression(value);
    const statement = at(t.returnStatement(given && endedWith(this.#context, given)), node);
    return this.#isDriven ? [t.written(`${this.#context.names.frame}.at = -1;`), statement] : [statement];
  }

  /**
   *     $frame.s1 = $frame.s2 = undefined;     once, when everything is read: what some suspension does not keep
   *
   * So a spill writes what it keeps, and the frame holds nothing else.
   */
  #clear(): t.Statement[] {
    const { names } = this.#context;
    const cleared = this.#slots.filter(({ isCleared }) => isCleared);
    if (cleared.length === 0) return [];
    return [t.written(`${cleared.map(({ index }) => `${names.frame}.s${index} = `).join("")}undefined;`)];
  }

  /** Writes what is kept back into the frame. */
  #spill(code: PointCode): string[] {
    const { names: { frame }, liveness } = this.#context;
    const kept = liveness.spills.get(code.point)!;
    const bySlot: string[] = [];
    for (const name of kept) bySlot[liveness.slots.get(name)!] = name;
    const written: string[] = [];
    if (liveness.spills.size > 1 || this.#hasHandlers || this.#isDriven) written.push(`${frame}.at = ${code.point};`);
    for (const { index, isLasting } of this.#slots) {
      const owner = isLasting ? undefined : bySlot[index];
      if (owner !== undefined && !isArraySlot(index, liveness.size)) written.push(`${frame}.s${index} = ${owner};`);
    }
    const array = arraySlots(kept, liveness);
    if (array !== null) written.push(`${frame}.s${SLOTS - 1} = [${array.map((name) => name ?? "undefined").join(", ")}];`);
    return written;
  }

  /** Locals of the resumable form that do not come from the frame. */
  #freshNames(): string[] {
    const { lowered, liveness, uses } = this.#context;
    const used = new Set<string>();
    for (const block of this.#blocks) {
      for (const code of block.code) addCodeReads(code, uses, used);
      for (const part of endParts(block)) addCodeReads(part, uses, used);
    }
    for (const name of this.#assigned) if (lowered.locals.has(name)) used.add(name);
    return [...used].filter((name) => !liveness.slots.has(name));
  }
}

/** A field of the frame, as the resumable form writes it. */
interface Slot {
  readonly index: number;
  /** What it holds never changes. */
  readonly isLasting: boolean;
  /** It is emptied on entry, since some suspension keeps nothing in it. */
  readonly isCleared: boolean;
}

function slotsOf(blocks: readonly Block[], { spills, slots, size }: Liveness, assigned: ReadonlySet<string>): Slot[] {
  const owners: string[][] = Array.from({ length: size }, () => []);
  for (const [name, slot] of slots) owners[slot]!.push(name);
  const again = blocks.flatMap(({ end }) => (end.kind === "suspend" ? [spills.get(end.call.point)!] : []));
  const timesKept = timesTaken([...spills.values()], slots, size);
  const timesKeptAgain = timesTaken(again, slots, size);
  return Array.from({ length: Math.min(size, SLOTS) }, (_, index): Slot => {
    if (isArraySlot(index, size)) return { index, isLasting: false, isCleared: again.length > 0 };
    const names = owners[index]!;
    const isLasting = names.length === 1 && !assigned.has(names[0]!) && timesKept[index] === spills.size;
    return { index, isLasting, isCleared: !isLasting && timesKeptAgain[index] !== again.length };
  });
}

/** By slot, how many suspensions keep something in it: none keeps two things in one. */
function timesTaken(suspensions: readonly (readonly string[])[], slots: Liveness["slots"], size: number): number[] {
  const times = new Array<number>(size).fill(0);
  for (const kept of suspensions) for (const name of kept) times[slots.get(name)!]!++;
  return times;
}

function negated(test: t.Expression): t.Expression {
  if (test.type === "UnaryExpression" && test.operator === "!") return test.argument;
  if (test.type === "BinaryExpression" && test.operator === "===") return differs(test.left as t.Expression, test.right);
  return t.unaryExpression("!", test);
}
