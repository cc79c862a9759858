/** What the types of a file depend on: the file, what it imports, what these import, and whatever declares something global. */
import type * as TypeScript from "typescript";
import { ts } from "./classic.ts";

const ids = new WeakMap<TypeScript.SourceFile, number>();
let lastId = 0;

/** Each text of a file is an object of its own. */
function idOf(file: TypeScript.SourceFile): number {
  const id = ids.get(file) ?? ++lastId;
  ids.set(file, id);
  return id;
}

export class Fingerprints {
  readonly #types: TypeScript.TypeChecker;
  readonly #direct = new Map<TypeScript.SourceFile, readonly TypeScript.SourceFile[] | null>();
  readonly #globals: readonly TypeScript.SourceFile[];

  constructor(types: TypeScript.TypeChecker, own: readonly TypeScript.SourceFile[]) {
    this.#types = types;
    this.#globals = own.filter((file) => !ts.isExternalModule(file) || /\bdeclare\s+(?:global|module)\b/.test(file.text));
  }

  /** Equal as long as nothing of all that has changed; null when it cannot be told. */
  of(file: TypeScript.SourceFile): string | null {
    const seen = new Set([file, ...this.#globals]);
    for (const item of seen) {
      const direct = this.#importsOf(item);
      if (direct === null) return null;
      for (const other of direct) seen.add(other);
    }
    return [...seen].map((item) => idOf(item)).sort((a, b) => a - b).join();
  }

  #importsOf(file: TypeScript.SourceFile): readonly TypeScript.SourceFile[] | null {
    const known = this.#direct.get(file);
    if (known !== undefined) return known;
    const found = file.fileName.includes("/node_modules/") ? [] : this.#resolve(file); // packages do not change
    this.#direct.set(file, found);
    return found;
  }

  /** The parser collects them, in types and in calls of `import` and `require`, too. A module that is not found may appear. */
  #resolve(file: TypeScript.SourceFile): readonly TypeScript.SourceFile[] | null {
    const { imports } = file as TypeScript.SourceFile & { imports?: readonly TypeScript.StringLiteralLike[] };
    if (imports === undefined) return null;
    const found: TypeScript.SourceFile[] = [];
    for (const specifier of imports) {
      const declaration = this.#types.getSymbolAtLocation(specifier)?.declarations?.[0];
      if (declaration === undefined) return null;
      found.push(declaration.getSourceFile());
    }
    return found;
  }
}
