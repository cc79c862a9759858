/** What `f.call(…)` and `f.apply(…)` become at a compiled call site (compiler/3-lower/through.ts). */
import { $ } from "../core/realm.ts";
import { isObject, listOf } from "./operations.ts";
import { twin } from "./registry.ts";

const { call, apply } = Function.prototype;

/** Such a method; another standard function's twin. */
export function route(method: unknown): unknown {
  return method === call || method === apply ? method : twin(method);
}

/** The `this` of a method: where that is the standard `call` or `apply`, the capable twin of what they will call. */
export function through(method: unknown, self: unknown): unknown {
  return method === call || method === apply ? twin(self) : self;
}

/** The token: the function that is called in the end. */
export function reached(method: unknown, self: unknown, text: string): unknown {
  return (method === call || method === apply) && typeof self === "function" ? self : $.callable(method, text);
}

/** The list of `apply`, read: a getter of it must not run between token and entry. */
export function passed(method: unknown, self: unknown, value: unknown): unknown {
  return method === apply && typeof self === "function" && isObject(value) ? listOf(value) : value;
}
