/**
 * Which names mean what where, so that generated programs use few names over and over (shadowing!) without redeclaration errors and
 * without meeting a dead zone by chance: a block never declares a name that was already used in it with its outer meaning.
 */
import type { Random } from "./random.ts";

/** What a variable holds, as far as the generator keeps it so. An "object" has `a`, `b`, `g` and `m(x)`; a "closure" takes one argument. */
export type Kind = "value" | "object" | "array" | "closure" | "function" | "class" | "generatorFunction" | "generator" | "asyncFunction" | "asyncGeneratorFunction" | "promise";

export interface Variable {
  name: string;
  kind: Kind;
  assignable: boolean;
  /** Of a function: the kinds of its parameters. */
  params?: Kind[];
}

const LETTERS: Record<Kind, string> = { value: "v", object: "o", array: "r", closure: "k", function: "f", class: "C", generatorFunction: "q", generator: "z", asyncFunction: "p", asyncGeneratorFunction: "w", promise: "h" };
const POOL = 5;

export class Scope {
  readonly parent: Scope | null;
  readonly isFunction: boolean;
  readonly #names = new Map<string, Variable>();
  /** Names used in here that mean something further out, and names of `var`s that are hoisted through here. */
  readonly #taken = new Set<string>();

  constructor(parent: Scope | null, isFunction: boolean) {
    this.parent = parent;
    this.isFunction = isFunction;
  }

  /** let, const, class, a parameter, a function in strict code. */
  declare(random: Random, kind: Kind, assignable: boolean, extra: Partial<Variable> = {}): Variable {
    const name = this.#freshName(random, kind, (name) => !this.#names.has(name) && !this.#taken.has(name));
    const variable = { name, kind, assignable, ...extra };
    this.#names.set(name, variable);
    return variable;
  }

  /** `var`: belongs to the function around, may be declared twice, not across a lexical declaration of the same name. */
  declareVar(random: Random, kind: Kind): Variable {
    const crossed = this.#upToFunction();
    const owner = crossed.at(-1)!;
    // Mostly not a name that was used with its outer meaning before: hoisting would change that use.
    const mayHide = random.chance(0.15);
    const isFree = (name: string): boolean => (mayHide || !owner.#taken.has(name)) && crossed.every((scope) => !scope.#names.has(name) || (scope === owner && owner.#names.get(name)!.kind === kind && owner.#vars.has(name)));
    const name = this.#freshName(random, kind, isFree);
    for (const scope of crossed.slice(0, -1)) scope.#taken.add(name);
    const variable = { name, kind, assignable: true };
    owner.#names.set(name, variable);
    owner.#vars.add(name);
    return variable;
  }
  readonly #vars = new Set<string>();

  /** A variable in sight, inner ones more often; null when there is none. */
  find(random: Random, isWanted: (variable: Variable) => boolean): Variable | null {
    const visible: Variable[] = [];
    const hidden = new Set<string>();
    for (let scope: Scope | null = this; scope !== null; scope = scope.parent) {
      for (const variable of scope.#names.values()) {
        if (!hidden.has(variable.name) && isWanted(variable)) visible.push(variable);
      }
      for (const name of scope.#names.keys()) hidden.add(name);
    }
    if (visible.length === 0) return null;
    const found = visible[Math.min(random.below(visible.length), random.below(visible.length))]!;
    this.#markUsed(found);
    return found;
  }

  #markUsed(variable: Variable): void {
    for (let scope: Scope | null = this; scope !== null && scope.#names.get(variable.name) !== variable; scope = scope.parent) scope.#taken.add(variable.name);
  }

  #upToFunction(): Scope[] {
    const scopes: Scope[] = [this];
    while (!scopes.at(-1)!.isFunction) scopes.push(scopes.at(-1)!.parent!);
    return scopes;
  }

  #freshName(random: Random, kind: Kind, isFree: (name: string) => boolean): string {
    const letter = LETTERS[kind];
    const start = random.below(POOL);
    for (let i = 0; i < POOL; i++) {
      const name = letter + ((start + i) % POOL);
      if (isFree(name)) return name;
    }
    for (let i = POOL; ; i++) if (isFree(letter + i)) return letter + i;
  }
}
