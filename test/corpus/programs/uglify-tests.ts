import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";
import type { Program } from "../program.ts";

/** V8 11.3 itself has a SyntaxError here, in plain code too, as soon as the function around the arrow function is called a little later (findings #29). */
const ENGINE_FAILS = new Set(["yields.js issue_4639_1"]);

/** UglifyJS test/compress: thousands of tiny printing programs, best for the order of evaluation. Each runs in a global object of its own. Not interleaved: they call nothing of ours but `console.log`. */
export const program: Program = {
  packages: ["acorn"],
  repository: "UglifyJS",
  async open(load, { repository, compile, share }) {
    const acorn = await load("acorn");
    const folder = join(repository, "test", "compress");
    const inputs: [name: string, text: string][] = [];
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".js")).sort()) {
      const source = readFileSync(join(folder, file), "utf8");
      for (const [name, text] of casesOf(source)) if (!ENGINE_FAILS.has(`${file} ${name}`)) inputs.push([`${file} ${name}`, text]);
    }
    return async () => {
      const logs = inputs.map(([name, text]) => runCase(name, text));
      await new Promise((done) => setTimeout(done, 500)); // what they do later
      return inputs.map(([name], index) => `${name}: ${logs[index]!.join(" | ")}`).join("\n");
    };

    /** A test is `name: { input: { … } expect_stdout: … }`. What acorn does not take (JSX, old octals in modules) is left out. */
    function casesOf(source: string): [string, string][] {
      let body: any[];
      try {
        body = acorn.parse(source, { ecmaVersion: "latest", allowReturnOutsideFunction: true, allowAwaitOutsideFunction: true, allowImportExportEverywhere: true, allowSuperOutsideMethod: true }).body;
      } catch {
        // One input that cannot be parsed as a part of the whole: try case by case.
        return source.split(/^(?=[\w$]+: \{$)/m).flatMap((text) => (text.trim() === source.trim() ? [] : casesOf(text)));
      }
      return body.flatMap(({ type, label, body: block }: any) => {
        if (type !== "LabeledStatement" || !block.body.some((part: any) => part.label?.name === "expect_stdout")) return [];
        const input = block.body.find((part: any) => part.label?.name === "input");
        return input === undefined ? [] : [[label.name, source.slice(input.body.start + 1, input.body.end - 1)] as [string, string]];
      });
    }

    function runCase(name: string, text: string): string[] {
      const log: string[] = [];
      const print = (...values: unknown[]): void => void log.push(values.map((value) => (typeof value === "function" ? "function" : typeof value === "object" && value !== null ? Object.keys(value).join() : String(value))).join(" "));
      const context = vm.createContext({ console: { log: print, error: print, info: print, assert: () => undefined }, setTimeout: (fn: () => void) => setTimeout(() => guarded(log, fn), 0), process: { stdout: { write: print }, on: () => undefined, nextTick: (fn: () => void) => process.nextTick(() => guarded(log, fn)) }, module: {}, exports: {} });
      share(vm.runInContext("globalThis", context) as object);
      guarded(log, () => void vm.runInContext(compile(`(function () {${text}\n}).call(this);`, name), context, { timeout: 20_000 }));
      return log;
    }
  },
};

/** An error belongs to what a program prints, by its name: engines and compilers word it differently. */
function guarded(log: string[], run: () => void): void {
  try {
    run();
  } catch (error) {
    log.push(`threw ${(error as Error)?.name ?? String(error)}`);
  }
}

process.on("unhandledRejection", () => undefined);
