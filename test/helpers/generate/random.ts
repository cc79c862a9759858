/** A seeded source of choices: the same seed gives the same program on every machine. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** mulberry32: in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let x = this.#state;
    x = Math.imul(x ^ (x >>> 15), x | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  }

  /** An integer in [0, limit). */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** One entry of a table by its weight. */
  weighted<T>(table: readonly { weight: number; item: T }[]): T {
    let rest = this.next() * table.reduce((sum, { weight }) => sum + weight, 0);
    for (const { weight, item } of table) if ((rest -= weight) < 0) return item;
    return table.at(-1)!.item;
  }
}
