/** Accessors, conversions and iterators of other files: within a file their names alone decide, across files they count where the types allow it. */
import type { Checker } from "../typehost/checker.ts";
import type { Draft, Indirect } from "./graph.ts";

const CONVERTING = new Set(["valueOf", "toString", "@@toPrimitive"]);

/** Finds them for all functions. */
export class IndirectCalls {
  readonly #checker: Checker;
  readonly #files: ReadonlyMap<string, ReadonlyMap<number, Draft>>;
  readonly #named = new Map<string, Draft[]>();
  readonly #converting: Draft[] = [];
  readonly #testing: Draft[] = [];
  readonly #stepping: Draft[] = [];

  constructor(checker: Checker, files: ReadonlyMap<string, ReadonlyMap<number, Draft>>) {
    this.#checker = checker;
    this.#files = files;
    for (const nodes of files.values()) for (const node of nodes.values()) this.#sort(node);
  }

  #sort(node: Draft): void {
    const { status, member, isGenerator } = node.fn;
    if (status === "plain") return;
    if (isGenerator || member === "next" || member === "@@iterator" || member === "@@asyncIterator") this.#stepping.push(node);
    if (member === null) return;
    if (CONVERTING.has(member)) this.#converting.push(node);
    if (member === "@@hasInstance") this.#testing.push(node);
    if (/^[gs]et /.test(member)) this.#named.set(member, [...(this.#named.get(member) ?? []), node]);
  }

  read(): void {
    for (const [path, nodes] of this.#files) {
      for (const node of nodes.values()) if (node.fn.status !== "plain") node.indirect = [...this.#accesses(path, node), ...this.#conversions(path, node), ...this.#steps(path, node)];
    }
  }

  #accesses(path: string, { fn }: Draft): Indirect[] {
    const found = fn.accesses.flatMap(({ start, end, kinds, name }) => kinds.map((kind): Indirect => ({ kind, start, at: end, candidates: (this.#named.get(`${kind} ${name}`) ?? []).filter((node) => node.path !== path) }))).filter(({ candidates }) => candidates.length > 0);
    const answers = this.#checker.mayBeAccessors(path, found.map(({ at }) => at));
    return found.filter((_, index) => answers[index]);
  }

  #conversions(path: string, { fn }: Draft): Indirect[] {
    const elsewhere = (nodes: readonly Draft[]): Draft[] => nodes.filter((node) => node.path !== path);
    const [converting, testing] = [elsewhere(this.#converting), elsewhere(this.#testing)];
    const found = fn.operators.map(({ start, end, isInstanceOf }): Indirect => ({ kind: "convert", start, at: end, candidates: isInstanceOf ? testing : converting })).filter(({ candidates }) => candidates.length > 0);
    const answers = this.#checker.mayConvert(path, found.map(({ at }) => at));
    return found.filter((_, index) => answers[index]);
  }

  #steps(path: string, { fn }: Draft): Indirect[] {
    const candidates = this.#stepping.filter((node) => node.path !== path);
    const answers = this.#checker.iterated(path, fn.iterations);
    return fn.iterations.flatMap((at, index): Indirect[] => (answers[index] === "runtime" ? [{ kind: "step", at, start: at, candidates: [] }] : answers[index] === "unknown" && candidates.length > 0 ? [{ kind: "step", at, start: at, candidates }] : []));
  }
}
