/**
 * `deepStacks`: compiled functions count how deep they call each other, and too deep their callers are moved to the heap.
 *
 *     const $depth = $.depth + 1;
 *     if ($depth > 500 && $.deepen($caller, $functions[0], this, arguments)) return;     at the entry
 *     $.depth = $depth; $.token = f; $1 = f(x);                                         at each call
 *
 * Every call site says how deep it is, so nobody has to count down, whichever way a call ends. A plain function in between passes on what it found, or what
 * a call of it left: at worst the stack is moved too early.
 */
import { t } from "../babel.ts";
import { DEEPEST } from "../../runtime/core/protocol.ts";
import { isConstructor } from "../resolution.ts";
import { type EmitContext, infoText, runtimeText } from "./context.ts";

export function depth(context: EmitContext, depth: string): t.Statement[] {
  return context.deepStacks ? [t.written(`${runtimeText(context, "depth")} = ${depth};`)] : [];
}

export function deepening(context: EmitContext): t.Statement[] {
  const { names, lowered: { fn } } = context;
  const counted = t.written(`const ${names.depth} = ${runtimeText(context, "depth")} + 1;`);
  const again = calledAgain(context);
  if (again === null) return [counted];
  return [counted, t.written(`if (${names.depth} > ${DEEPEST} && ${again.condition}${runtimeText(context, "deepen")}(${names.caller}, ${infoText(context, fn)}, ${again.self}, ${again.args})) return;`)];
}

/** With which `this` and arguments a function is called again; null: it cannot be, as its parameters have run code or `this` is made by `new`. */
function calledAgain({ lowered: { fn } }: EmitContext): { self: string; args: string; condition: string } | null {
  const { type, params } = fn.node as t.Function;
  const names = params.map((param) => (param.type === "Identifier" ? param.name : param.type === "RestElement" && param.argument.type === "Identifier" ? `...${param.argument.name}` : null));
  if (isConstructor(fn) || names.includes(null)) return null;
  if (type === "ArrowFunctionExpression") return { self: "undefined", args: `[${names.join(", ")}]`, condition: "" };
  if (fn.scope.bindings.has("arguments")) return null;
  return { self: "this", args: "arguments", condition: /^Function/.test(type) ? "new.target === undefined && " : "" };
}
