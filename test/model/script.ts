/** What the greenlets of a random program do: abstract scripts, which the model (model.ts) simulates and compiled code (real.ts) executes. */
import fc from "fast-check";

/** Greenlets by number; 0 is the main one. */
export type Who = number;
export type Thrown = "nothing" | "an error" | "an error class" | "an exit" | "a text";

export type Command =
  | { do: "switch"; to: Who; count: number }
  | { do: "throw"; to: Who; what: Thrown }
  | { do: "kill"; who: Who }
  /** null: to what is no greenlet. */
  | { do: "reparent"; who: Who; to: Who | null }
  /** Assigns `run`, which is missing or comes too late. */
  | { do: "mend"; who: Who }
  | { do: "raise"; what: Thrown }
  | { do: "return" }
  /** In a function call of its own, compiled or plain. */
  | { do: "call"; body: Command[]; isPlain: boolean }
  | { do: "try"; body: Command[]; catch: Command[] | null; finally: Command[] | null };

export interface Actor {
  parent: Who;
  hasRun: boolean;
  commands: Command[];
}

export interface Script {
  main: Command[];
  /** From number 1 on. */
  actors: Actor[];
}

const MOST = 6;
const who = fc.nat(MOST);
const thrown = fc.constantFrom<Thrown>("nothing", "an error", "an error class", "an exit", "a text");

const { commands } = fc.letrec<{ command: Command; commands: Command[] }>((tie) => ({
  command: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 16, arbitrary: fc.record({ do: fc.constant("switch" as const), to: who, count: fc.nat(3) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("throw" as const), to: who, what: thrown }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("kill" as const), who }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("reparent" as const), who, to: fc.option(who, { freq: 12 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("mend" as const), who }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("raise" as const), what: thrown }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("return" as const) }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constant("call" as const), body: tie("commands"), isPlain: fc.boolean() }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("try" as const), body: tie("commands"), catch: fc.option(tie("commands")), finally: fc.option(tie("commands")) }) },
  ),
  commands: fc.array(tie("command"), { maxLength: 5, size: "max" }),
}));

/** Most go on after an error: a script that ends at its first one says little. */
const persistent = fc.tuple(fc.array(commands, { minLength: 2, maxLength: 5, size: "max" }), fc.nat(4)).map(([lists, n]) => (n > 0 ? lists.flat().map(guarded) : lists.flat()));
const guarded = (command: Command): Command => ({ do: "try", body: [command], catch: [], finally: null });
const actor = fc.record({ parent: who, hasRun: fc.nat(9).map((n) => n > 0), commands: persistent });

/** Three greenlets or more. Commands that name one of those that are not there mean another one. */
export const scripts: fc.Arbitrary<Script> = fc.record({ main: persistent, actors: fc.array(actor, { minLength: 3, maxLength: MOST }) }).map(({ main, actors }) => ({
  main: inRange(main, actors.length),
  // Whoever is the parent was made before.
  actors: actors.map(({ parent, ...rest }, index) => ({ ...rest, parent: parent % (index + 1), commands: inRange(rest.commands, actors.length) })),
}));

function inRange(list: Command[], count: number): Command[] {
  const wrap = (number: Who): Who => number % (count + 1);
  return list.map((command) => {
    switch (command.do) {
      case "switch":
      case "throw":
        return { ...command, to: wrap(command.to) };
      case "kill":
      case "mend":
        return { ...command, who: wrap(command.who) };
      case "reparent":
        return { ...command, who: wrap(command.who), to: command.to === null ? null : wrap(command.to) };
      case "call":
        return { ...command, body: inRange(command.body, count) };
      case "try":
        return { ...command, body: inRange(command.body, count), catch: command.catch && inRange(command.catch, count), finally: command.finally && inRange(command.finally, count) };
      default:
        return command;
    }
  });
}
