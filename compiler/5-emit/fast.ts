/**
 * The fast form: the user's own structured code, with a token before each call that may suspend and a check after it.
 *
 *     const $caller = $.token; $.token = 0;
 *     $capture: {
 *       …
 *       $.token = 1026; r = f(x); if ($.unwinding !== 0) { $.at = 1; $.s0 = n; break $capture; }
 *       …
 *     }
 *     return $.save($caller, $functions[0], ($frame, $value) => { …the resumable form… });
 *
 * The frame is made after the block, never inside a loop: a branch that never runs but boxes loop variables costs up to 7× in a numeric loop.
 * Its contents go through fields of the realm: as arguments or variables they would take registers in every activation.
 */
import { t } from "../babel.ts";
import { SLOTS } from "../../runtime/core/protocol.ts";
import type { Liveness } from "../graph.ts";
import type { CallCode } from "../ir.ts";
import { assign, at, id, run } from "../nodes.ts";
import { callExpression, ifUnwinding, token, unwinding } from "./calls.ts";
import { adoption, guardedSuper, savedConstructor } from "./constructors.ts";
import { callRuntime, type EmitContext, infoOf, infoText, local, runtimeText } from "./context.ts";
import { isConstructor } from "../resolution.ts";
import { deepening, depth } from "./depth.ts";
import { driven } from "./driven.ts";
import { namedResumable } from "./resumable.ts";
import { type Mode, StructuredPrinter } from "./structured.ts";

/** The body of the compiled function. */
export function emit(context: EmitContext): t.BlockStatement {
  const { lowered, names } = context;
  if (lowered.bodyKind !== "function") return driven(context);
  const fast = new FastForm(context);
  const code = new StructuredPrinter(fast).print(lowered.body);
  const hasFrame = context.liveness.spills.size > 0;
  const statements: t.Statement[] = [
    t.written(`const ${names.caller} = ${runtimeText(context, "token")};`),
    t.written(`${runtimeText(context, "token")} = 0;`),
  ];
  if (context.deepStacks) statements.push(...deepening(context));
  if (isConstructor(lowered.fn)) statements.push(adoption(context));
  const declared = [...fast.declared, ...lowered.declared];
  if (declared.length > 0) statements.push(t.written(`let ${declared.join(", ")};`));
  if (lowered.vars.length > 0) statements.push(t.written(`var ${lowered.vars.join(", ")};`));
  statements.push(...lowered.prologue);
  if (hasFrame) statements.push(t.labeledStatement(id(names.capture), t.blockStatement(code)), ...fast.spillAlways(), t.returnStatement(saved(context, namedResumable(context))));
  else statements.push(...code);
  const { body } = lowered.fn.node as t.Function;
  return t.blockStatement(statements, body.type === "BlockStatement" ? body.directives : []);
}

/** `$.save($caller, $functions[0], …)` */
function saved(context: EmitContext, resumableForm: t.Expression): t.Expression {
  const { lowered: { fn }, names } = context;
  return isConstructor(fn) ? savedConstructor(context, resumableForm) : callRuntime(context, "save", id(names.caller), infoOf(context, fn), resumableForm);
}

class FastForm implements Mode {
  readonly #context: EmitContext;
  /** What every suspension keeps and the end of the function sees: written there, once. */
  readonly #always: ReadonlySet<string>;
  #usesValue = false;

  constructor(context: EmitContext) {
    this.#context = context;
    this.#always = keptAlways(context);
  }

  /** Names the fast form needs beside the user's. */
  get declared(): string[] {
    return this.#usesValue ? [this.#context.names.value] : [];
  }

  statement(statement: t.Statement): t.Statement[] {
    return [statement];
  }

  expression(expression: t.Expression): t.Expression {
    return expression;
  }

  return(value: t.Expression | null, node: t.Node | null): t.Statement[] {
    return [at(t.returnStatement(value), node)];
  }

  jump(): null {
    return null;
  }

  call(code: CallCode): t.Statement[] {
    const { names, liveness, lowered } = this.#context;
    if (code.isTail) return this.#tail(code);
    const call = callExpression(this.#context, code);
    if (!liveness.spills.has(code.point)) return [run(call)]; // never reached
    const statements = [...depth(this.#context, names.depth), token(this.#context, code)];
    const { into } = code;
    if (code.form === "super") {
      return [...statements, guardedSuper(this.#context, code), t.ifStatement(unwinding(this.#context), t.blockStatement(this.#leave(code).map((text) => t.written(text))))]; // (under STRESS it is the parent that captures itself)
    }
    // While unwinding the call gives undefined: a variable that others see, or that the frame keeps, must not take that.
    // (Of `new` it is the object under construction, which the frame is to keep.)
    const isKept = code.form === "call" && into.kind === "variable" && (!lowered.locals.has(into.name) || liveness.spills.get(code.point)!.includes(into.name));
    let value: string | null = null;
    if (into.kind === "none" && !this.#context.stress) statements.push(run(call));
    else if (into.kind === "declare") {
      value = into.name;
      statements.push(t.variableDeclaration(into.declaration, [t.variableDeclarator(id(into.name), call)]));
    } else {
      value = isKept || into.kind === "none" ? this.#value() : into.name;
      statements.push(run(assign(value, call)));
    }
    statements.push(ifUnwinding(this.#context, value, `{ ${this.#leave(code).join(" ")} }`));
    if (isKept) statements.push(t.written(`${into.name} = ${names.value};`));
    return statements;
  }

  #value(): string {
    this.#usesValue = true;
    return this.#context.names.value;
  }

  /** The resume point and what the frame holds go into the realm; the frame is made after the block. */
  #leave(code: CallCode): string[] {
    const { names, liveness } = this.#context;
    const kept = liveness.spills.get(code.point)!.filter((name) => !this.#always.has(name));
    return [`${runtimeText(this.#context, "at")} = ${code.point};`, ...this.#spill(kept), ...this.#spillArray(kept), `break ${names.capture};`];
  }

  /** `$.s0 = this;` */
  spillAlways(): t.Statement[] {
    return this.#spill([...this.#always]).map((text) => t.written(text));
  }

  #spill(kept: readonly string[]): string[] {
    const { names, liveness: { slots, size } } = this.#context;
    return kept.filter((name) => !isArraySlot(slots.get(name)!, size)).map((name) => `${names.runtime}.s${slots.get(name)!} = ${local(this.#context, name)};`);
  }

  #spillArray(kept: readonly string[]): string[] {
    const { names, liveness } = this.#context;
    const array = arraySlots(kept, liveness);
    return array === null ? [] : [`${names.runtime}.s${SLOTS - 1} = [${array.map((name) => (name === null ? "undefined" : local(this.#context, name))).join(", ")}];`];
  }

  /**
   *     [return f(x)]     …; $value = f(x); if ($.unwinding !== 0) return $.leave($caller, $functions[0]); return $value;
   */
  #tail(code: CallCode): t.Statement[] {
    const context = this.#context;
    const { names, lowered } = context;
    return [
      ...depth(context, names.depth),
      token(context, code),
      run(assign(this.#value(), callExpression(context, code))),
      ifUnwinding(context, names.value, `return ${runtimeText(context, "leave")}(${names.caller}, ${infoText(context, lowered.fn)});`),
      t.written(`return ${names.value};`),
    ];
  }
}

function keptAlways({ lowered, liveness, names }: EmitContext): Set<string> {
  if (liveness.spills.size < 2) return new Set();
  const times = new Map<string, number>();
  for (const kept of liveness.spills.values()) for (const name of kept) times.set(name, (times.get(name) ?? 0) + 1);
  const params = (lowered.fn.node as t.Function).params.map((param) => (param.type === "AssignmentPattern" ? param.left : param.type === "RestElement" ? param.argument : param));
  const seen = new Set([names.self, names.arguments, names.newTarget, ...lowered.declared, ...lowered.vars, ...params.map((param) => (param.type === "Identifier" ? param.name : ""))]);
  const isAlways = (name: string): boolean => times.get(name) === liveness.spills.size && seen.has(name) && !isArraySlot(liveness.slots.get(name)!, liveness.size);
  return new Set([...times.keys()].filter(isAlways));
}

/** Whether a slot is an element of the array in the last field. */
export const isArraySlot = (slot: number, size: number): boolean => size > SLOTS && slot >= SLOTS - 1;

/** What the array in the last field of a large frame holds, by element; null: nothing. */
export function arraySlots(kept: readonly string[], { slots, size }: Liveness): (string | null)[] | null {
  const array: (string | null)[] = [];
  for (const name of kept) if (isArraySlot(slots.get(name)!, size)) array[slots.get(name)! - SLOTS + 1] = name;
  return array.length === 0 ? null : Array.from(array, (name) => name ?? null);
}

/** Where a slot is in a frame: `s3`, or beyond the largest shape an element of the array in the last slot. */
export function slotOf(frame: string, slot: number, size: number): string {
  return isArraySlot(slot, size) ? `${frame}.s${SLOTS - 1}?.[${slot - SLOTS + 1}]` : `${frame}.s${slot}`;
}
