/** Which parts of a class have to leave the engine's hands, because they may be suspended: `2-select/` decides, `1-parse/` does it on the next attempt. */

/** By the offset at which a class starts. */
export type ClassRewrites = ReadonlyMap<number, ClassRewrite>;

export interface ClassRewrite {
  /** It gets the constructor that it would have had by default. */
  readonly hasNewConstructor: boolean;
  /** Its fields are assigned, not defined; those without a value are none. */
  readonly isAssigned: boolean;
  /** Where the first of its instance fields begins that becomes code of the constructor; all that follow it do, too. */
  readonly fieldsFrom: number;
  /** The same for static fields and static blocks, which become code that runs after the class is made. */
  readonly staticsFrom: number;
  /** Its constructor's parameter properties become parameters, fields and assignments: TypeScript would not find the `super(…)` to assign them behind. */
  readonly hasParameterProperties: boolean;
}

/** What the handle on the runtime is called until it has its name: no program can write it. */
export const HANDLE = "%runtime";

/** Thrown when a class has to be rewritten, or cannot be after all: the compilation starts again. */
export class RewriteNeeded extends Error {
  readonly rewrites: ClassRewrites;
  /** Classes that must stay as they are, with the reason. */
  readonly refused: ReadonlyMap<number, string>;
  constructor(rewrites: ClassRewrites, refused: ReadonlyMap<number, string> = new Map()) {
    super("a class has to be rewritten");
    this.rewrites = rewrites;
    this.refused = refused;
  }
}
