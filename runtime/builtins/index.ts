/**
 * Capable twins of the standard functions that call back: the same results, in the same observable steps, written in capable TypeScript and compiled by
 * this project's own compiler. A compiled call site that may reach such a function asks `$.twin` for its twin; nobody else ever sees one.
 */
import { infoOf } from "../core/marks.ts";
import { $ } from "../core/realm.ts";
import { asyncGeneratorPrototype, asyncGeneratorTwins } from "../language/async-generator.ts";
import { generatorPrototype, generatorTwins } from "../language/generator.ts";
import { arrayTwins } from "./array.ts";
import { arrayFunctions, mapFunctions, mapTwins, objectFunctions, setTwins } from "./collections.ts";
import { arePrimitive, instanceOf, operate, toPrimitive, toText } from "./conversions.ts";
import { functionTwins, reflectTwins } from "./function.ts";
import { iteratorTwins } from "./iterator.ts";
import { helperPrototype, helperTwins, lazyTwins } from "./iterator-helpers.ts";
import { jsonTwins } from "./json.ts";
import { install, twin } from "./registry.ts";
import { passed, reached, route, through } from "./through.ts";
import { regExpTwins, stringTwins } from "./string.ts";
import { typedArrayFunctions, typedArrayTwins } from "./typed-array.ts";

if (!("twin" in $)) {
  Object.assign($, { twin, route, through, reached, passed, arePrimitive, operate, toPrimitive, toText, instanceOf });
  install(generatorPrototype, generatorTwins);
  install(asyncGeneratorPrototype, asyncGeneratorTwins);
  // What `tsc` alone makes of the twins would do nothing that the standard functions do not.
  if (infoOf(arrayTwins.forEach) !== null) installAll();
}

function installAll(): void {
  install(Array.prototype, arrayTwins);
  install(Array, arrayFunctions);
  install(Object, objectFunctions);
  install(Map, mapFunctions);
  install(Map.prototype, mapTwins);
  install(Set.prototype, setTwins);
  install(Function.prototype, functionTwins);
  install(Reflect, reflectTwins);
  install(String.prototype, stringTwins);
  install(RegExp.prototype, regExpTwins);
  install(JSON, jsonTwins);
  install((globalThis as { Iterator?: { prototype: object } }).Iterator?.prototype, { ...iteratorTwins, ...lazyTwins });
  install(helperPrototype, helperTwins);
  const TypedArray = Object.getPrototypeOf(Uint8Array) as { prototype: object };
  install(TypedArray, typedArrayFunctions);
  install(TypedArray.prototype, typedArrayTwins);
}
