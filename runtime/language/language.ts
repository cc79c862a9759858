/**
 * What generated code needs for the language's own constructs: iteration, generators, async functions, classes. Not part of the switching core: it is
 * added to the realm's `$` when `greenlets` is loaded, once, whichever copy of the package comes first.
 */
import { $ } from "../core/realm.ts";
import { constructed } from "./classes.ts";
import { Iteration, key, KeyIteration, rest } from "./iteration.ts";

const language = {
  iterate: (iterable: unknown) => new Iteration(iterable),
  keys: (object: unknown) => new KeyIteration(object),
  key,
  rest,
  construct: Reflect.construct as (fn: unknown, args: ArrayLike<unknown>) => unknown,
  constructed,
};

export type Language = typeof language;

if (!("iterate" in $)) Object.assign($, language);
