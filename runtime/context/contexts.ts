/**
 * Contexts: what a greenlet sees of the host's AsyncLocalStorages (G98–G103). A turn of a greenlet runs in its own context, which Node calls the scope of
 * an AsyncResource; when the turn ends the context around it is there again by itself.
 *
 *     main            als.enterWith("m")
 *     └ trampoline    └ runInAsyncScope(context of g) ── g: als.getStore() … als.enterWith("g") … switches ── main sees "m"
 *
 * `greenlet.$context`:  undefined: no storage was in use when it was made, so it is empty; null: it runs in the context around it (the main
 * greenlet, and who shares that one's).
 *
 * Until the first storage is used none of this is there, and a switch costs nothing more (`tripwire.ts`). Who runs on top of a foreign frame of its own,
 * the owner of a base, is in its context already.
 */
import type { Context, ContextPolicy, Contexts, GreenletOptions } from "../core/hooks.ts";
import { GreenletError } from "../core/errors.ts";
import type { Frame } from "../core/frame.ts";
import type { Greenlet } from "../core/greenlet.ts";
import type { Base } from "../core/pinned.ts";
import { $ } from "../core/realm.ts";
import type { Mode, Turn } from "../core/trampoline.ts";
import { type AsyncHooks, asyncHooks, type Storage } from "./host.ts";
import { watchFirstUse } from "./tripwire.ts";

type Resource = NonNullable<Context["resource"]>;

const POLICIES: readonly unknown[] = ["inherit", "empty", "share"];

class HostContexts implements Contexts {
  readonly #hooks: AsyncHooks;
  /** The host's own, without the tripwire. */
  readonly #enterWith: Storage["enterWith"];
  /** A context in which nothing was entered. */
  readonly #empty: Resource;
  /** Whether what is entered in a resource's scope stays in it (Node 20, 22), or is gone when the scope ends (from Node 24 on). */
  readonly #keeps: boolean;
  /** Greenlets that run outside of a context of their own, as their turns began before storages were used; with what they entered since, and what was there before. */
  readonly #early = new Map<Greenlet, Map<Storage, unknown>>();

  constructor(hooks: AsyncHooks, enterWith: Storage["enterWith"], empty: Resource) {
    this.#hooks = hooks;
    this.#enterWith = enterWith;
    this.#empty = empty;
    const probe = new hooks.AsyncLocalStorage();
    const resource = this.#capture();
    resource.runInAsyncScope(() => probe.enterWith(1), undefined);
    this.#keeps = resource.runInAsyncScope(() => probe.getStore(), undefined) === 1;
    probe.disable();
    for (let base: Base | null = $.base; base !== null; base = base.below) this.#startedEarly(base.owner);
    this.#startedEarly($.current);
  }

  #startedEarly(greenlet: Greenlet): void {
    if (greenlet.$context !== null && greenlet.$parent !== null) this.#early.set(greenlet, new Map());
  }

  /** The context that is current now, as a copy. */
  #capture(): Resource {
    return new this.#hooks.AsyncResource("Greenlet", { requireManualDestroy: true });
  }

  /** Before a storage is entered or left. @returns whether anybody has to be told of the next one. */
  entering(storage: Storage): boolean {
    const entered = this.#early.get($.current);
    if (entered !== undefined && !entered.has(storage)) entered.set(storage, storage.getStore());
    return this.#early.size > 0;
  }

  made(greenlet: Greenlet): void {
    greenlet.$context = { resource: this.#capture() };
  }

  switched(origin: Greenlet): void {
    if (this.#early.size > 0 && origin !== $.base!.owner) this.#ended(origin);
  }

  /** The end of an early turn: what it entered becomes its own, and the context around it is what it was. */
  #ended(origin: Greenlet): void {
    const entered = this.#early.get(origin);
    if (entered === undefined) return;
    this.#early.delete(origin);
    // A context that is shared already has its place.
    (origin.$context ??= { resource: null }).resource = this.#capture();
    for (const [storage, store] of entered) Reflect.apply(this.#enterWith, storage, [store]);
  }

  turn(base: Base, turn: Turn, greenlet: Greenlet, frame: Frame | null, mode: Mode, value: unknown): unknown {
    if (greenlet === base.owner) return turn(greenlet, frame, mode, value);
    if (this.#early.size > 0) this.#ended(greenlet);
    const context = this.#of(greenlet);
    if (context === null || context === base.owner.$context) return turn(greenlet, frame, mode, value);
    return context.resource!.runInAsyncScope(this.#inScope<Parameters<Turn>, unknown>, undefined, context, turn, greenlet, frame, mode, value);
  }

  /** What is called in a context's scope: what it enters there is kept. */
  readonly #inScope = <Args extends unknown[], Result>(context: Context, fn: (...args: Args) => Result, ...args: Args): Result => {
    try {
      return fn(...args);
    } finally {
      if (!this.#keeps) context.resource = this.#capture();
    }
  };

  /** With a resource. */
  #of(greenlet: Greenlet): Context | null {
    if (greenlet.$context === null) return null;
    const context = (greenlet.$context ??= { resource: null });
    context.resource ??= this.#empty.runInAsyncScope(() => this.#capture(), undefined);
    return context;
  }

  set(greenlet: Greenlet, policy: ContextPolicy): void {
    if (policy === "inherit") this.made(greenlet);
    else setUnused(greenlet, policy);
  }

  run<Result>(greenlet: Greenlet, fn: () => Result): Result {
    const context = greenlet === $.current ? null : this.#of(greenlet);
    if (context === null) return fn();
    return context.resource!.runInAsyncScope(this.#inScope<[], Result>, undefined, context, fn);
  }
}

/** Those of the realm: another copy of this package may have made them. */
const current = (): HostContexts | null => $.contexts as HostContexts | null;

/** What a policy means while no storage has been used: all are empty, but who shares shall share. */
function setUnused(greenlet: Greenlet, policy: ContextPolicy): void {
  const maker = $.current;
  if (policy === "share" && maker.$context === undefined) maker.$context = { resource: null };
  greenlet.$context = policy === "share" ? maker.$context : undefined;
}

function set(greenlet: Greenlet, policy: ContextPolicy): void {
  const contexts = current();
  if (contexts === null) setUnused(greenlet, policy);
  else contexts.set(greenlet, policy);
}

function checkedPolicy(policy: unknown): ContextPolicy {
  if (!POLICIES.includes(policy)) throw new TypeError('context must be "inherit", "empty" or "share"');
  return policy as ContextPolicy;
}

/**
 * Gives a greenlet another context: a copy of the current one, an empty one, or the current greenlet's own (G99). It may be pending, suspended or dead.
 * @throws TypeError for another policy (G101), GreenletError for the current greenlet: it runs in its context.
 */
export function setContext(greenlet: Greenlet, policy: ContextPolicy): void {
  checkedPolicy(policy);
  if (greenlet === $.current || greenlet.$parent === null) throw new GreenletError("the context of a greenlet that runs cannot be replaced");
  set(greenlet, policy);
}

/**
 * Calls a function in the context of a greenlet, whatever its state (G100, G103): `runInContext(g, () => storage.getStore())`. What the function enters, the greenlet sees.
 * @param greenlet for the main greenlet, and for the current one, the function is called in the current context.
 * @param fn is called as by a plain function.
 * @returns what `fn` returns.
 */
export function runInContext<Result>(greenlet: Greenlet, fn: () => Result): Result {
  const contexts = current();
  return contexts === null ? fn() : contexts.run(greenlet, fn);
}

// Unless another copy of this package was first.
if ($.configure === undefined) {
  $.configure = (greenlet: Greenlet, { context = "inherit" }: GreenletOptions): void => set(greenlet, checkedPolicy(context));
  const hooks = asyncHooks();
  if (hooks !== undefined) {
    const empty = new hooks.AsyncResource("Greenlet", { requireManualDestroy: true });
    const { enterWith } = hooks.AsyncLocalStorage.prototype;
    watchFirstUse(hooks, (storage) => {
      $.contexts ??= new HostContexts(hooks, enterWith, empty);
      return current()!.entering(storage);
    });
  }
}
