/**
 * Switches as events of the Chrome Trace Event format, which Perfetto, speedscope and Chromium's own tools show: a row for each greenlet, a slice for each
 * stretch that it ran, an arrow for each switch.
 *
 * Format: "Trace Event Format" (Duffy, Google); `X` complete event, `s`/`f` flow, `M` metadata. Times are microseconds.
 */
import type { TraceEvent } from "../core/hooks.ts";
import type { Greenlet } from "../core/greenlet.ts";
import { placeOf, positionOf } from "../inspect/frames.ts";

interface Common {
  pid: number;
  tid: number;
}
/** A stretch that a greenlet ran. */
export interface Slice extends Common {
  ph: "X";
  cat: "greenlet";
  name: string;
  ts: number;
  dur: number;
  args: { then: string };
}
/** An end of an arrow. `f` binds to the slice around it (`bp: "e"`). */
export interface Flow extends Common {
  ph: "s" | "f";
  bp?: "e";
  cat: TraceEvent;
  name: TraceEvent;
  id: number;
  ts: number;
}
/** The name of a row, and where it stands among the others. */
export type Metadata = Common & { ph: "M" } & ({ name: "thread_name"; args: { name: string } } | { name: "thread_sort_index"; args: { sort_index: number } });

export type ChromeEvent = Slice | Flow | Metadata;

/** Makes events out of what a trace callback is told; `emit` gets each when it is complete, of one row in the order of time. */
export class ChromeTrace {
  readonly #emit: (event: ChromeEvent) => void;
  readonly #now: () => number;
  readonly #pid: number;
  readonly #rows = new WeakMap<Greenlet, number>();
  #count = 0;
  #flows = 0;
  #since: number;
  /** The arrow that leads into the slice that runs. */
  #arrow: { cat: TraceEvent; id: number } | null = null;

  /** @param now a clock in microseconds. */
  constructor(emit: (event: ChromeEvent) => void, now: () => number, pid: number) {
    this.#emit = emit;
    this.#now = now;
    this.#pid = pid;
    this.#since = now();
  }

  /** To be called at each event: `setTrace(chrome.trace)`. */
  readonly trace = (event: TraceEvent, origin: Greenlet, target: Greenlet): void => {
    if (origin === target) return; // came back at once
    const id = ++this.#flows;
    this.#end(origin, { cat: event, id });
    this.#row(target);
    this.#arrow = { cat: event, id };
    this.#since = this.#now();
  };

  /** The slice that runs now is the last. */
  finish(current: Greenlet): void {
    this.#end(current, null);
    this.#since = this.#now();
  }

  #end(greenlet: Greenlet, out: { cat: TraceEvent; id: number } | null): void {
    const common = { pid: this.#pid, tid: this.#row(greenlet) };
    const ts = this.#since;
    const end = Math.max(ts, this.#now());
    this.#emit({ ph: "X", cat: "greenlet", name: nameOf(greenlet, common.tid), ts, dur: end - ts, args: { then: thenOf(greenlet) }, ...common });
    if (this.#arrow !== null) this.#emit({ ph: "f", bp: "e", cat: this.#arrow.cat, name: this.#arrow.cat, id: this.#arrow.id, ts, ...common });
    this.#arrow = null;
    if (out !== null) this.#emit({ ph: "s", cat: out.cat, name: out.cat, id: out.id, ts: end, ...common });
  }

  /** Rows are numbered as greenlets are first seen; the first time the row gets its name. */
  #row(greenlet: Greenlet): number {
    const known = this.#rows.get(greenlet);
    if (known !== undefined) return known;
    const tid = ++this.#count;
    this.#rows.set(greenlet, tid);
    const common = { ph: "M" as const, pid: this.#pid, tid };
    this.#emit({ ...common, name: "thread_name", args: { name: nameOf(greenlet, tid) } });
    this.#emit({ ...common, name: "thread_sort_index", args: { sort_index: tid } });
    return tid;
  }
}

function nameOf(greenlet: Greenlet, tid: number): string {
  return greenlet.parent === null ? "main" : `${greenlet.constructor.name} ${tid}`;
}

/** What became of a greenlet at the end of a slice. */
function thenOf(greenlet: Greenlet): string {
  if (greenlet.dead) return "is dead";
  const top = greenlet.$top;
  if (top === null) return "waits in a plain function";
  return `waits in ${placeOf(positionOf(top.fn, top.at))}`;
}
