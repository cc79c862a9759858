/** The `Checker` where there are no types: one file, and of others what their import says. */
import type { FileSummary } from "../summary.ts";
import type { Callee, Checker } from "../typehost/checker.ts";

const SWITCHING = new Set(["greenlets/hub wait", "greenlets/hub sleep", "greenlets Yield"]);

export function noTypes(path: string, text: string, summary: FileSummary | null): Checker {
  const calls = new Map(summary?.functions.flatMap((fn) => fn.calls.map((call) => [call.end, call])));
  const unknown = (reason: string): Callee => ({ kind: "unknown", reason });
  return {
    files: () => [{ path, text }],
    fingerprint: () => null,
    callees: (_, ends) => ends.map((end) => {
      const call = calls.get(end);
      if (call === undefined) return unknown("the call was not found");
      if (call.imported === null || !/^greenlets(?:\/| )/.test(call.imported)) return unknown(call.reason);
      const [module, name = ""] = call.imported.split(" ");
      return { kind: "capable", name: `${name} (${module})`, switches: SWITCHING.has(call.imported) };
    }),
    callSites: () => [],
    members: () => [],
    openings: () => [],
    isWritten: () => false,
    isDeclaredElsewhere: () => false,
    mayBeAccessors: (_, ends) => ends.map(() => false),
    mayConvert: (_, ends) => ends.map(() => false),
    iterated: (_, starts) => starts.map(() => "standard"),
  };
}
