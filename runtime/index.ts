/** The public list of `greenlets`, nothing else. All of it comes from the realm's one runtime, whichever copy of the package made it. */
import { $ } from "./core/realm.ts";
import "./language/language.ts";
import "./builtins/index.ts";
import type { Inspect } from "./inspect/inspect.ts";
import "./inspect/inspect.ts";
import "./context/contexts.ts";
import "./deep/deepen.ts";
import type * as generators from "./generators/genlet.ts";
import { sharedGenlet, sharedYield } from "./generators/genlet.ts";
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

/** The frames on the heap that an error has gone through: its own stack does not tell them. */
export const pathOf: Inspect["pathOf"] = ($ as typeof $ & Inspect).pathOf;
/** An error's stack, with these. */
export const stackOf: Inspect["stackOf"] = ($ as typeof $ & Inspect).stackOf;

export { getTrace, setTrace } from "./trace/set-trace.ts";
export { runInContext, setContext } from "./context/contexts.ts";
export type { ContextPolicy, GreenletOptions, Trace, TraceEvent } from "./core/hooks.ts";
export type { FramePosition } from "./core/inspection.ts";
export type { PathPosition } from "./inspect/path.ts";

export const genlet: typeof generators.genlet = /* @__PURE__ */ sharedGenlet();
export const Yield: typeof generators.Yield = /* @__PURE__ */ sharedYield();
export type { Genlet } from "./generators/genlet.ts";

/** The version of this package, as in its package.json (G135). */
export { version } from "./version.ts";
export { setStressSchedule, type StressSchedule } from "./core/stress.ts";
/** For generated code only. */
export { $ as runtime };
