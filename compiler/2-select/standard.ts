/**
 * Standard functions that never suspend: calls of them get neither token nor check.
 *
 * A mistake here is safe, never wrong: were `Math.max` replaced by a compiled function, that function would find no token and pin itself.
 */
import { t } from "../babel.ts";
import type { Binding } from "../resolution.ts";

const NAMESPACES = new Set(["Math", "Object", "Number", "String", "Array", "JSON", "Symbol", "BigInt", "Date", "console", "performance", "Atomics", "Intl", "ArrayBuffer"]);
const FUNCTIONS = new Set(["String", "Number", "Boolean", "Symbol", "BigInt", "Object", "parseInt", "parseFloat", "isNaN", "isFinite", "encodeURIComponent", "decodeURIComponent", "encodeURI", "decodeURI", "structuredClone", "queueMicrotask", "setTimeout", "clearTimeout", "setInterval", "clearInterval", "setImmediate", "require"]);

/** `super(…)` and `new` of these run no code of the program's; what `new Promise` calls back is called by the engine. */
const CONSTRUCTORS = new Set([
  "Object", "Array", "Map", "Set", "WeakMap", "WeakSet", "WeakRef", "FinalizationRegistry", "Promise", "Date", "RegExp", "String", "Number", "Boolean", "Proxy", "Function",
  "Error", "TypeError", "RangeError", "SyntaxError", "ReferenceError", "EvalError", "URIError", "AggregateError",
  "ArrayBuffer", "SharedArrayBuffer", "DataView", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array", "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array",
  "URL", "URLSearchParams", "Worker", "SharedWorker", "TextEncoder", "TextDecoder", "AbortController", "EventTarget", "Event",
]);

const METHODS: Record<string, ReadonlySet<string>> = {
  array: new Set(["push", "pop", "shift", "unshift", "slice", "splice", "concat", "join", "indexOf", "lastIndexOf", "includes", "reverse", "at", "fill", "keys", "values", "entries"]),
  Map: new Set(["get", "set", "has", "delete", "clear", "keys", "values", "entries"]),
  Set: new Set(["add", "has", "delete", "clear", "keys", "values", "entries"]),
  string: new Set(["slice", "substring", "charAt", "charCodeAt", "codePointAt", "indexOf", "lastIndexOf", "includes", "startsWith", "endsWith", "trim", "trimStart", "trimEnd", "toUpperCase", "toLowerCase", "padStart", "padEnd", "repeat", "at"]),
};

/** A global function by name: `parseInt(x)`, where `parseInt` is not declared. */
export const isStandardFunction = (name: string): boolean => FUNCTIONS.has(name);

/** A global constructor by name: `new Map()`, where `Map` is not declared. */
export const isStandardConstructor = (name: string): boolean => CONSTRUCTORS.has(name);

/** `Math.max(…)`, where `Math` is not declared. Of `Promise` only what calls nothing at once: not what iterates. */
export const isStandardNamespace = (name: string, method: string): boolean => NAMESPACES.has(name) || (name === "Promise" && ["resolve", "reject", "withResolvers"].includes(method));

/**
 * `import.meta.glob(…)`, `import.meta.hot.accept(…)`, `require.context(…)`, `module.hot.accept(…)`, `navigator.serviceWorker.register(…)`: of the host. Bundlers know them by their text, which a call
 * that may be suspended does not keep.
 */
export function isOfHost(receiver: t.Expression, bindingOf: ReadonlyMap<t.Node, Binding>): boolean {
  let at: t.Node = receiver;
  let isHot = false;
  for (; at.type === "MemberExpression" || at.type === "OptionalMemberExpression"; at = at.object) isHot = at.property.type === "Identifier" && at.property.name === "hot";
  if (at.type === "MetaProperty") return at.meta.name === "import";
  if (at.type !== "Identifier" || bindingOf.get(at) !== undefined) return false;
  return at.name === "navigator" || (at === receiver ? at.name === "require" : at.name === "module" && isHot);
}

/** `[1, 2]`, `"text"`, `Object.keys(o)`, a constant that holds one: no code of the program makes its items. */
export function isStandardIterable(node: t.Expression, bindingOf: ReadonlyMap<t.Node, Binding>): boolean {
  if (node.type === "CallExpression" && node.callee.type === "MemberExpression" && node.callee.object.type === "Identifier") {
    return bindingOf.get(node.callee.object) === undefined && NAMESPACES.has(node.callee.object.name);
  }
  return kindOf(node, bindingOf.get(node)) !== null;
}

/** `out.push(x)` where `const out = []`: the method is the built-in one. */
export function isStandardMethod(receiver: t.Expression, binding: Binding | undefined, method: string): boolean {
  const kind = kindOf(receiver, binding);
  return kind !== null && METHODS[kind]!.has(method);
}

function kindOf(receiver: t.Expression, binding: Binding | undefined): string | null {
  if (receiver.type === "StringLiteral" || receiver.type === "TemplateLiteral") return "string";
  if (receiver.type === "ArrayExpression") return "array";
  if (receiver.type !== "Identifier" || binding?.kind !== "const" || binding.declaration.type !== "VariableDeclarator" || binding.declaration.id.type !== "Identifier") return null;
  const { init } = binding.declaration;
  if (init?.type === "ArrayExpression") return "array";
  if (init?.type === "StringLiteral" || init?.type === "TemplateLiteral") return "string";
  if (init?.type === "NewExpression" && init.callee.type === "Identifier" && (init.callee.name === "Map" || init.callee.name === "Set")) return init.callee.name;
  return null;
}
