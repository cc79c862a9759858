/** The command line of the runner. */
import { parseArgs } from "node:util";
import { FOLDERS } from "./suite.ts";
import { MODES, type Variant, VARIANTS } from "./variants.ts";

export interface Options {
  /** The checkout of tc39/test262. */
  root: string;
  folders: string[];
  variants: Variant[];
  /** How many tests; 0: all. */
  sample: number;
  seed: number;
  jobs: number;
  /** Seconds for a test in all variants. */
  timeout: number;
  /** Show this one test instead of running any. */
  show: string | null;
  /** Where the report goes. */
  out: string | null;
}

export const USAGE = `npm run test262 -- --root DIR [options] [folders or files under test/]
  --mode compiled|amplified|stress|all   or the name of a variant: ${VARIANTS.map(({ name }) => name).join(", ")}
  --sample N --seed S                    N of the tests, always the same for a seed
  --jobs N --timeout SECONDS
  --out FILE                             writes the report there; docs/conformance.txt is that of all folders in all modes
  --show FILE                            prints what the compiler makes of one test, and how it fails
DIR is a checkout of https://github.com/tc39/test262; the environment variable TEST262 does as well.`;

/** @throws Error with what is wrong. */
export function readOptions(args: string[]): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      root: { type: "string", default: process.env["TEST262"] ?? "" }, mode: { type: "string", default: "all" }, sample: { type: "string", default: "0" }, seed: { type: "string", default: "1" },
      jobs: { type: "string", default: "2" }, timeout: { type: "string", default: "60" }, show: { type: "string" }, out: { type: "string" },
    },
  });
  if (values.root === "") throw new Error(`where is test262?\n${USAGE}`);
  const number = (name: "sample" | "seed" | "jobs" | "timeout"): number => {
    const value = Number(values[name]);
    if (!Number.isFinite(value)) throw new Error(`--${name} wants a number, not ${values[name]}`);
    return value;
  };
  return {
    root: values.root,
    folders: positionals.length === 0 ? [...FOLDERS] : positionals.map((path) => path.replace(/^.*\/test\/(?=language|annexB|built-ins|harness|staging|intl402)/, "")),
    variants: variantsOf(values.mode),
    sample: number("sample"),
    seed: number("seed"),
    jobs: number("jobs"),
    timeout: number("timeout"),
    show: values.show ?? null,
    out: values.out ?? null,
  };
}

function variantsOf(text: string): Variant[] {
  const wanted = text.split(",");
  const unknown = wanted.find((name) => name !== "all" && !VARIANTS.some((variant) => variant.name === name) && !(MODES as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`there is no mode ${unknown}\n${USAGE}`);
  return VARIANTS.filter(({ name, mode }) => wanted.includes("all") || wanted.includes(mode) || wanted.includes(name));
}
