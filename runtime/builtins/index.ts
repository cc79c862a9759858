/**
 * Capable twins of the standard functions that call back: the same results, in the same observable steps, written in capable TypeScript and compiled by
 * this project's own compiler. A compiled call site that may reach such a function asks `$.twin` for its twin; nobody else ever sees one.
 */
import { infoOf } from "../core/marks.ts";
import { $ } from "../core/realm.ts";
import { generatorPrototype, generatorTwins } from "../language/generator.ts";
import { arrayTwins } from "./array.ts";
import { install, twin } from "./registry.ts";

if (!("twin" in $)) {
  Object.assign($, { twin });
  install(Array.prototype, arrayTwins, infoOf);
  install(generatorPrototype, generatorTwins, infoOf);
}
