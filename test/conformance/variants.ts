/** The ways in which a test is run, and the text that each of them runs. */
import { observe } from "../../compiler/index.ts";

export const MODES = ["compiled", "amplified", "stress"] as const;
export type Mode = (typeof MODES)[number];

export interface Variant {
  name: string;
  mode: Mode;
  /** Amplified: with switch points (amplify.ts); else the test as it is. */
  isAmplified: boolean;
  isStress: boolean;
  /** At which of its calls `__sw` switches to another greenlet and back: each (1), each n-th, never (0). */
  every: number;
}

export const VARIANTS: readonly Variant[] = [
  { name: "compiled", mode: "compiled", isAmplified: false, isStress: false, every: 0 },
  { name: "amplified", mode: "amplified", isAmplified: true, isStress: false, every: 1 },
  { name: "amplified-nth", mode: "amplified", isAmplified: true, isStress: false, every: 3 },
  { name: "stress", mode: "stress", isAmplified: false, isStress: true, every: 0 },
  { name: "stress-amplified", mode: "stress", isAmplified: true, isStress: true, every: 0 },
];

/** How a text of the test, of a module it imports, or of the harness becomes what is run. */
export type Transform = (code: string, filename: string, isModule: boolean) => string;

export const untransformed: Transform = (code) => code;

/** What became of a text's functions: `suspending`, `leaf`, or a diagnostic's code → how many. */
export type Tally = Record<string, number>;

export function addTo(sums: Tally, tally: Tally): void {
  for (const [key, count] of Object.entries(tally)) sums[key] = (sums[key] ?? 0) + count;
}

/** Every function capable. */
export function compiling(isStress: boolean, report: (tally: Tally) => void = () => {}): Transform {
  return (code, filename, isModule) => {
    let tally: Tally = {};
    const add = (key: string): void => void (tally[key] = (tally[key] ?? 0) + 1);
    const result = observe(code, { filename, capable: "all", format: isModule ? "module" : "script", stress: isStress }, {
      selected(selection) {
        tally = {};
        for (const { status } of selection.decisions.values()) if (status !== "plain") add(status);
      },
    });
    for (const { code, message } of result.diagnostics) add(code === "GL2007" ? `GL2007 ${reasonIn(message)}` : code);
    report(tally);
    return result.code;
  };
}

/** `'f' is left plain: 'x' is used …` → `'…' is used …` */
const reasonIn = (message: string): string => message.replace(/^.*? is left plain: /, "").replace(/'[^']*'/g, "'…'");
