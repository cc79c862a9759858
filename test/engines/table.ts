/** docs/engines.txt: a line for each engine, and below them what differs there. */
import type { LoaderReport } from "./loaders.ts";
import type { EngineReport } from "./report.ts";

const HEADER = `The fixtures on each engine (npm run test:engines). The host's compiler makes the programs; each is run as it is compiled, and captured at every
suspension point (stress). "own words": programs that print something else than on the host, uncompiled. Compiled, each of their lines must be what the engine
prints uncompiled, or what the fixture says; what follows the name of an error of the engine's is not compared. "texts": files that the compiler, run on
that engine, compiles to the very text that it gives on the host.
`;

export function table(reports: readonly EngineReport[], loaders: readonly LoaderReport[]): string {
  const title = ["engine".padEnd(10), "version".padEnd(16), ...["programs", "compiled", "stress", "failed", "excepted", "own words", "texts"].map((cell) => cell.padStart(9))].join("  ");
  const lines = reports.map(({ name, version, cases, compiled, stress, failures, excepted, own, texts, files }) => {
    const numbers = [cases, compiled, stress, failures.length, excepted.length, own.length, `${texts}/${files}`];
    return [name.padEnd(10), version.padEnd(16), ...numbers.map((cell) => String(cell).padStart(9))].join("  ");
  });
  return [HEADER, title, ...lines, "", ...exceptions(reports), ...ownWords(reports), ...failures(reports), ...loaderTable(loaders)].join("\n");
}

function loaderTable(loaders: readonly LoaderReport[]): string[] {
  if (loaders.length === 0) return [];
  const rows = loaders.map(({ loader, where, passed, failures }) => [loader.padEnd(20), where.padEnd(22), String(passed).padStart(6), String(failures.length).padStart(6)].join("  "));
  const failed = loaders.flatMap(({ loader, where, failures }) => failures.map(({ name }) => `    ${loader} on ${where}: ${name}`));
  return [LOADERS, ["loader".padEnd(20), "on".padEnd(22), "passed", "failed"].join("  "), ...rows, "", ...(failed.length === 0 ? [] : ["Failed:", ...failed, ""])];
}

const LOADERS = `The loaders, each with programs that do what people do with it: ES modules and CommonJS, TypeScript that has to be lowered, decorators, threads, packages, errors and
their stacks; and the commands of docs/loaders.md as they stand there.
`;

function exceptions(reports: readonly EngineReport[]): string[] {
  const lines = grouped(reports, ({ excepted }) => excepted.map(({ fixture, reason }) => `${fixture}: ${reason}`));
  return lines.length === 0 ? [] : ["Excepted:", ...lines, ""];
}

function ownWords(reports: readonly EngineReport[]): string[] {
  const lines = grouped(reports, ({ own }) => own);
  return lines.length === 0 ? [] : ["Own words:", ...lines, ""];
}

function failures(reports: readonly EngineReport[]): string[] {
  const lines = grouped(reports, ({ failures }) => failures.map(({ name }) => name));
  return lines.length === 0 ? [] : ["Failed:", ...lines, ""];
}

/** `    what  (engine, engine)`, sorted. */
function grouped(reports: readonly EngineReport[], itemsOf: (report: EngineReport) => readonly string[]): string[] {
  const engines = new Map<string, string[]>();
  for (const report of reports) for (const item of itemsOf(report)) engines.set(item, [...(engines.get(item) ?? []), report.name]);
  return [...engines].sort(([left], [right]) => (left < right ? -1 : 1)).map(([item, names]) => `    ${item}  (${names.join(", ")})`);
}
