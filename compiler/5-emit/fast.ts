/**
 * The fast form: the user's own structured code, with a token before each call that may suspend and a check after it.
 *
 *     const $caller = $.token; $.token = 0;
 *     let $at, $slot0;
 *     $capture: {
 *       …
 *       $.token = 1; r = f(x); if ($.unwinding !== 0) { $at = 1; $slot0 = r; break $capture; }
 *       …
 *     }
 *     return $.save($caller, new $.Frame2($functions[0], $at, ($frame, $value) => { …the resumable form… }, $slot0));
 *
 * The frame is built after the block, never inside a loop: a branch that never runs but boxes loop variables costs up to 7× in a numeric loop.
 */
import { t } from "../babel.ts";
import { FRAME_SIZES } from "../../runtime/core/protocol.ts";
import type { CallCode } from "../ir.ts";
import { assign, id, member, number, run } from "../nodes.ts";
import { callExpression, isUnwinding, token, valueOrUndefined } from "./calls.ts";
import { callRuntime, type EmitContext, infoOf, local, runtime } from "./context.ts";
import { resumable } from "./resumable.ts";
import { type Mode, StructuredPrinter } from "./structured.ts";

/** The body of the compiled function. */
export function emit(context: EmitContext): t.BlockStatement {
  const { lowered, names } = context;
  const fast = new FastForm(context);
  const code = new StructuredPrinter(fast).print(lowered.body);
  const frame = fast.frame();
  const statements: t.Statement[] = [
    t.variableDeclaration("const", [t.variableDeclarator(id(names.caller), runtime(context, "token"))]),
    run(assign(runtime(context, "token"), number(0))),
  ];
  const declared = [...fast.declared, ...lowered.declared];
  if (declared.length > 0) statements.push(t.variableDeclaration("let", declared.map((name) => t.variableDeclarator(id(name)))));
  if (lowered.vars.length > 0) statements.push(t.variableDeclaration("var", lowered.vars.map((name) => t.variableDeclarator(id(name)))));
  statements.push(...lowered.prologue);
  if (frame === null) statements.push(...code);
  else statements.push(t.labeledStatement(id(names.capture), t.blockStatement(code)), t.returnStatement(callRuntime(context, "save", id(names.caller), frame)));
  return t.blockStatement(statements);
}

class FastForm implements Mode {
  readonly #context: EmitContext;
  /** Slots that one function-level variable fills at every point: the frame takes it from there, nothing is copied. */
  readonly #direct: ReadonlyMap<number, string>;
  readonly #hasOnePoint: boolean;
  #usesValue = false;

  constructor(context: EmitContext) {
    this.#context = context;
    this.#direct = directSlots(context);
    this.#hasOnePoint = context.liveness.spills.size === 1;
  }

  /** Names the fast form needs beside the user's. */
  get declared(): string[] {
    const { liveness, names } = this.#context;
    const slots = Array.from({ length: liveness.size }, (_, index) => index).filter((index) => !this.#direct.has(index));
    const at = liveness.spills.size > 0 && !this.#hasOnePoint ? [names.at] : [];
    return [...at, ...slots.map((index) => this.#slotName(index)), ...(this.#usesValue ? [names.value] : [])];
  }

  #slotName(index: number): string {
    return this.#context.names.series("$slot", index);
  }

  statement(statement: t.Statement): t.Statement[] {
    return [statement];
  }

  expression(expression: t.Expression): t.Expression {
    return expression;
  }

  jump(): null {
    return null;
  }

  call(code: CallCode): t.Statement[] {
    const { names, liveness, lowered } = this.#context;
    if (code.isTail) return this.#tail(code);
    const call = callExpression(this.#context, code);
    if (!liveness.spills.has(code.point)) return [run(call)]; // never reached
    const statements = [token(this.#context, code)];
    const { into } = code;
    // While unwinding the call gives undefined: a variable that others see, or that the frame keeps, must not take that.
    const isKept = into.kind === "variable" && (!lowered.locals.has(into.name) || liveness.spills.get(code.point)!.includes(into.name));
    let value: string | null = null;
    if (into.kind === "none" && !this.#context.stress) statements.push(run(call));
    else if (into.kind === "declare") {
      value = into.name;
      statements.push(t.variableDeclaration(into.declaration, [t.variableDeclarator(id(into.name), call)]));
    } else {
      value = isKept || into.kind === "none" ? this.#value() : into.name;
      statements.push(run(assign(value, call)));
    }
    statements.push(t.ifStatement(isUnwinding(this.#context, valueOrUndefined(value)), t.blockStatement(this.#leave(code))));
    if (isKept) statements.push(run(assign(into.name, id(names.value))));
    return statements;
  }

  #value(): string {
    this.#usesValue = true;
    return this.#context.names.value;
  }

  #leave(code: CallCode): t.Statement[] {
    const { names, liveness } = this.#context;
    const copies = liveness.spills.get(code.point)!.flatMap((name) => {
      const slot = liveness.slots.get(name)!;
      return this.#direct.has(slot) ? [] : [run(assign(this.#slotName(slot), local(this.#context, name)))];
    });
    const at = this.#hasOnePoint ? [] : [run(assign(names.at, number(code.point)))];
    return [...at, ...copies, t.breakStatement(id(names.capture))];
  }

  /**
   *     [return f(x)]     …; $value = f(x); if ($.unwinding !== 0) return $.leave($caller, $functions[0]); return $value;
   */
  #tail(code: CallCode): t.Statement[] {
    const context = this.#context;
    const { names } = context;
    const call = callExpression(context, code);
    return [
      token(context, code),
      run(assign(this.#value(), call)),
      t.ifStatement(isUnwinding(context, id(names.value)), t.returnStatement(callRuntime(context, "leave", id(names.caller), infoOf(context, context.lowered.fn)))),
      t.returnStatement(id(names.value)),
    ];
  }

  /** `new $.Frame4($functions[0], $at, ($frame, $value) => { … }, …)`; null when no point needs a frame. */
  frame(): t.Expression | null {
    const { liveness, names, lowered } = this.#context;
    if (liveness.spills.size === 0) return null;
    const slots = Array.from({ length: liveness.size }, (_, slot) => (this.#direct.has(slot) ? local(this.#context, this.#direct.get(slot)!) : id(this.#slotName(slot))));
    const largest = FRAME_SIZES.at(-1)!;
    if (slots.length > largest) slots.push(t.arrayExpression(slots.splice(largest - 1)));
    const size = FRAME_SIZES.find((count) => slots.length <= count)!;
    const at = this.#hasOnePoint ? number([...liveness.spills.keys()][0]!) : id(names.at);
    return t.newExpression(runtime(this.#context, `Frame${size}`), [infoOf(this.#context, lowered.fn), at, resumable(this.#context), ...slots]);
  }
}

function directSlots({ liveness, lowered, names }: EmitContext): Map<number, string> {
  const direct = new Map<number, string>();
  for (let slot = 0; slot < liveness.size; slot++) {
    const variables = [...liveness.slots].filter(([, index]) => index === slot).map(([name]) => name);
    const [only] = variables;
    if (variables.length !== 1 || !lowered.functionLevel.has(only!)) continue;
    // Not directly inside the frame's own closure argument: arguments and this are the same there.
    if ([...liveness.spills.values()].every((kept) => kept.includes(only!)) || only === names.self) direct.set(slot, only!);
  }
  return direct;
}

/** Where a slot is in a frame: `s3`, or beyond the largest shape an element of the array in the last slot. */
export function slotOf(frame: string, slot: number, size: number): t.MemberExpression {
  const largest = FRAME_SIZES.at(-1)!;
  if (size <= largest || slot < largest - 1) return member(frame, `s${slot}`);
  return t.memberExpression(member(frame, `s${largest - 1}`), number(slot - largest + 1), true);
}
