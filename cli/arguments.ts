/** Our own options, those that tsc does not have. */
import { fail } from "./problems.ts";
import { didYouMean } from "./spelling.ts";

/** How an option is written: alone, or with a value after it or after `=`. */
export type OptionKinds = Readonly<Record<string, "flag" | "value">>;

export interface Arguments {
  flags: ReadonlyMap<string, boolean>;
  values: ReadonlyMap<string, string>;
  /** What is left, in order. */
  rest: string[];
}

export interface ParseSettings {
  kinds: OptionKinds;
  /** Short names: `-p` → `project`. */
  short?: Readonly<Record<string, string>>;
  /** Stop at the first operand: all after it belongs to the user's program. */
  stopsAtOperand?: boolean;
  /** Leave unknown options in `rest`, for another parser. */
  keepsUnknown?: boolean;
}

/** `--name`, `--no-name`, `--name=value`, `--name value`, `-n value`. @throws ProblemsError */
export function parseArguments(args: readonly string[], settings: ParseSettings): Arguments {
  const flags = new Map<string, boolean>();
  const values = new Map<string, string>();
  const rest: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    if (arg === "--" && settings.stopsAtOperand === true) return { flags, values, rest: [...rest, ...args.slice(index + 1)] };
    if (!/^-./.test(arg)) {
      if (settings.stopsAtOperand === true) return { flags, values, rest: [...rest, ...args.slice(index)] };
      rest.push(arg);
      continue;
    }
    const { name, value, isNegated } = readOption(arg, settings);
    const kind = settings.kinds[name];
    if (kind === "flag" && value === undefined) flags.set(name, !isNegated);
    else if (kind === "value" && !isNegated) values.set(name, value ?? args[++index] ?? missingValue(name));
    else if (settings.keepsUnknown === true) rest.push(arg);
    else fail("TS5023", `Unknown compiler option '${arg}'.${didYouMean(name, Object.keys(settings.kinds))}`);
  }
  return { flags, values, rest };
}

function readOption(arg: string, { short = {}, kinds }: ParseSettings): { name: string; value: string | undefined; isNegated: boolean } {
  const [head = "", ...tail] = arg.split("=");
  const value = arg.includes("=") ? tail.join("=") : undefined;
  const isShort = !head.startsWith("--");
  if (isShort && (head.length === 2 || short[head.slice(1)] !== undefined)) return { name: short[head.slice(1)] ?? "", value, isNegated: false };
  // As with tsc's own: any case, and one dash is enough.
  const name = head.slice(isShort ? 1 : 2).toLowerCase();
  const isNegated = kinds[name] === undefined && name.startsWith("no-");
  return { name: isNegated ? name.slice(3) : name, value, isNegated };
}

function missingValue(name: string): never {
  return fail("TS6044", `Compiler option '${name}' expects an argument.`);
}
