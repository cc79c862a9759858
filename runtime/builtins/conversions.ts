"use greenlet";
/**
 * Operators whose operands are objects that may be suspended while they are converted, and `instanceof`: the steps of ECMA-262 around the engine's own operators. Compiled code
 * comes here where its file has methods that convert (`3-lower/conversions.ts`).
 */
import { type Bag, call, callNative, isObject, methodOf } from "./operations.ts";

type Hint = "default" | "number" | "string";
type Binary = "+" | "-" | "*" | "/" | "%" | "**" | "&" | "|" | "^" | "<<" | ">>" | ">>>" | "<" | ">" | "<=" | ">=" | "==" | "!=";

const { toPrimitive: exoticKey, hasInstance } = Symbol;
const ordinaryHasInstance = (Function.prototype as unknown as Bag)[hasInstance];

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- values of the program
const natives: Record<Binary, (left: any, right: any) => unknown> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "%": (left, right) => left % right,
  "**": (left, right) => left ** right,
  "&": (left, right) => left & right,
  "|": (left, right) => left | right,
  "^": (left, right) => left ^ right,
  "<<": (left, right) => left << right,
  ">>": (left, right) => left >> right,
  ">>>": (left, right) => left >>> right,
  "<": (left, right) => left < right,
  ">": (left, right) => left > right,
  "<=": (left, right) => left <= right,
  ">=": (left, right) => left >= right,
  "==": (left, right) => left == right,
  "!=": (left, right) => left != right,
};

/** Whether the engine converts them without any code of the program's. */
export function arePrimitive(left: unknown, right?: unknown): boolean {
  return !isObject(left) && !isObject(right);
}

/** A binary operator (§13.15.3; §13.10.1, §13.11.1): both operands are evaluated. */
export function operate(operator: Binary, left: unknown, right: unknown): unknown {
  const native = natives[operator];
  switch (operator) {
    case "==":
    case "!=":
      return equal(native, left, right);
    case "+":
      return addition(native, toPrimitive(left, "default"), right);
    case "<":
    case ">":
    case "<=":
    case ">=":
      return withRight(native, toPrimitive(left, "number"), right);
    default:
      return withRight(native, toNumeric(left), right);
  }
}

type Native = (left: unknown, right: unknown) => unknown;

function addition(native: Native, left: unknown, right: unknown): unknown {
  return native(left, toPrimitive(right, "default"));
}

function withRight(native: Native, left: unknown, right: unknown): unknown {
  return native(left, toPrimitive(right, "number"));
}

/** IsLooselyEqual, §7.2.13: an object is converted only beside a primitive that is something. */
function equal(native: Native, left: unknown, right: unknown): unknown {
  if (isObject(left) && !isObject(right) && right !== undefined && right !== null) return native(toPrimitive(left, "default"), right);
  if (isObject(right) && !isObject(left) && left !== undefined && left !== null) return native(left, toPrimitive(right, "default"));
  return native(left, right);
}

/** ToNumeric (§7.1.3) as far as it can be seen: a symbol fails before the right operand is converted. */
function toNumeric(value: unknown): unknown {
  const primitive = toPrimitive(value, "number");
  if (typeof primitive === "symbol") throw new TypeError("Cannot convert a Symbol value to a number");
  return primitive;
}

/** ToPrimitive, §7.1.1. */
export function toPrimitive(value: unknown, hint: Hint): unknown {
  if (!isObject(value)) return value;
  const exotic = methodOf(value, exoticKey);
  if (exotic === undefined) return ordinary(value as Bag, hint);
  const result = call(exotic, value, hint) as unknown;
  if (isObject(result)) throw new TypeError("Cannot convert object to primitive value");
  return result;
}

/** OrdinaryToPrimitive, §7.1.1.1. */
function ordinary(value: Bag, hint: Hint): unknown {
  const isText = hint === "string";
  const first = value[isText ? "toString" : "valueOf"];
  if (typeof first === "function") {
    const result = call(first, value) as unknown;
    if (!isObject(result)) return result;
  }
  const second = value[isText ? "valueOf" : "toString"];
  if (typeof second === "function") {
    const result = call(second, value) as unknown;
    if (!isObject(result)) return result;
  }
  throw new TypeError("Cannot convert object to primitive value");
}

/** ToString, §7.1.17. */
export function toText(value: unknown): string {
  if (!isObject(value)) return `${value as string}`;
  const primitive = toPrimitive(value, "string") as string;
  return `${primitive}`;
}

/** InstanceofOperator, §13.10.2. */
export function instanceOf(value: unknown, target: unknown): boolean {
  if (!isObject(target)) throw new TypeError("Right-hand side of 'instanceof' is not an object");
  const method = methodOf(target, hasInstance);
  if (method !== undefined && method !== ordinaryHasInstance) return Boolean(call(method, target, value));
  if (typeof target !== "function") throw new TypeError("Right-hand side of 'instanceof' is not callable");
  return callNative(ordinaryHasInstance, target, value) as boolean;
}
