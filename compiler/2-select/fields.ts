/**
 * Field initialisers and static blocks: which classes have to be rewritten (`1-parse/classes.ts`) because one of them may be suspended, or would run code
 * of the user's between a token and the entry of a compiled constructor.
 */
import { isTypeOnly, t } from "../babel.ts";
import type { ClassRewrite, ClassRewrites } from "../class-rewrites.ts";
import type { ClassFields, Decorators } from "../options.ts";
import type { Fn, Resolution } from "../resolution.ts";
import { constructorOf, DECORATED, hasDecoratedInstanceMembers, hasInstanceElements, isDecorated, inheritsFrom, isField, isHarmlessField, LOWERED, problemOf } from "./constructors.ts";

export interface FieldContext {
  readonly resolution: Resolution;
  readonly suspending: ReadonlySet<Fn>;
  /** Initialisers that may be suspended. */
  readonly waiting: ReadonlySet<Fn>;
  readonly isMarked: (fn: Fn) => boolean;
  readonly isPlain: (fn: Fn) => boolean;
  readonly classFields: ClassFields;
  readonly decorators: Decorators;
  readonly done: ClassRewrites;
  readonly refused: ReadonlyMap<number, string>;
}

export interface FieldPlan {
  readonly rewrites: Map<number, ClassRewrite>;
  /** Classes that were rewritten for a constructor that is not compiled now. */
  readonly refused: Map<number, string>;
  /** Initialisers that stay with the engine, and why. */
  readonly left: { readonly fn: Fn; readonly reason: string }[];
}

export function planFields(context: FieldContext): FieldPlan {
  const plan: FieldPlan = { rewrites: new Map(), refused: new Map(), left: [] };
  for (const [node, outer] of context.resolution.classes) if (context.isMarked(outer)) planClass(node, outer, context, plan);
  return plan;
}

function planClass(node: t.Class, outer: Fn, context: FieldContext, plan: FieldPlan): void {
  const { resolution: { fnOf }, suspending, waiting, classFields, decorators, done, refused } = context;
  const start = node.start!;
  const own = constructorOf(node);
  const members = node.body.body.filter((member) => !isTypeOnly(member));
  const isWaiting = (member: t.Node): boolean => waiting.has(fnOf.get(member)!);
  const leave = (list: readonly t.Node[], reason: string): void => void plan.left.push(...list.filter(isWaiting).map((member) => ({ fn: fnOf.get(member)!, reason })));
  const instance = members.filter((member) => isField(member) && !member.static) as t.ClassProperty[];
  const statics = members.filter((member) => member.type === "StaticBlock" || (isField(member) && member.static === true));
  const isRewritten = done.get(start);
  if (isRewritten !== undefined) {
    const needsConstructor = isRewritten.hasNewConstructor || isRewritten.hasParameterProperties || isRewritten.fieldsFrom < Infinity;
    if (needsConstructor && !(own && suspending.has(fnOf.get(own)!))) plan.refused.set(start, "its constructor is left plain");
    return;
  }
  const hasNewConstructor = own === null && (instance.some(isWaiting) || (hasInstanceElements(node) && inheritsFrom(node, context.resolution, suspending)));
  const isCompiled = hasNewConstructor || (own !== null && suspending.has(fnOf.get(own)!));
  // A tool that makes assignments of fields would not find the `super(…)` of a compiled constructor to put them behind.
  const mustMove = !node.superClass ? (field: t.ClassProperty) => !isHarmlessField(field, context.resolution) : classFields === "native" ? isWaiting : (field: t.ClassProperty) => Boolean(field.value);
  const fieldsFrom = !isCompiled && !instance.some(isWaiting) ? undefined : instance.find(mustMove);
  const decorated = decorators === "standard" && hasDecoratedInstanceMembers(node) ? DECORATED : hasNewConstructor && isDecorated(node) ? "a decorated class without a constructor is not compiled" : null;
  const isLost = classFields === "lowered" && Boolean(node.superClass) && hasInstanceElements(node);
  const instanceProblem = refused.get(start) ?? decorated ?? (isLost ? LOWERED : null) ?? (own !== null && context.isPlain(fnOf.get(own)!) ? "the constructor is left plain" : problemOf(instance, fieldsFrom, context.resolution));
  const staticsFrom = statics.find(isWaiting);
  const staticProblem = refused.get(start) ?? (outer.kind !== "function" || context.isPlain(outer) ? "the class is not made in a compiled function" : isDecorated(node) || statics.some(isDecorated) ? "a decorated class is not compiled" : problemOf(statics, staticsFrom, context.resolution));
  if (instanceProblem !== null) leave(instance, instanceProblem);
  if (staticProblem !== null) leave(statics, staticProblem);
  const rewrite: ClassRewrite = {
    isAssigned: classFields !== "native",
    hasNewConstructor: hasNewConstructor && instanceProblem === null,
    fieldsFrom: instanceProblem === null ? (fieldsFrom?.start ?? Infinity) : Infinity,
    staticsFrom: staticProblem === null ? (staticsFrom?.start ?? Infinity) : Infinity,
    hasParameterProperties: isCompiled && instanceProblem === null && own !== null && hasParameterProperties(own) && (classFields === "native" || instance.every(({ value }) => !value)),
  };
  if (rewrite.hasNewConstructor || rewrite.hasParameterProperties || rewrite.fieldsFrom < Infinity || rewrite.staticsFrom < Infinity) plan.rewrites.set(start, rewrite);
}

/** `constructor(private x: number)` */
const hasParameterProperties = ({ params }: t.ClassMethod): boolean => params.some(({ type }) => type === "TSParameterProperty");
