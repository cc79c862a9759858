/** Classes whose computed keys cannot be evaluated before them. */
import { t } from "../babel.ts";
import type { Binding } from "../resolution.ts";

/** Computed keys are evaluated before the class: its own name would mean something else there, its private names nothing. */
export function usesOwnNames({ id, body }: t.Class, bindingOf: ReadonlyMap<t.Node, Binding>): boolean {
  let found = false;
  const privateNames = new Set(body.body.flatMap((member) => ("key" in member && member.key.type === "PrivateName" ? [member.key.id.name] : [])));
  for (const member of body.body) {
    if ("computed" in member && member.computed) t.traverseFast(member.key, (node) => {
      if (node.type === "PrivateName" && privateNames.has(node.id.name)) found = true;
      if (id && bindingOf.get(node)?.kind === "self" && (node as t.Identifier).name === id.name) found = true;
    });
  }
  return found;
}
