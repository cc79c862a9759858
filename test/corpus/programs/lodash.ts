import type { Program } from "../program.ts";

/** Lodash's and underscore's own loops, with a callback in each. */
export const program: Program = {
  packages: ["lodash", "underscore", "ramda"],
  interleaves: true,
  async open(load) {
    const [lodash, underscore, ramda] = await Promise.all(["lodash", "underscore", "ramda"].map(load));
    const items = Array.from({ length: 60 }, (_, index) => ({ id: index, name: `n${(index * 7) % 13}`, tags: ["a", "b", "c"].slice(index % 3), at: { x: index % 5, y: -index } }));
    return (pause) => {
      const seen = <T>(value: T): T => (pause(), value);
      const out: unknown[] = [];
      for (const _ of [lodash, underscore]) {
        out.push(
          _.map(items, (item: any) => seen(item.name)),
          _.groupBy(items, (item: any) => seen(item.at.x)),
          _.sortBy(items, (item: any) => seen(item.name)).map((item: any) => item.id),
          _.reduce(items, (sum: number, item: any) => seen(sum + item.at.y), 0),
          _.filter(items, (item: any) => seen(item.id % 3 === 0)).length,
          _.chain(items).pluck?.("name").value() ?? _.chain(items).map("name").uniq().value(),
          _.isEqual(items, JSON.parse(JSON.stringify(items))),
          _.template("<% for (const item of items) { %><%= item.name %>,<% } %>")({ items }),
          _.debounce(() => 0, 1000) instanceof Function,
          _.memoize((n: number) => seen(n * n))(12),
          _.partition(items, (item: any) => seen(item.id > 30)).map((half: unknown[]) => half.length),
          _.mapObject?.({ a: 1, b: 2 }, (value: number) => seen(value + 1)) ?? _.mapValues({ a: 1, b: 2 }, (value: number) => seen(value + 1)),
        );
      }
      out.push(
        lodash.cloneDeepWith(items, (value: unknown) => (typeof value === "number" ? seen(value * 2) : undefined)),
        lodash.mergeWith({}, items[1], items[2], (left: unknown, right: unknown) => (Array.isArray(left) ? seen(left.concat(right)) : undefined)),
        lodash.transform(items[4], (into: any, value: unknown, key: string) => void (into[seen(key)] = typeof value)),
        lodash.flow([(n: number) => seen(n + 1), (n: number) => n * 3])(4),
        lodash.curry((a: number, b: number, c: number) => seen([a, b, c]))(1)(2, 3),
        lodash(items).filter((item: any) => seen(item.id > 10)).map((item: any) => item.tags).flatten().take(9).value(),
        ramda.pipe(ramda.map((item: any) => seen(item.at.x)), ramda.uniq, ramda.sum)(items),
        ramda.into([], ramda.compose(ramda.filter((n: number) => seen(n % 2 === 0)), ramda.map(ramda.add(1))), ramda.range(0, 40)),
        ramda.evolve({ id: (id: number) => seen(id + 1), at: { x: ramda.negate } }, items[9]),
        ramda.traverse(ramda.of, (n: number) => [seen(n), -n], [1, 2, 3]),
        ramda.equals(items, ramda.clone(items)),
      );
      return JSON.stringify(out, null, 1);
    };
  },
};
