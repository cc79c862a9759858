"use greenlet";
/**
 * `Function.prototype.call`, `apply` and `bind`, `Reflect.apply` and `construct`: nothing of theirs is left to do after the call that they make. A bound function
 * leaves no frame of its own either: with the mark of what it calls, it is believed as that.
 */
import { apply, applyNative, call, callNative, isCapable, isConstructor, isNullish, isObject, listOf, markBound, twin } from "./operations.ts";

const { call: nativeCall, apply: nativeApply, bind: nativeBind } = Function.prototype;
const { apply: reflectApply, construct: reflectConstruct } = Reflect;

export const functionTwins = {
  call(this: unknown, self: unknown, ...args: unknown[]): unknown {
    if (typeof this !== "function") return callNative(nativeCall, this, self);
    return callWith(twin(this), self, args);
  },

  apply(this: unknown, self: unknown, list: unknown): unknown {
    if (typeof this !== "function" || !(isNullish(list) || isObject(list))) return callNative(nativeApply, this, self, list);
    return callWith(twin(this), self, isNullish(list) ? [] : listOf(list));
  },

  bind(this: unknown, ...args: [unknown, ...unknown[]]): unknown {
    const target = twin(this);
    return markBound(applyNative(nativeBind, target, args) as object, target);
  },
};
/** Few arguments are passed one by one: that is quicker than out of a list. */
function callWith(fn: unknown, self: unknown, args: readonly unknown[]): unknown {
  switch (args.length) {
    case 0:
      return call(fn, self);
    case 1:
      return call(fn, self, args[0]);
    case 2:
      return call(fn, self, args[0], args[1]);
    case 3:
      return call(fn, self, args[0], args[1], args[2]);
    default:
      return apply(fn, self, args);
  }
}

Object.defineProperty(functionTwins.bind, "length", { value: 1 });

export const reflectTwins = {
  apply(target: unknown, self: unknown, list: unknown): unknown {
    if (typeof target !== "function" || !isObject(list)) return callNative(reflectApply, Reflect, target, self, list);
    return callWith(twin(target), self, listOf(list));
  },

  /** With another `new.target` it is the engine's: no `new` expression of ours could say it. */
  construct(target: unknown, list: unknown): unknown {
    const isPlainNew = arguments.length < 3 || arguments[2] === target;
    if (!isCapable(target) || !isObject(list) || !isPlainNew || !isConstructor(target)) return applyNative(reflectConstruct, Reflect, arguments);
    return new (target as unknown as new (...args: unknown[]) => object)(...listOf(list));
  },
};
