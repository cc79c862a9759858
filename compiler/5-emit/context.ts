/** What emitting one function needs to know. */
import { t } from "../babel.ts";
import type { BlockId, Lowered } from "../ir.ts";
import type { Fn } from "../resolution.ts";
import type { Names } from "../names.ts";
import type { ProtocolName } from "../../runtime/core/protocol.ts";
import { PROTOCOL } from "../../runtime/core/protocol.ts";
import type { BlockGraph } from "../graph.ts";
import type { Liveness } from "../graph.ts";
import { id, member } from "../nodes.ts";
import type { UseContext } from "../uses.ts";

export interface EmitContext {
  readonly lowered: Lowered;
  readonly graph: BlockGraph;
  readonly liveness: Liveness;
  readonly states: ReadonlyMap<BlockId, number>;
  /** As for the analyses, with what they found. */
  readonly uses: UseContext;
  readonly names: Names;
  readonly stress: boolean;
  readonly deepStacks: boolean;
  /** The place of each function in the module's table. */
  readonly indexOf: (fn: Fn) => number;
  /** What a function's id is more than its place. */
  readonly salt: number;
}

/** `$functions[3]` */
export function infoOf({ names, indexOf }: { names: Names; indexOf: (fn: Fn) => number }, fn: Fn): t.Expression {
  return t.memberExpression(id(names.table), t.numericLiteral(indexOf(fn)), true);
}

/** `$.name` */
export function runtime({ names }: { names: Names }, name: ProtocolName): t.MemberExpression {
  return member(names.runtime, PROTOCOL[name]);
}

/** `$.name(…)` */
export function callRuntime(context: { names: Names }, name: ProtocolName, ...args: (t.Expression | t.SpreadElement)[]): t.CallExpression {
  return t.callExpression(runtime(context, name), args);
}

/** `$.name`, as text. */
export const runtimeText = ({ names }: { names: Names }, name: ProtocolName): string => `${names.runtime}.${PROTOCOL[name]}`;

/** `$functions[3]`, as text. */
export const infoText = ({ names, indexOf }: { names: Names; indexOf: (fn: Fn) => number }, fn: Fn): string => `${names.table}[${indexOf(fn)}]`;

/** A variable of a frame, as the fast form reads it. */
export function local({ names }: { names: Names }, name: string): string {
  if (name === names.self) return "this";
  if (name === names.newTarget) return "new.target";
  return name === names.arguments ? "arguments" : name;
}
