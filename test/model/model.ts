/**
 * A model of greenlets, written from the list of greenlet's behaviours (G…) and from what ARCHITECTURE.md says of foreign frames, not from the runtime: each greenlet's script is
 * a native generator that asks for switches, and one loop carries them out. It knows nothing of frames, captures and trampolines.
 *
 * Foreign frames: a greenlet that leaves while a plain function's frame lies under it leaves that frame on the one native stack there is. It can go on only while no other such
 * frame lies above its own.
 */
import type { Command, Script, Thrown, Who } from "./script.ts";

/** What is thrown, or ends a greenlet; `text` is how the trace names it. */
interface Thing {
  readonly kind: "value" | "error" | "exit";
  readonly text: string;
}
const value = (text: string): Thing => ({ kind: "value", text });
const error = (text: string): Thing => ({ kind: "error", text });
const UNDEFINED = value("undefined");
/** What `kill` throws: only `finally` sees it, and it ends a greenlet without a value. */
const KILLED: Thing = { kind: "exit", text: "killed" };

interface Outcome {
  readonly isError: boolean;
  readonly thing: Thing;
  /** What a body is started with. */
  readonly args: readonly string[];
}
const returned = (thing: Thing): Outcome => ({ isError: false, thing, args: [thing.text] });
const raised = (thing: Thing): Outcome => ({ isError: true, thing, args: [] });

/** A plain function's frame that is, or may be, left on the native stack. */
interface Plain {
  readonly owner: Model;
  isLeft: boolean;
}

interface Switch {
  readonly to: Model;
  readonly outcome: Outcome;
  readonly isKill: boolean;
}
type Steps = Generator<Switch, Thing, Outcome>;

class Model {
  state: "pending" | "started" | "dead" = "pending";
  parent: Model | null;
  hasRun: boolean;
  killer: Model | null = null;
  steps: Steps | null = null;
  /** Plain functions' frames that it runs in, innermost last. */
  readonly plains: Plain[] = [];
  readonly number: Who;
  readonly commands: Command[];
  constructor(number: Who, parent: Model | null, hasRun: boolean, commands: Command[]) {
    this.number = number;
    this.parent = parent;
    this.hasRun = hasRun;
    this.commands = commands;
  }
  get isDead(): boolean {
    return this.state === "dead";
  }
}

/** A script's `return`, on its way out. */
type Completion = Thing | null;

export function simulate(script: Script): string[] {
  const trace: string[] = [];
  const main = new Model(0, null, true, script.main);
  const all = [main];
  for (const { parent, hasRun, commands } of script.actors) all.push(new Model(all.length, all[parent]!, hasRun, commands));
  /** The frames left on the native stack, the top one last. The program's own is at the bottom. */
  const left: Plain[] = [];
  let current = main;
  let count = 0;

  const log = (text: string): void => void trace.push(`${current.number}: ${text}`);
  const states = (): string => all.map(({ state, parent }) => `${state[0]}${parent === null ? "" : parent.number}`).join(" ");

  // ---- scripts

  function* body(self: Model, args: readonly string[]): Steps {
    log(`begins with ${args.join()}`);
    const result = yield* list(self, self.commands);
    return result ?? value(`result of ${self.number}`);
  }

  function* list(self: Model, commands: readonly Command[]): Generator<Switch, Completion, Outcome> {
    for (const command of commands) {
      const result = yield* one(self, command);
      log(`${command.do} done ${states()}`);
      if (result !== null) return result;
    }
    return null;
  }

  function* one(self: Model, command: Command): Generator<Switch, Completion, Outcome> {
    switch (command.do) {
      case "switch": {
        const args = Array.from({ length: command.count }, () => `v${count++}`);
        const thing = args.length === 0 ? UNDEFINED : value(args.length === 1 ? args[0]! : `[${args.join()}]`);
        const got = yield* leave(all[command.to]!, { isError: false, thing, args });
        log(`got ${got.text}`);
        return null;
      }
      case "throw": {
        const got = yield* leave(all[command.to]!, raised(thingFor(command.what)));
        log(`got ${got.text}`);
        return null;
      }
      case "kill":
        log(`killed ${yield* kill(self, all[command.who]!)}`);
        return null;
      case "reparent":
        reparent(all[command.who]!, command.to === null ? null : all[command.to]!);
        return null;
      case "mend": {
        const target = all[command.who]!;
        if (target.state !== "pending") throw error("TypeError: run cannot be set after the start");
        target.hasRun = true;
        return null;
      }
      case "raise":
        throw thingFor(command.what);
      case "return":
        return value(`r${count++}`);
      case "call":
        return yield* call(self, command.body, command.isPlain);
      case "try":
        return yield* attempt(self, command);
    }
  }

  function* call(self: Model, commands: Command[], isPlain: boolean): Generator<Switch, Completion, Outcome> {
    if (!isPlain) return yield* list(self, commands);
    const plain = { owner: self, isLeft: false };
    self.plains.push(plain);
    try {
      return yield* list(self, commands);
    } finally {
      comeBack(plain);
    }
  }

  function* attempt(self: Model, command: Command & { do: "try" }): Generator<Switch, Completion, Outcome> {
    let result: Completion = null;
    try {
      result = yield* list(self, command.body);
    } catch (thrown) {
      if (thrown === KILLED || command.catch === null) throw thrown;
      log(`caught ${(thrown as Thing).text}`);
      result = yield* list(self, command.catch);
    } finally {
      if (command.finally !== null) {
        log("finally");
        const own = yield* list(self, command.finally);
        if (own !== null) return own;
      }
    }
    return result;
  }

  function thingFor(what: Thrown): Thing {
    const text = `e${count++}`;
    switch (what) {
      case "nothing":
        return { kind: "exit", text: "GreenletExit: " };
      case "an exit":
        return { kind: "exit", text: `GreenletExit: ${text}` };
      case "an error":
        return error(`Error: ${text}`);
      case "an error class":
        return error(`RangeError: ${text}`);
      case "a text":
        return error(text);
    }
  }

  function reparent(child: Model, parent: Model | null): void {
    if (child === main) throw error("GreenletError: cannot set the parent of the main greenlet");
    if (parent === null) throw error("TypeError: parent must be a Greenlet");
    for (let at: Model | null = parent; at !== null; at = at.parent) if (at === child) throw error("GreenletError: cyclic parent chain");
    child.parent = parent;
  }

  function* kill(self: Model, target: Model): Generator<Switch, boolean, Outcome> {
    if (target === main) throw error("GreenletError: cannot kill the main greenlet");
    if (target.state !== "started") {
      target.state = "dead";
      return true;
    }
    if (target === self) throw KILLED;
    try {
      yield* leave(target, raised(KILLED), true);
    } finally {
      if (target.killer === self) target.killer = null;
    }
    return target.isDead;
  }

  function* leave(to: Model, outcome: Outcome, isKill = false): Generator<Switch, Thing, Outcome> {
    const { isError, thing } = yield { to, outcome, isKill };
    if (isError) throw thing;
    return thing;
  }

  // ---- switches

  const nearestLiving = (from: Model): Model => (from.isDead ? nearestLiving(from.parent!) : from);
  /** G47, G57: an exit that reaches nobody who runs is a value. */
  const settled = (outcome: Outcome): Outcome => (outcome.isError && outcome.thing.kind === "exit" ? returned(outcome.thing === KILLED ? UNDEFINED : outcome.thing) : outcome);

  const topLeft = (model: Model): Plain | undefined => model.plains.findLast(({ isLeft }) => isLeft);
  const isReachable = (model: Model): boolean => topLeft(model) === undefined || topLeft(model) === left.at(-1);
  const pinnedError = (model: Model, text = ""): Thing => error(`PinnedError: ${model.number}${text}`);

  function comeBack(plain: Plain): void {
    plain.owner.plains.pop();
    if (plain.isLeft && left.pop() !== plain) throw new Error("the model is wrong: not the top frame");
  }

  /** What the greenlet that asked is told at once; else who runs next, with what. */
  function perform(self: Model, { to, outcome, isKill }: Switch): Outcome | [Model, Outcome] {
    let target = to;
    let brought = outcome;
    if (target.isDead) {
      target = nearestLiving(target);
      brought = settled(brought);
    }
    if (target.state === "pending" && !target.hasRun) return raised(error("TypeError: the greenlet has no run"));
    if (target === self) return brought;
    if (!isReachable(target)) return raised(pinnedError(target));
    if (isKill) target.killer = self;
    const inner = self.plains.at(-1);
    if (inner !== undefined && !inner.isLeft) {
      inner.isLeft = true;
      left.push(inner);
    }
    // Reached before, but not any more: it lies under the frame that has just been left.
    return isReachable(target) ? [target, brought] : raised(pinnedError(target));
  }

  function die(self: Model, end: Outcome): [Model, Outcome] {
    self.state = "dead";
    let heir = nearestLiving(self.killer ?? self.parent!);
    let brought = end;
    while (heir.state === "pending" && !heir.hasRun) {
      brought = raised(error("TypeError: the greenlet has no run"));
      heir = nearestLiving(heir.parent!);
    }
    brought = settled(brought);
    if (isReachable(heir)) return [heir, brought];
    return [left.at(-1)!.owner, raised(pinnedError(heir, ` ${brought.isError ? "cause" : "value"} ${brought.thing.text}`))];
  }

  /** Runs one greenlet until it leaves. @returns who runs next; null: main has ended. */
  function runOne(self: Model, first: Outcome): [Model, Outcome] | null {
    current = self;
    let brought = first;
    try {
      if (self.state === "pending") {
        self.state = "started";
        if (brought.isError) return die(self, brought);
        self.steps = body(self, brought.args);
        brought = UNDEFINED_OUTCOME;
      }
      for (;;) {
        const { done, value: asked } = brought.isError ? self.steps!.throw(brought.thing as never) : self.steps!.next(brought);
        if (done) {
          if (self !== main) return die(self, returned(asked));
          log(`returned ${asked.text}`);
          return null;
        }
        const answer = perform(self, asked);
        if (Array.isArray(answer)) return answer;
        brought = answer;
      }
    } catch (thrown) {
      if (thrown instanceof Error) throw thrown;
      if (self !== main) return die(self, raised(thrown as Thing));
      log(`threw ${(thrown as Thing).text}`);
      return null;
    }
  }
  const UNDEFINED_OUTCOME = returned(UNDEFINED);

  const program = { owner: main, isLeft: true };
  left.push(program);
  main.plains.push(program, { owner: main, isLeft: false });
  main.state = "started";
  main.steps = body(main, []);
  for (let next: [Model, Outcome] | null = [main, UNDEFINED_OUTCOME]; next !== null; ) next = runOne(next[0], next[1]);
  trace.push(states());
  return trace;
}
