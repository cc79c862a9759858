import type { Program } from "../program.ts";

/** Persistent collections: their own iteration, with callbacks; immer's proxies. */
export const program: Program = {
  packages: ["immutable", "immer"],
  interleaves: true,
  async open(load) {
    const [immutable, immer] = await Promise.all(["immutable", "immer"].map(load));
    const { List, Map, Set, OrderedMap, Range, Record, Seq, fromJS } = immutable;
    return (pause) => {
      const seen = <T>(value: T): T => (pause(), value);
      let map = Map();
      for (let index = 0; index < 3000; index++) map = map.set(`k${(index * 31) % 1777}`, index);
      const list = Range(0, 2000).toList();
      const Point = Record({ x: 0, y: 0 });
      const state = { todos: [{ done: false, text: "a" }, { done: true, text: "b" }], by: { a: 1 } };
      const next = immer.produce(state, (draft: any) => {
        draft.todos[0].done = true;
        draft.todos.push({ done: false, text: "c" });
        delete draft.by.a;
      });
      return JSON.stringify([
        map.size, map.reduce((sum: number, value: number) => sum + value, 0), map.filter((value: number) => seen(value % 100 === 0)).toList().sort(),
        list.filter((n: number) => n % 3 === 0).map((n: number) => (n % 200 === 0 ? seen(n * 2) : n)).slice(5, 40), list.interleave(Range(5, 9)).takeLast(3),
        Seq(list).map((n: number) => n + 1).skip(10).takeWhile((n: number) => seen(n < 40)).toArray(), list.groupBy((n: number) => n % 7).map((group: any) => group.size),
        OrderedMap(map).sortBy((value: number) => -value).take(5), Set(["a", "b"]).union(["c", "a"]).map((key: string) => seen(key + key)),
        new Point({ x: 3 }).update("x", (x: number) => seen(x + 1)), fromJS({ a: { b: [1, { c: 2 }] } }).updateIn(["a", "b", 1, "c"], (n: number) => seen(n * 10)),
        list.equals(Range(0, 2000).toList()), map.hashCode(), list.sortBy((n: number) => (n * 7919) % 1009).first(), next, state === next, immer.isDraftable(next),
        List([1, 2]).withMutations((mutable: any) => void mutable.push(3).push(seen(4))),
      ]);
    };
  },
};
