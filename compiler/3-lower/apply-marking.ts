/** Writes markings into the tree, for functions inside a function that is printed anew. */
import { t } from "../babel.ts";
import { at, id, member, named } from "../nodes.ts";
import type { Binding, Fn, Reference, Resolution } from "../resolution.ts";
import { classMark, type ComputedKey, type Marking, markingDecorator } from "../marking.ts";

/** @param runtime the handle's name. @param info `$functions[3]` */
export function applyMarking(marking: Marking, fn: Fn, resolution: Resolution, runtime: string, info: t.Expression): void {
  const mark = (value: t.Expression): t.CallExpression => t.callExpression(member(runtime, "mark"), [value, info]);
  const parentOf = resolution.parentOf as Map<t.Node, t.Node>;
  const keyed = marking.kind === "decorator" ? marking.marks : marking;
  if ((keyed?.kind === "object" || keyed?.kind === "class") && keyed.computed !== null) rememberKey(keyed.computed, runtime, parentOf);
  switch (marking.kind) {
    case "wrap": {
      const { node, name } = marking;
      const parent = parentOf.get(node)!;
      const wrapper = at(mark(name === null ? node : named(node, name)), node);
      replaceChild(parent, node, wrapper);
      parentOf.set(wrapper, parent);
      parentOf.set(node, wrapper);
      return;
    }
    case "after":
    case "start": {
      const name = read(marking.name, fn, resolution);
      const statement = t.expressionStatement(mark(name));
      parentOf.set(name, statement.expression);
      const list = marking.kind === "start" ? marking.list : parentOf.get(marking.statement)!;
      parentOf.set(statement, list);
      const items = statementsOf(list);
      items.splice(marking.kind === "start" ? 0 : items.indexOf(marking.statement) + 1, 0, statement);
      return;
    }
    case "object": {
      const { object, key } = marking;
      const parent = parentOf.get(object)!;
      if (parent.type === "CallExpression" && isMarked(parent, runtime)) return void parent.arguments.push(key, info);
      const wrapper = at(t.callExpression(member(runtime, "marked"), [object, key, info]), object);
      replaceChild(parent, object, wrapper);
      parentOf.set(wrapper, parent);
      parentOf.set(object, wrapper);
      return;
    }
    case "class":
    case "accessor":
      return void staticBlock(marking.body).body.push(t.expressionStatement(classMark(marking, runtime, info)));
    case "decorator":
      return void marking.node.decorators!.push(t.decorator(markingDecorator(marking, runtime, info)));
    case "default":
      throw new Error("Invariant: a default export stands at the top of a module, never in a function");
  }
}

function rememberKey({ member: method, variable }: ComputedKey, runtime: string, parentOf: Map<t.Node, t.Node>): void {
  const key = method.key as t.Expression;
  const converted = t.callExpression(member(runtime, "key"), [key]);
  const remembered = t.assignmentExpression("=", id(variable), converted);
  parentOf.set(key, converted);
  parentOf.set(converted, remembered);
  parentOf.set(remembered, method);
  method.key = remembered;
}

function staticBlock(body: t.ClassBody): t.StaticBlock {
  const first = body.body[0];
  const isOurs = first?.type === "StaticBlock" && first.loc === undefined && first.body.length > 0;
  if (isOurs) return first;
  const block = t.staticBlock([]);
  body.body.unshift(block);
  return block;
}

function isMarked({ callee }: t.CallExpression, runtime: string): boolean {
  return callee.type === "MemberExpression" && callee.object.type === "Identifier" && callee.object.name === runtime && callee.property.type === "Identifier" && callee.property.name === "marked";
}

/** A further read of a name, known to the resolution: renaming and boxing must reach it. */
function read(name: t.Identifier, fn: Fn, { bindingOf }: Resolution): t.Identifier {
  const binding = bindingOf.get(name) as Binding;
  const node = id(name.name);
  node.start = node.end = binding.declaration.end ?? null;
  const reference: Reference = { node, fn: fn.parent!, access: "read" };
  binding.references.push(reference);
  binding.nodes.push(node);
  (bindingOf as Map<t.Node, Binding>).set(node, binding);
  return node;
}

function statementsOf(list: t.Node): t.Statement[] {
  if (list.type === "SwitchCase") return list.consequent;
  return (list as t.BlockStatement).body;
}

function replaceChild(parent: t.Node, child: t.Node, replacement: t.Node): void {
  const slots = parent as unknown as Record<string, unknown>;
  for (const key of t.VISITOR_KEYS[parent.type] ?? []) {
    const slot = slots[key];
    if (slot === child) slots[key] = replacement;
    else if (Array.isArray(slot) && slot.includes(child)) slot[slot.indexOf(child)] = replacement;
  }
}
