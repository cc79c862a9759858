"use greenlet";
import { wait } from "greenlets/hub";

export type Node = string | { tag: string; children: Node[] };

export function h(tag: string, _properties: unknown, ...children: (Node | Node[])[]): Node {
  return { tag, children: children.flat() };
}

export function List({ ids }: { ids: readonly number[] }): Node {
  return <ul>{ids.map((id) => <li>{nameOf(id)}</li>)}</ul>;
}

function nameOf(id: number): string {
  return wait(Promise.resolve(`name ${id}`));
}

declare global {
  namespace JSX {
    type Element = Node;
    interface IntrinsicElements {
      ul: object;
      li: object;
    }
  }
}
