/**
 * What generated code needs for the language's own constructs: iteration, generators, async functions, classes. Not part of the switching core: it is
 * added to the realm's `$` when `greenlets` is loaded, once, whichever copy of the package comes first.
 */
import { $ } from "../core/realm.ts";
import { INHERITED } from "../core/marks.ts";
import { adopt, adopted, constructed, decorator, define, derived, hand, initialized, list, saveConstructor, taken, unwound } from "./classes.ts";
import type { FunctionInfo } from "../core/frame.ts";
import { getter, setter } from "./accessors.ts";
import { AsyncGeneratorTask } from "./async-generator.ts";
import { AsyncIteration } from "./async-iteration.ts";
import { delegated, type DrivenForm, yielded } from "./body.ts";
import { advance, Delegate } from "./delegate.ts";
import { Disposables } from "./disposables.ts";
import { GeneratorBody, markGenerator } from "./generator.ts";
import { Iteration, key, KeyIteration, rest } from "./iteration.ts";
import { abort, close, drain, request, step, take } from "./steps.ts";
import { task } from "./task.ts";

/** What an assignment of a constant assigns instead (§9.1.1.1.5, step 5). */
const constant = {
  set value(_: unknown) {
    throw new TypeError("Assignment to constant variable.");
  },
};

const language = {
  constant,
  iterate: (iterable: unknown) => new Iteration(iterable),
  request,
  step,
  take,
  drain,
  close,
  abort,
  keys: (object: unknown) => new KeyIteration(object),
  disposables: () => new Disposables(),
  key,
  rest,
  construct: Reflect.construct as (fn: unknown, args: ArrayLike<unknown>) => unknown,
  constructed,
  generator: (fn: FunctionInfo, form: DrivenForm) => new GeneratorBody(fn, form),
  markGenerator,
  delegate: (iterable: unknown) => new Delegate(iterable),
  advance,
  delegated,
  yielded,
  task,
  asyncGenerator: (fn: FunctionInfo, form: DrivenForm) => new AsyncGeneratorTask(fn, form),
  iterateAsync: (iterable: unknown) => new AsyncIteration(iterable),
  saveConstructor,
  unwound,
  adopt,
  adopted,
  derived,
  inherited: INHERITED,
  list,
  define,
  initialized,
  decorator,
  getter,
  setter,
  object: Object as (value: unknown) => object,
  hand,
  taken,
};

export type Language = typeof language;

if (!("iterate" in $)) Object.assign($, language);
