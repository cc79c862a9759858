/** Liveness through structured code: what is live before it, given what is live after it. */
import { assertNever, type Code, type Label } from "../ir.ts";
import { addPointReads, addReads, definitions, type UseContext } from "../uses.ts";

type Live = ReadonlySet<string>;

export interface Surroundings {
  readonly uses: UseContext;
  /** What the handler around reads: live wherever an error may come from. */
  readonly onError: Live;
  /** What is live where a jump goes. */
  readonly target: (to: "break" | "continue", label: Label) => Live;
}

/** Live variables before a list of statements. */
export function liveBefore(list: readonly Code[], after: Live, around: Surroundings): Set<string> {
  let live = new Set(after);
  for (let index = list.length - 1; index >= 0; index--) {
    live = beforeOne(list[index]!, live, around);
    for (const name of around.onError) live.add(name);
  }
  return live;
}

function union(...sets: Live[]): Set<string> {
  const all = new Set<string>();
  for (const set of sets) for (const name of set) all.add(name);
  return all;
}

/** @param after takes what is live before a simple statement, and must not be used any more. */
function beforeOne(code: Code, after: Set<string>, around: Surroundings): Set<string> {
  const { uses } = around;
  switch (code.kind) {
    case "plain": {
      const { statement } = code;
      const live = after;
      const isLexical = (statement.type === "VariableDeclaration" && statement.kind !== "var") || statement.type === "ClassDeclaration";
      if (isLexical) addReads(statement, uses, live); // reading itself is its dead zone: an error, not a use
      for (const name of definitions(statement)) live.delete(name);
      if (!isLexical) addReads(statement, uses, live);
      return live;
    }
    case "call":
    case "yield": {
      const live = after;
      if (code.into.kind !== "none") live.delete(code.into.name);
      addPointReads(code, uses, live);
      return live;
    }
    case "if": {
      const live = union(liveBefore(code.then, after, around), liveBefore(code.else, after, around));
      addReads(code.test, uses, live);
      return live;
    }
    case "block":
      return liveBefore(code.body, after, around);
    case "labeled":
      return liveBefore(code.body, after, withTarget(around, code.label, after, null));
    case "loop":
      return beforeLoop(code, after, around);
    case "switch": {
      const inside = withTarget(around, code.label, after, null);
      let live: Live = after;
      const entries = code.cases.toReversed().map(({ body }) => (live = liveBefore(body, live, inside)));
      const all = union(after, ...entries);
      for (const part of [code.discriminant, ...code.cases.map(({ test }) => test)]) addReads(part, uses, all);
      return all;
    }
    case "try": {
      const handler = liveBefore(code.handler, after, around);
      handler.delete(code.param);
      return union(liveBefore(code.body, after, { ...around, onError: union(around.onError, handler) }), handler);
    }
    case "jump":
      return new Set(around.target(code.to, code.label));
    case "return":
    case "throw": {
      const live = new Set<string>();
      addReads(code.value, uses, live);
      return live;
    }
    default:
      return assertNever(code);
  }
}

function withTarget(around: Surroundings, label: Label, onBreak: Live, onContinue: Live | null): Surroundings {
  return { ...around, target: (to, name) => (name !== label ? around.target(to, name) : to === "break" ? onBreak : (onContinue ?? onBreak)) };
}

/** The back edge: once more until nothing new is live at the head. */
function beforeLoop(code: Extract<Code, { kind: "loop" }>, after: Live, around: Surroundings): Set<string> {
  const { uses } = around;
  let head: Set<string> = new Set();
  for (;;) {
    const again = union(head, code.test === null ? new Set() : after);
    if (code.isPost) addReads(code.test, uses, again);
    const next = new Set(again);
    addReads(code.update, uses, next);
    const body = liveBefore(code.body, next, withTarget(around, code.label, after, next));
    const live = union(body, code.test === null || code.isPost ? new Set() : after, around.onError);
    if (!code.isPost) addReads(code.test, uses, live);
    if (live.size === head.size) break;
    head = live;
  }
  const live = new Set(head);
  if (code.init?.type === "VariableDeclaration") for (const name of definitions(code.init)) live.delete(name);
  addReads(code.init, uses, live);
  return live;
}
