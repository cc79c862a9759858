/** What the parts of the generator share while one program is made. */
import type { Random } from "./random.ts";
import { type Kind, Scope, type Variable } from "./scope.ts";

/**
 * Marks in the generated text, replaced when it is spelt out (spelling.ts): a call that may suspend `$Y(f())`, a function that may be
 * suspended `function G$f`, a method `G$m`; a generator object `$G(g())`, `yield` `$V((x))` and `yield*` `$D((xs))`.
 * The text parses with them, so that it can be reduced.
 */
export const CALL = "$Y(";
export const STAR = "G$";
export const GENERATOR = "$G(";
export const YIELD = "$V(";
export const DELEGATE = "$D(";

export interface Jump {
  label: string | null;
  kind: "loop" | "switch" | "block";
}

/** Parts of the language of which a program has some, so that these are dense in it while it stays small. */
export const GROUPS = ["generators", "async", "twins", "conversions", "classes", "patterns"] as const;
export type Group = (typeof GROUPS)[number];

export interface Context {
  random: Random;
  groups: ReadonlySet<Group>;
  /** Kinds of constructs in the program so far, for statistics. */
  features: Set<string>;
  /** Counters of the whole program. */
  counts: { log: number; function: number; label: number; size: number };
  /** The program will also be spelt with native generators: calls that may suspend stand only where `yield*` may stand. */
  isCoroutine: boolean;
  isStrict: boolean;
  scope: Scope;
  /** Where break and continue may go, innermost last. */
  jumps: Jump[];
  /** No call that may suspend, as in parameters of generator functions. */
  isCalm: boolean;
  /** What the function around offers. */
  has: { this?: boolean; super?: boolean; private?: boolean; arguments?: boolean; return?: boolean; newTarget?: boolean; yield?: boolean; await?: boolean };
  /** Inside a try block: what is thrown does not end everything. */
  isGuarded?: boolean;
  isFinally?: boolean;
}

export const inScope = (c: Context, changes: Partial<Context> = {}): Context => ({ ...c, scope: new Scope(c.scope, false), ...changes });

/** Inside a new function: nothing to break out of. */
export const inFunction = (c: Context, changes: Partial<Context> = {}): Context => ({ ...c, scope: new Scope(c.scope, true), jumps: [], isFinally: false, isGuarded: false, ...changes });

/** What an arrow function has of the function around. */
export const hasInArrow = ({ has }: Context): Context["has"] => ({ ...has, return: true, yield: false, await: false });

export const find = (c: Context, kind: Kind, assignable = false): Variable | null => c.scope.find(c.random, (v) => v.kind === kind && (v.assignable || !assignable));

export const logId = (c: Context): number => c.counts.log++;

/** A call that may suspend. In parameters it comes before the function's own look at the fuel. */
export function call(c: Context, text: string): string {
  if (c.isCoroutine) return `${CALL}${text})`;
  return c.isCalm ? `(--fuel > 0 ? ${text} : 0)` : text;
}

/** A kind of construct: how often, how it is made, and which group it belongs to. */
export type Table<Make> = Record<string, { weight: number; make: Make; group?: Group }>;

/** Chooses a construct and counts it as a feature. A maker may return null: not possible here. */
export function choose<Args extends unknown[]>(c: Context, table: Table<(c: Context, ...args: Args) => string | null>, ...args: Args): string | null {
  const entries = Object.entries(table).map(([name, { weight, make, group }]) => ({ weight: group === undefined || c.groups.has(group) ? weight : 0, item: { name, make } }));
  const { name, make } = c.random.weighted(entries);
  c.counts.size--;
  const text = make(c, ...args);
  if (text !== null) c.features.add(name);
  return text;
}
