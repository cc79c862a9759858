/**
 * The intermediate form of one suspending function.
 *
 * `Code` is the user's function, still structured, in which a call that may suspend is a statement of its own whose operands are already
 * evaluated. Expressions and statements without a suspension point stay Babel nodes. Both emitted forms are printed from it: the fast form as
 * it stands, the resumable form after its statements with resume points were cut into blocks.
 */
import type { t } from "./babel.ts";
import type { BodyKind, Fn } from "./resolution.ts";

/** A break target: unique in its function. */
export type Label = string & { readonly label: unique symbol };
/** The number by which a function is re-entered after a call, from 1. */
export type PointId = number & { readonly point: unique symbol };
export type BlockId = number & { readonly block: unique symbol };
export type SlotIndex = number & { readonly slot: unique symbol };

/** Where the value of a call goes. */
export type Destination =
  | { readonly kind: "none" }
  | { readonly kind: "variable"; readonly name: string }
  /** A declaration stands here: `const x = f()`. */
  | { readonly kind: "declare"; readonly name: string; readonly declaration: "let" | "const" };

/** How a callee is reached, and what the token says (DESIGN §4). */
export type Callee =
  /** Nobody can swap it: its id is the token, `f(…)`. `mayMiss`: a private method, of which an object that lacks it must not leave the token behind. */
  | { readonly kind: "direct"; readonly expression: t.Expression; readonly fn: Fn; readonly mayMiss?: boolean }
  /** A private accessor, by an access of `o.#x`: its id is the token where the object has it, `o.#x`, or `o.#x = v` with an argument. */
  | { readonly kind: "accessor"; readonly expression: t.MemberExpression; readonly fn: Fn }
  /** Read twice without harm: token f, `f(…)`. */
  | { readonly kind: "name"; readonly expression: t.Expression }
  /** A method in a temporary: `$.call(fn, self, …)`; `text` for "text is not a function", null where it surely is one.
   * `isThrough`: it may be the standard `call` or `apply`, and `self` what is called. */
  | { readonly kind: "method"; readonly expression: t.Expression; readonly self: t.Expression; readonly text: string | null; readonly fn: Fn | null; readonly isThrough?: boolean };

export interface CallCode {
  readonly kind: "call";
  readonly point: PointId;
  readonly callee: Callee;
  readonly args: (t.Expression | t.SpreadElement)[];
  /** new, super: the object under construction waits where the value goes, a temporary or a variable that nobody else sees yet. */
  readonly form: "call" | "new" | "super";
  into: Destination;
  /** `return f(x)`: nothing is left to do afterwards. */
  readonly isTail: boolean;
  /** The user's call, for positions. */
  readonly node: t.Node;
}

/**
 * The body of a generator or async function gives a value to whoever drives it, and gets one back.
 * `delegate`: the value is an iterator result as it stands (`yield*`); whatever comes back, an error too, goes to the code that follows.
 */
export interface YieldCode {
  readonly kind: "yield";
  readonly point: PointId;
  readonly how: "yield" | "await" | "delegate";
  readonly value: t.Expression;
  readonly into: Destination;
  /** The user's expression, for positions. */
  readonly node: t.Node;
}

/** What a function can be re-entered after. */
export type PointCode = CallCode | YieldCode;

export type Code =
  | { readonly kind: "plain"; readonly statement: t.Statement }
  | PointCode
  | { readonly kind: "if"; readonly test: t.Expression; readonly then: Code[]; readonly else: Code[]; readonly node: t.Node | null }
  | LoopCode
  | { readonly kind: "labeled"; readonly label: Label; readonly body: Code[] }
  | SwitchCode
  | TryCode
  | { readonly kind: "block"; readonly body: Code[] }
  | { readonly kind: "jump"; readonly to: "break" | "continue"; readonly label: Label; readonly node: t.Node | null }
  | { readonly kind: "return"; readonly value: t.Expression | null; readonly node: t.Node | null }
  | { readonly kind: "throw"; readonly value: t.Expression; readonly node: t.Node | null };

export interface LoopCode {
  readonly kind: "loop";
  readonly label: Label;
  readonly init: t.VariableDeclaration | t.Expression | null;
  readonly test: t.Expression | null;
  readonly update: t.Expression | null;
  /** do … while */
  readonly isPost: boolean;
  readonly body: Code[];
  readonly node: t.Node;
}

export interface SwitchCode {
  readonly kind: "switch";
  readonly label: Label;
  readonly discriminant: t.Expression;
  readonly cases: { readonly test: t.Expression | null; readonly body: Code[] }[];
  readonly node: t.Node;
}

export interface TryCode {
  readonly kind: "try";
  readonly body: Code[];
  /** The temporary that holds the error. */
  readonly param: string;
  readonly handler: Code[];
}

/** A suspension point: its call, and what the analysis found. */
export interface Point {
  readonly id: PointId;
  readonly call: PointCode;
}

/** A function after phase 3. */
export interface Lowered {
  readonly fn: Fn;
  /** Statements in front of the body that both forms see: hoisted functions and shared variables. */
  readonly prologue: t.Statement[];
  readonly body: Code[];
  readonly points: Point[];
  /** Variables that a frame may have to hold: locals, temporaries, boxes. Shared variables are not among them. */
  readonly locals: ReadonlySet<string>;
  /** Locals that closures within a node of the user's capture by copy: fresh in every loop iteration. */
  readonly capturedIn: (node: t.Node) => readonly string[];
  /** `this` may not be bound yet (a derived constructor, an arrow function in one): it is always reached where it is. */
  readonly isThisLate: boolean;
  /** Whether an identifier means another variable that has the name of a local. */
  readonly isOther: (node: t.Node) => boolean;
  readonly bodyKind: BodyKind;
  /** Variables of a driven body that closures share: declared in the function around its resumable form. */
  readonly shared: readonly string[];
  /** Names that the fast form declares at function level with `let`, and those it declares with `var` (which may be declared again below). */
  readonly declared: readonly string[];
  readonly vars: readonly string[];
}

/** A parameter of the function's header to be written anew. */
export interface NewParameter {
  readonly index: number;
  readonly node: t.Node;
  readonly replacement: t.Identifier | t.AssignmentPattern | t.RestElement;
}

export const asLabel = (name: string): Label => name as Label;
export const asPoint = (id: number): PointId => id as PointId;
export const asBlock = (id: number): BlockId => id as BlockId;
export const asSlot = (index: number): SlotIndex => index as SlotIndex;

export function assertNever(value: never): never {
  throw new Error(`not a known kind: ${JSON.stringify(value)}`);
}

/** Whether a suspension point lies in this code. @param known what was found before, of code around and inside. */
export function hasPoint(code: Code, known: Map<Code, boolean>): boolean {
  let found = known.get(code);
  if (found === undefined) known.set(code, (found = findPoint(code, (list) => list.some((item) => hasPoint(item, known)))));
  return found;
}

function findPoint(code: Code, inList: (list: readonly Code[]) => boolean): boolean {
  switch (code.kind) {
    case "plain":
    case "jump":
    case "return":
    case "throw":
      return false;
    case "call":
    case "yield":
      return true;
    case "if":
      return inList(code.then) || inList(code.else);
    case "switch":
      return code.cases.some(({ body }) => inList(body));
    case "try":
      return inList(code.body) || inList(code.handler);
    case "loop":
    case "labeled":
    case "block":
      return inList(code.body);
    default:
      return assertNever(code);
  }
}
