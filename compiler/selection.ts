/** Which functions are compiled and which calls may suspend, as `2-select/select.ts` decides. */
import type { t } from "./babel.ts";
import type { Call, Fn, Operator, Resolution } from "./resolution.ts";

export type Status = "plain" | "leaf" | "suspending";

export interface Decision {
  readonly fn: Fn;
  status: Status;
  /** Whether a mark makes it, and what stands in it, capable. */
  readonly isMarked: boolean;
  /** Why it is capable, or why not. */
  reason: string;
}

/** What is known of a call's callee. */
export interface Site {
  readonly call: Call;
  /** The function that is surely called, when it can only be that one. */
  readonly callee: Fn | null;
  /** Nobody can swap the callee between the token and the call: token 1. */
  readonly isDirect: boolean;
  /** The callee may be a standard function that calls back: the call reaches it through its capable twin. */
  readonly isTwin: boolean;
  /** A call of the runtime's own sources that stands for a call of its first argument. */
  readonly intrinsic: "call" | "apply" | null;
  /** May the greenlet be suspended during this call? */
  maySuspend: boolean;
  reason: string;
}

/** A `for…of`, spread or array pattern, and what is known of its iterator. */
export interface ImplicitSite {
  readonly node: t.Node;
  /** The generator function that surely made the iterator. */
  readonly callee: Fn | null;
  readonly isStandard: boolean;
  /** May the greenlet be suspended in a step? */
  maySuspend: boolean;
  reason: string;
}

/** A property access that may call an accessor. */
export interface Access {
  readonly node: t.MemberExpression | t.OptionalMemberExpression | t.ObjectProperty;
  readonly kind: "get" | "set";
  /** The expression during which that happens: the access itself, the assignment, the pattern's property. */
  readonly during: t.Node;
  /** The accessors of the file that it may call. */
  readonly candidates: readonly Fn[];
  /** Another file of the program has one that may be suspended. */
  readonly isElsewhere: boolean;
  /** The one that it surely calls, when the object has it: a private name's. */
  readonly callee: Fn | null;
  /** May the greenlet be suspended in it? */
  maySuspend: boolean;
  readonly reason: string;
}

/** An operator that may call a method to convert an operand. */
export interface Conversion {
  readonly node: Operator;
  /** Which of its operands may be objects; of `instanceof` there is one. */
  readonly operands: readonly boolean[];
  /** The methods of the file that it may call. */
  readonly candidates: readonly Fn[];
  /** Another file of the program has one that may be suspended. */
  readonly isElsewhere: boolean;
  readonly reason: string;
}

/** Those that may be suspended, by the function that they stand in and by their node; where lowering makes another node of an operator, it moves. */
export type Conversions = Map<Fn, Map<t.Node, Conversion>>;

export interface Selection {
  /** By their node. */
  readonly reads: ReadonlyMap<t.Node, Access>;
  readonly writes: ReadonlyMap<t.Node, Access>;
  /** Whether a plain function may use a private name, too. */
  readonly isUsedPlainly: (privateName: string) => boolean;
  readonly conversions: Conversions;
  readonly implicitSites: ReadonlyMap<t.Node, ImplicitSite>;
  readonly decisions: ReadonlyMap<Fn, Decision>;
  readonly sites: ReadonlyMap<Call, Site>;
  readonly suspending: ReadonlySet<Fn>;
  /** Classes whose parent's constructor may suspend, without a constructor of their own. */
  readonly inheriting: ReadonlySet<t.Class>;
}

/** Where the bodies of suspending functions start in the text, as another parser finds them too; of a constructor, which nobody need have written, its class's. */
export function suspendingPlaces({ suspending, inheriting }: Selection, { parentOf }: Pick<Resolution, "parentOf">): Set<number> {
  const places = new Set([...inheriting].map(({ body }) => body.start!));
  for (const { node } of suspending) {
    const isConstructor = node.type === "ClassMethod" && node.kind === "constructor";
    const body = isConstructor ? parentOf.get(node)! : (node as t.Function).body;
    places.add((body.extra?.["parenStart"] as number | undefined) ?? body.start!);
  }
  return places;
}
