/** What greenlets/ts-node does, once it is loaded: ts-node.ts. */
import { type Project, openProject } from "../cli/project.ts";
import { ProblemsError } from "../cli/problems.ts";
import { formatPlain } from "../cli/report.ts";
import type { Format } from "../compiler/options.ts";
import type { Problem } from "../compiler/problem.ts";
import type { TypeOptions } from "../compiler/typehost/index.ts";

/** The part of ts-node's `CreateTranspilerOptions` that is used. */
export interface CreateTranspilerOptions {
  service: {
    config: { options: TypeScriptOptions };
  };
  /** Of files whose format follows from their extension and package.json. */
  nodeModuleEmitKind?: "nodeesm" | "nodecjs" | undefined;
  /** As in `"transpiler": ["greenlets/ts-node", { "stress": true }]`. */
  stress?: boolean;
}

/** TypeScript's `CompilerOptions`; `configFilePath` is where it read them. */
interface TypeScriptOptions {
  configFilePath?: unknown;
  module?: unknown;
}

/** TypeScript's `Diagnostic`, as far as it is printed. */
export interface TranspileDiagnostic {
  category: 1;
  code: number;
  messageText: string;
  file: { fileName: string; text: string };
  start: number;
  length: number;
}

export interface TranspileOutput {
  outputText: string;
  sourceMapText: string;
  diagnostics?: TranspileDiagnostic[];
}

export interface Transpiler {
  transpile(input: string, options: { fileName: string }): TranspileOutput;
}

/** What ts-node calls, once for each kind of output. @throws ProblemsError for a config that cannot be used. */
export function create({ service, nodeModuleEmitKind, stress = false }: CreateTranspilerOptions): Transpiler {
  const { options } = service.config;
  const configFile = typeof options.configFilePath === "string" ? options.configFilePath : undefined;
  let project: Project | undefined; // ts-node makes five transpilers, and uses one or two
  const wanted = formatOf(options.module, nodeModuleEmitKind);
  return {
    transpile(input, { fileName }) {
      // The user's TypeScript may be another copy than ours; the numbers in its options mean the same.
      project ??= openProject({ configFile, stress, keepFrames: process.env["NODE_ENV"] !== "production" }, options as unknown as TypeOptions);
      try {
        return split(project.loadSource(fileName, input.replace(/^\uFEFF/, ""), wanted).code);
      } catch (error) {
        if (!(error instanceof ProblemsError)) throw error;
        return { outputText: "", sourceMapText: NO_MAP, diagnostics: diagnosticsOf(error.problems) };
      }
    },
  };
}

const COMMONJS = 1;
/** From here on TypeScript's module kinds are those that look at each file. */
const NODE16 = 100;

function formatOf(module: unknown, kind: CreateTranspilerOptions["nodeModuleEmitKind"]): Format | undefined {
  if (kind !== undefined) return kind === "nodeesm" ? "module" : "commonjs";
  if (typeof module !== "number") return undefined;
  return module === COMMONJS ? "commonjs" : module >= NODE16 ? undefined : "module";
}

const NO_MAP = `{"version":3,"sources":[],"names":[],"mappings":""}`;

/** ts-node puts the map below the text itself. */
function split(code: string): TranspileOutput {
  const [, outputText = code, map] = /^([^]*)\n\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]*)\n$/.exec(code) ?? [];
  return { outputText, sourceMapText: map === undefined ? NO_MAP : Buffer.from(map, "base64").toString() };
}

/** ts-node prints what TypeScript found. @throws TSError for what we found: our codes are no numbers. */
function diagnosticsOf(problems: readonly Problem[]): TranspileDiagnostic[] {
  return problems.map(({ code, message, place }) => {
    const number = /^TS(\d+)$/.exec(code)?.[1];
    if (number === undefined || place === undefined) throw new TSError(problems);
    const { file, text, start, length } = place;
    return { category: 1, code: Number(number), messageText: message, file: { fileName: file, text }, start, length };
  });
}

/** Of the shape of ts-node's own error: it prints the text, without our frames. */
class TSError extends Error {
  override name = "TSError";
  readonly diagnosticCodes: readonly string[];
  declare readonly diagnosticText: string;

  constructor(problems: readonly Problem[]) {
    const text = problems.map((item) => `${formatPlain(item)}\n`).join("");
    super(`⨯ Unable to compile TypeScript:\n${text}`);
    this.diagnosticCodes = problems.map(({ code }) => code);
    Object.defineProperty(this, "diagnosticText", { value: text });
    Object.defineProperty(this, Symbol.for("nodejs.util.inspect.custom"), { value: () => text });
  }
}
