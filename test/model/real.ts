/** Executes a script with greenlets: an interpreter in compiled code, which logs what the model logs. */
import { setStressSchedule } from "../../runtime/index.ts";
import { load, type Variant } from "../helpers/greenlet-programs.ts";
import { everyNth, resetRuntime, restingProblems } from "../helpers/programs.ts";
import type { Script } from "./script.ts";

const SOURCE = `
exports.execute = (script, trace) => {
  const all = [main];
  let count = 0;
  const numberOf = (greenlet) => all.indexOf(greenlet);
  const log = (text) => { trace.push(numberOf(getCurrent()) + ": " + text); };
  const states = () => all.map((it) => (it.dead ? "d" : it.started ? "s" : "p") + (it.parent === null ? "" : numberOf(it.parent))).join(" ");
  exports.states = states;

  const textOf = (thing) => {
    if (thing instanceof PinnedError) return "PinnedError: " + numberOf(thing.target) + ("value" in thing ? " value " + textOf(thing.value) : "cause" in thing ? " cause " + textOf(thing.cause) : "");
    if (thing instanceof Error) return thing.name + ": " + thing.message;
    return Array.isArray(thing) ? "[" + thing.join() + "]" : String(thing);
  };
  exports.textOf = textOf;

  const body = (self, commands) => (...args) => {
    log("begins with " + args.map(textOf).join());
    const result = list(commands);
    return result === null ? "result of " + self : result.value;
  };

  function list(commands) {
    for (let at = 0; at < commands.length; at++) {
      const result = one(commands[at]);
      log(commands[at].do + " done " + states());
      if (result !== null) return result;
    }
    return null;
  }

  function one(command) {
    switch (command.do) {
      case "switch": {
        const args = [];
        for (let left = command.count; left > 0; left--) args.push("v" + count++);
        const target = all[command.to];
        const got = args.length === 0 ? target.switch() : args.length === 1 ? target.switch(args[0]) : target.switch(...args);
        log("got " + textOf(got));
        return null;
      }
      case "throw": {
        const args = thrown(command.what);
        log("got " + textOf(all[command.to].throw(...args)));
        return null;
      }
      case "kill":
        log("killed " + all[command.who].kill());
        return null;
      case "reparent":
        all[command.who].parent = command.to === null ? null : all[command.to];
        return null;
      case "mend":
        all[command.who].run = body(command.who, script.actors[command.who - 1]?.commands);
        return null;
      case "raise": {
        const [first, ...rest] = thrown(command.what);
        throw rest.length > 0 ? new first(...rest) : first ?? new GreenletExit();
      }
      case "return":
        return { value: "r" + count++ };
      case "call":
        return command.isPlain ? plainly(list, command.body) : list(command.body);
      case "try":
        return command.finally === null ? attempt(command) : attemptWithFinally(command);
    }
  }

  function attempt(command) {
    if (command.catch === null) return list(command.body);
    try {
      return list(command.body);
    } catch (error) {
      log("caught " + textOf(error));
      return list(command.catch);
    }
  }

  function attemptWithFinally(command) {
    try {
      return attempt(command);
    } finally {
      log("finally");
      const own = list(command.finally);
      if (own !== null) return own;
    }
  }

  function thrown(what) {
    const text = "e" + count++;
    switch (what) {
      case "nothing": return [];
      case "an exit": return [new GreenletExit(text)];
      case "an error": return [new Error(text)];
      case "an error class": return [RangeError, text];
      case "a text": return [text];
    }
  }

  for (const actor of script.actors) {
    const number = all.length;
    all.push(new Greenlet(actor.hasRun ? body(number, actor.commands) : null, all[actor.parent]));
  }
  log("returned " + textOf(body(0, script.main)()));
};
`;

type Program = { execute(script: Script, trace: string[]): void; textOf(error: unknown): string; states(): string };

const programs = new Map<boolean, Program>();

export function execute(script: Script, { stress, every }: Variant): string[] {
  if (!programs.has(stress)) programs.set(stress, load(SOURCE, { stress }) as never);
  const program = programs.get(stress)!;
  const trace: string[] = [];
  setStressSchedule(everyNth(every));
  try {
    program.execute(script, trace);
  } catch (error) {
    trace.push(`0: threw ${program.textOf(error)}`);
  } finally {
    setStressSchedule(null);
  }
  trace.push(program.states());
  trace.push(...restingProblems());
  resetRuntime();
  return trace;
}
