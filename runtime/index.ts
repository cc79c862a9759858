/** The public list of `greenlets`, nothing else. All of it comes from the realm's one runtime, whichever copy of the package made it. */
import { $ } from "./core/realm.ts";
import "./language/language.ts";
import "./builtins/index.ts";
import type * as generators from "./generators/genlet.ts";
import "./generators/genlet.ts";
import type * as errors from "./core/errors.ts";
import type * as greenlet from "./core/greenlet.ts";

export const Greenlet: typeof greenlet.Greenlet = $.Greenlet;
export type Greenlet<Args extends readonly unknown[] = any[], Result = any> = greenlet.Greenlet<Args, Result>;

export const GreenletError: typeof errors.GreenletError = $.GreenletError;
export type GreenletError = errors.GreenletError;
export const GreenletExit: typeof errors.GreenletExit = $.GreenletExit;
export type GreenletExit = errors.GreenletExit;
export const PinnedError: typeof errors.PinnedError = $.PinnedError;
export type PinnedError = errors.PinnedError;

/** The greenlet that is running now; outside all others the main greenlet (G70). */
export const getCurrent: () => Greenlet = Greenlet.getCurrent;

const shared = $ as unknown as Pick<typeof generators, "genlet" | "Yield">;
export const genlet: typeof generators.genlet = shared.genlet;
export const Yield: typeof generators.Yield = shared.Yield;
export type { Genlet } from "./generators/genlet.ts";

/** The version of this package, as in its package.json (G135). */
export { version } from "./version.ts";
export type { FramePosition } from "./core/frame.ts";
export { setStressSchedule, type StressSchedule } from "./core/stress.ts";
/** For generated code only. */
export { $ as runtime };
