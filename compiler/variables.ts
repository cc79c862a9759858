/** Where the variables of a suspending function live, as `3-lower/storage.ts` decides. */
import type { Binding } from "./resolution.ts";

export type Storage = "local" | "shared" | "copied" | "boxed";

export interface Variable {
  readonly binding: Binding;
  readonly storage: Storage;
  /** The name it has from now on. */
  readonly name: string;
  /** Its dead zone can be observed: it holds `$.uninitialized` until its declaration is reached. */
  readonly hasDeadZone: boolean;
  /** Its declaration becomes an assignment, its name is declared at function level. */
  readonly isHoisted: boolean;
}

export type Variables = ReadonlyMap<Binding, Variable>;
