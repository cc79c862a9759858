"use greenlet";
/**
 * `Function.prototype.call`, `apply` and `bind`, `Reflect.apply`: nothing of theirs is left to do after the call that they make. A bound function
 * leaves no frame of its own either: with the mark of what it calls, it is believed as that.
 */
import { $ } from "../core/realm.ts";
import { apply, applyNative, callNative, infoOf, isNullish, isObject, listOf, twin } from "./operations.ts";

const { call: nativeCall, apply: nativeApply, bind: nativeBind } = Function.prototype;
const { apply: reflectApply } = Reflect;

export const functionTwins = {
  call(this: unknown, self: unknown, ...args: unknown[]): unknown {
    if (typeof this !== "function") return callNative(nativeCall, this, self);
    const target = twin(this);
    return apply(target, self, args);
  },

  apply(this: unknown, self: unknown, list: unknown): unknown {
    if (typeof this !== "function" || !(isNullish(list) || isObject(list))) return callNative(nativeApply, this, self, list);
    const target = twin(this);
    const args = isNullish(list) ? [] : listOf(list);
    return apply(target, self, args);
  },

  bind(this: unknown, ...args: [unknown, ...unknown[]]): unknown {
    const target = twin(this);
    const bound = applyNative(nativeBind, target, args) as object;
    const info = infoOf(target as object);
    return info === null ? bound : $.mark(bound, info);
  },
};
Object.defineProperty(functionTwins.bind, "length", { value: 1 });

export const reflectTwins = {
  apply(target: unknown, self: unknown, list: unknown): unknown {
    if (typeof target !== "function" || !isObject(list)) return callNative(reflectApply, Reflect, target, self, list);
    const fn = twin(target);
    const args = listOf(list);
    return apply(fn, self, args);
  },
};
