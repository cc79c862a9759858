/** Runs one text of a test in a realm of its own, and says whether it did what its metadata demands. */
import vm from "node:vm";
import type { Meta, Strictness } from "./meta.ts";
import { createRealm, type Flavor, type Realm, runHarness } from "./realm.ts";
import { unrest } from "./switching.ts";

export interface TestCase {
  /** The suite's folder, which has test/ and harness/. */
  root: string;
  file: string;
  meta: Meta;
  strictness: Strictness;
  /** Messages carry the error's stack. */
  isVerbose?: boolean;
}

/** How long a test may take to call `$DONE`. */
const ASYNC_TIMEOUT_MS = 2000;

const errorName = (error: unknown): string => {
  try {
    return (error as Error | null)?.constructor?.name ?? typeof error;
  } catch {
    return "?";
  }
};

/** `TypeError: …` */
export const errorText = (error: unknown, isVerbose = false): string => {
  try {
    const { name, message, stack } = error as Error;
    if (isVerbose && typeof stack === "string") return stack;
    return `${String(name ?? errorName(error))}: ${String(message ?? error).slice(0, 300)}`;
  } catch {
    return `a ${errorName(error)} that cannot be printed`;
  }
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Runs `text`; null when the test passes, else what is wrong. */
export async function execute(test: TestCase, text: string, flavor: Flavor): Promise<string | null> {
  const { meta: { negative, flags }, strictness } = test;
  const isModule = strictness === "module";
  let realm: Realm | undefined;
  let script: vm.Script | undefined;
  try {
    const importModuleDynamically = ((...args: Parameters<Realm["modules"]["importDynamically"]>) => realm!.modules.importDynamically(...args)) as never;
    if (!isModule) script = new vm.Script(text, { filename: test.file, importModuleDynamically });
    else if (negative?.phase === "parse") new vm.SourceTextModule(text, { identifier: test.file });
  } catch (error) {
    return negative?.phase === "parse" && errorName(error) === negative.type ? null : `does not parse: ${errorText(error)}`;
  }
  if (negative?.phase === "parse") return `expected ${negative.type} while parsing`;
  realm = createRealm(test.root, test.file, flavor);
  if (!flags.has("raw")) runHarness(test.root, realm, ["assert.js", "sta.js", ...(flags.has("async") ? ["doneprintHandle.js"] : []), ...test.meta.includes], flavor);
  const problem = script === undefined ? await runModule(test, text, realm) : runScript(test, script, realm);
  if (problem !== null || negative !== null) return problem;
  const late = flags.has("async") ? await asyncProblem(realm) : null;
  await turn();
  return late ?? (realm.greenlets === null ? null : unrest(realm.greenlets) || null);
}

function runScript(test: TestCase, script: vm.Script, realm: Realm): string | null {
  try {
    script.runInContext(realm.global);
  } catch (error) {
    return thrown(test, error);
  }
  const { negative } = test.meta;
  return negative === null ? null : `expected ${negative.type}`;
}

async function runModule(test: TestCase, text: string, realm: Realm): Promise<string | null> {
  const { file, meta: { negative } } = test;
  let module: vm.Module;
  try {
    module = realm.modules.of(file, undefined, text);
    await realm.modules.link(module);
  } catch (error) {
    return negative?.phase === "resolution" && errorName(error) === negative.type ? null : errorText(error, test.isVerbose);
  }
  if (negative?.phase === "resolution") return `expected ${negative.type} while linking`;
  let timer: NodeJS.Timeout | undefined;
  const never = new Promise<string>((resolve) => (timer = setTimeout(resolve, ASYNC_TIMEOUT_MS, "the module's evaluation never settled")));
  try {
    const late = await Promise.race([module.evaluate().then(() => null), never]);
    return late ?? (negative === null ? null : `expected ${negative.type}`);
  } catch (error) {
    return thrown(test, error);
  } finally {
    clearTimeout(timer);
  }
}

function thrown({ meta: { negative }, isVerbose }: TestCase, error: unknown): string | null {
  if (negative === null) return errorText(error, isVerbose);
  return errorName(error) === negative.type ? null : `expected ${negative.type}, not ${errorText(error)}`;
}

/** Waits for `$DONE`. */
async function asyncProblem({ output }: Realm): Promise<string | null> {
  const verdict = (): string | undefined => output.find((line) => line.startsWith("Test262:Async"));
  for (let turns = 0; turns < 20 && verdict() === undefined; turns++) await turn();
  for (const end = Date.now() + ASYNC_TIMEOUT_MS; verdict() === undefined && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 10));
  const said = verdict() ?? "$DONE was never called";
  return said === "Test262:AsyncTestComplete" ? null : said;
}
