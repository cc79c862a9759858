/**
 * Property accesses that may call a getter or setter which may be suspended. A private accessor is known by its name; any other is looked up
 * when the access is made, wherever the file has one of that name, or the types know of one in another file (`3-lower/accesses.ts`). All other accesses stay the engine's: an accessor that switches
 * is pinned there, and works last-in-first-out.
 */
import { t } from "../babel.ts";
import { HANDLE } from "../class-rewrites.ts";
import type { KnownFacts } from "../options.ts";
import type { Fn, Resolution } from "../resolution.ts";
import type { Access, Decision } from "../selection.ts";
import { usesOwnNames } from "./own-names.ts";

type AccessNode = Access["node"];
type Kind = Access["kind"];

export interface Accesses {
  readonly reads: Map<t.Node, Access>;
  readonly writes: Map<t.Node, Access>;
}

/** Accessors of the file that are compiled, by kind and key: `get x`. */
type Accessors = ReadonlyMap<string, Fn[]>;

export function accesses(decisions: ReadonlyMap<Fn, Decision>, resolution: Resolution, facts: KnownFacts): Accesses {
  const found: Accesses = { reads: new Map(), writes: new Map() };
  const accessors = accessorsOf(decisions.values());
  if (accessors.size + facts.getters.size + facts.setters.size === 0) return found;
  for (const { fn, status } of decisions.values()) {
    if (status === "plain") continue;
    for (const node of fn.accesses) {
      const key = keyOfAccess(node);
      const elsewhere = { get: facts.getters.has(node.end!), set: facts.setters.has(node.end!) };
      if (key === null || !(accessors.has(`get ${key}`) || accessors.has(`set ${key}`) || elsewhere.get || elsewhere.set) || !mayLookUp(node, fn, resolution)) continue;
      classify(node, key, { accessors, elsewhere }, resolution, found);
    }
  }
  return found;
}

/**
 * Whether a plain function may use a private name. Where an object lacks it, a call of it fails before the entry of the method; were the token to stay behind, such a function could
 * catch the error, call the method of another object, and pass for compiled.
 */
export function plainUse(decisions: Iterable<Decision>): (privateName: string) => boolean {
  const names = new Set<string>();
  let hasEval = false;
  for (const { fn, status } of decisions) {
    if (status !== "plain" && fn.kind !== "initializer") continue;
    hasEval ||= fn.hasOwnEval;
    for (const node of fn.accesses) if (node.type !== "ObjectProperty" && node.property.type === "PrivateName") names.add(node.property.id.name);
  }
  return (name) => hasEval || names.has(name);
}

function accessorsOf(decisions: Iterable<Decision>): Accessors {
  const found = new Map<string, Fn[]>();
  for (const { fn, status } of decisions) {
    const node = fn.node as t.ObjectMethod | t.ClassMethod | t.ClassPrivateMethod;
    if (status === "plain" || !("kind" in node) || (node.kind !== "get" && node.kind !== "set")) continue;
    const key = keyOf(node.key, "computed" in node && node.computed === true);
    if (key === null) continue;
    const name = `${node.kind} ${key}`;
    found.set(name, [...(found.get(name) ?? []), fn]);
  }
  return found;
}

/** Names that a typed array takes for indices that it does not have (§7.1.21 CanonicalNumericIndexString). */
const NUMERIC = new Set(["NaN", "Infinity"]);

/** A key that the text tells: `x`, `#x`, `@@iterator`. */
export function keyOf(key: t.Node, isComputed: boolean): string | null {
  if (key.type === "PrivateName") return `#${key.id.name}`;
  const name = key.type === "StringLiteral" ? key.value : key.type === "Identifier" && !isComputed ? key.name : null;
  if (name !== null) return NUMERIC.has(name) ? null : name;
  if (!isComputed || key.type !== "MemberExpression" || key.computed || key.object.type !== "Identifier" || key.object.name !== "Symbol") return null;
  return `@@${(key.property as t.Identifier).name}`;
}

export const keyOfAccess = (node: AccessNode): string | null => keyOf(node.type === "ObjectProperty" ? node.key : node.property, node.computed === true);

interface KnownAccessors {
  readonly accessors: Accessors;
  /** Whether another file has such ones. */
  readonly elsewhere: Readonly<Record<Kind, boolean>>;
}

function classify(node: AccessNode, key: string, { accessors, elsewhere }: KnownAccessors, resolution: Resolution, into: Accesses): void {
  const { during, kinds } = usage(node, resolution.parentOf);
  for (const kind of kinds) {
    const callee = key.startsWith("#") ? privateAccessor(node, key.slice(1), kind, resolution) : null;
    const candidates = callee !== null ? [callee] : key.startsWith("#") ? [] : (accessors.get(`${kind} ${key}`) ?? []);
    const isElsewhere = elsewhere[kind] && !key.startsWith("#");
    if (candidates.length === 0 && !isElsewhere) continue;
    const reason = callee !== null ? `${key} has a ${kind}ter` : `${candidates.length > 0 ? "the file" : "another file"} has a ${kind}ter ${key}`;
    (kind === "get" ? into.reads : into.writes).set(node, { node, kind, during, candidates, isElsewhere, callee, maySuspend: true, reason });
  }
}

/** How an access is used, seen through TypeScript's assertions. Targets of patterns and loops are left to the engine. */
export function usage(node: AccessNode, parentOf: ReadonlyMap<t.Node, t.Node>): { during: t.Node; kinds: readonly Kind[] } {
  if (node.type === "ObjectProperty") return { during: node, kinds: ["get"] };
  let at: t.Node = node;
  let parent = parentOf.get(at)!;
  while ("expression" in parent && parent.expression === at && t.isExpression(parent)) {
    at = parent;
    parent = parentOf.get(at)!;
  }
  switch (parent.type) {
    case "AssignmentExpression":
      if (parent.left !== at) break;
      return { during: parent, kinds: parent.operator === "=" ? ["set"] : ["get", "set"] };
    case "UpdateExpression":
      return { during: parent, kinds: ["get", "set"] };
    case "UnaryExpression":
      if (parent.operator !== "delete") break;
      return { during: node, kinds: [] };
    case "ForInStatement":
    case "ForOfStatement":
    case "AssignmentPattern":
      if (parent.left !== at) break;
      return { during: node, kinds: [] };
    case "ObjectProperty":
      if (parent.value !== at || parentOf.get(parent)?.type !== "ObjectPattern") break;
      return { during: node, kinds: [] };
    case "ArrayPattern":
    case "RestElement":
      return { during: node, kinds: [] };
  }
  return { during: node, kinds: ["get"] };
}

/** The members of a class that a private name means at a place. */
export function privateMembers(place: t.Node, name: string, parentOf: ReadonlyMap<t.Node, t.Node>): t.ClassBody["body"] {
  for (let at: t.Node | undefined = place; at !== undefined; at = parentOf.get(at)) {
    if (at.type !== "ClassBody") continue;
    const members = at.body.filter((member) => "key" in member && member.key.type === "PrivateName" && member.key.id.name === name);
    if (members.length > 0) return members;
  }
  return [];
}

/** The accessor that a private name means at a place; null for a method or a field. */
function privateAccessor(place: t.Node, name: string, kind: Kind, { parentOf, fnOf }: Resolution): Fn | null {
  const found = privateMembers(place, name, parentOf).find((member) => member.type === "ClassPrivateMethod" && member.kind === kind && !member.decorators?.length); // (a decorator may put a plain function there)
  return (found && fnOf.get(found)) ?? null;
}

export function mayLookUp(node: AccessNode, fn: Fn, resolution: Resolution): boolean {
  if (node.type !== "ObjectProperty" && (node.object.type === "Super" || (node.object.type === "Identifier" && node.object.name === HANDLE))) return false;
  return mayBeStatement(node, fn, resolution);
}

/** Where an access or operator can become a statement of its own: not where the engine, or the user's tools, evaluate what stands there. */
export function mayBeStatement(node: t.Node, fn: Fn, { parentOf, bindingOf }: Resolution): boolean {
  for (let at: t.Node = node; at !== fn.node; ) {
    const parent: t.Node = parentOf.get(at)!;
    if (parent.type === "TSEnumDeclaration" || t.isDecorator(at) || (parent.type === "ClassBody" && usesOwnNames(parentOf.get(parent) as t.Class, bindingOf))) return false;
    at = parent;
  }
  return true;
}
