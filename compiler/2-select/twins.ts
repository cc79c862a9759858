/**
 * Call sites that may reach a standard function which calls back. They get the callee through the runtime, which knows the capable twin of each
 * (`runtime/builtins/`); only the name decides here, and whether a callback can be among the arguments.
 *
 *     [o.map(f)]      $1 = $.twin(o.map); $.token = $1; $2 = $.call($1, o, f)
 *
 * A name too few is safe, never wrong: the standard function is called itself, and a callback that switches pins its greenlet.
 */
import { bare, t } from "../babel.ts";
import type { Call } from "../resolution.ts";

type CallOfFunction = Exclude<Call, t.YieldExpression>;
type CallWithArguments = Exclude<CallOfFunction, t.TaggedTemplateExpression>;

/** Where the callback stands among the arguments; -1: it is `this`, the receiver, or an iterator. */
const METHODS: Record<string, number> = {
  forEach: 0, map: 0, filter: 0, reduce: 0, reduceRight: 0, some: 0, every: 0, find: 0, findIndex: 0, findLast: 0, findLastIndex: 0, flatMap: 0,
  sort: 0, toSorted: 0, from: -1, groupBy: 1, replace: 1, replaceAll: 1, parse: 1, stringify: 1,
  call: -1, apply: -1, bind: -1, construct: -1, toArray: -1, take: -1, drop: -1, next: -1, return: -1, throw: -1,
};

/** Those that need no `this`: called by their name alone. */
const FUNCTIONS = new Set(["from", "groupBy", "parse", "stringify", "apply", "construct"]);

/** Which argument a standard function of that name calls back, of a call for which `twinName` has a reason; -1: not only an argument. */
export function twinCallback(callee: t.Expression): number {
  const property = callee.type === "MemberExpression" || callee.type === "OptionalMemberExpression" ? callee.property : callee;
  const isComputed = (callee as t.MemberExpression).computed === true;
  const name = property.type === "Identifier" && !isComputed ? property.name : property.type === "StringLiteral" ? property.value : "";
  return Object.hasOwn(METHODS, name) ? METHODS[name]! : -1;
}

/** Why the callee of a call may be a standard function that calls back; null when it cannot, as far as the text tells. */
export function twinName(call: CallOfFunction, callee: t.Expression): string | null {
  if (call.type === "TaggedTemplateExpression") return null;
  if (callee.type === "Identifier") return FUNCTIONS.has(callee.name) ? reason(call, callee.name) : null;
  if (callee.type !== "MemberExpression" && callee.type !== "OptionalMemberExpression") return null;
  const { property } = callee;
  if (!callee.computed) return property.type === "Identifier" ? reason(call, property.name) : null;
  if (property.type === "StringLiteral") return reason(call, property.value);
  return t.isLiteral(property) ? null : "a computed name may be that of a standard function with a capable twin";
}

function reason(call: CallWithArguments, name: string): string | null {
  const at = Object.hasOwn(METHODS, name) ? METHODS[name]! : undefined;
  if (at === undefined || (at >= 0 && !mayBeCallback(call, at))) return null;
  return `${name} may be a standard function, which has a capable twin`;
}

/** Whether a function of a standard namespace (`JSON.parse`) may call back with these arguments. */
export function callsBack(call: CallOfFunction, namespace: string, name: string): boolean {
  if (call.type === "TaggedTemplateExpression") return false;
  switch (`${namespace}.${name}`) {
    case "Array.from":
      return mayBeCallback(call, 1) || !isKnownSource(call.arguments[0]);
    case "Object.groupBy":
    case "JSON.parse":
    case "JSON.stringify":
      return mayBeCallback(call, 1);
    default:
      return false;
  }
}

/** Whether the argument at this place can be a function. */
function mayBeCallback({ arguments: args }: CallWithArguments, at: number): boolean {
  const spread = args.findIndex((arg) => arg.type === "SpreadElement");
  if (spread >= 0 && spread <= at) return true;
  const arg = args[at];
  if (arg === undefined) return false;
  const node = t.isExpression(arg) ? bare(arg) : arg;
  return !(t.isLiteral(node) || node.type === "ArrayExpression" || node.type === "ObjectExpression" || (node.type === "Identifier" && node.name === "undefined"));
}

/** `Array.from("text")`, `Array.from({ length: 3 })`: whose items are made without code of the program. */
function isKnownSource(arg: t.Node | undefined): boolean {
  if (arg === undefined || !t.isExpression(arg)) return arg === undefined;
  const node = bare(arg);
  return t.isLiteral(node) || node.type === "ArrayExpression" || (node.type === "ObjectExpression" && node.properties.every((property) => property.type === "ObjectProperty" && !property.computed));
}
