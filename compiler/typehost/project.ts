/** The command line and tsconfig.json, as tsc reads them. */
import type * as TypeScript from "typescript";
import type { Problem } from "../problem.ts";
import { internals, open, resolvePath, seal, ts, type TypeOptions } from "./classic.ts";
import { problem } from "./problems.ts";

/** What the command line says, with tsc's own options. */
export interface CommandLine {
  options: TypeOptions;
  files: string[];
  problems: Problem[];
  /** Every option by its lower-camel name, as parsed. */
  flags: Readonly<Record<string, unknown>>;
  watchOptions?: unknown;
}

export interface Project {
  options: TypeOptions;
  files: string[];
  problems: Problem[];
  flags: Readonly<Record<string, unknown>>;
  references?: unknown;
}

/** Parses arguments as tsc does; all of tsc's options are known. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { options, fileNames, errors, watchOptions } = ts.parseCommandLine(args);
  if (options.locale !== undefined) ts.validateLocaleAndSetLanguage(options.locale, ts.sys, errors);
  return { options: seal(absolute(options)), files: fileNames.map(resolvePath), problems: errors.map(problem), flags: options, watchOptions };
}

/** Reads a tsconfig.json with all that it extends; the command line's options win. */
export function loadProject(configFile: string, options?: TypeOptions): Project {
  const problems: Problem[] = [];
  const host: TypeScript.ParseConfigFileHost = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (item) => problems.push(problem(item)),
  };
  const parsed = ts.getParsedCommandLineOfConfigFile(configFile, options === undefined ? {} : open(options), host);
  if (parsed === undefined) return { options: seal({}), files: [], problems, flags: {} };
  problems.push(...parsed.errors.map(problem));
  return { options: seal(parsed.options), files: parsed.fileNames, problems, flags: parsed.options, references: parsed.projectReferences };
}

/** What `tsc --showConfig` shows. */
export function shownConfig(configFile: string | undefined, commandLine: CommandLine): { shown: object; problems: Problem[] } {
  const options = open(commandLine.options);
  const problems: Problem[] = [];
  const host: TypeScript.ParseConfigFileHost = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (item) => problems.push(problem(item)) };
  const alone = { options, fileNames: [...commandLine.files], errors: [] };
  const parsed = configFile === undefined ? alone : ts.getParsedCommandLineOfConfigFile(configFile, options, host);
  if (parsed === undefined) return { shown: {}, problems };
  problems.push(...parsed.errors.map(problem));
  return { shown: internals.convertToTSConfig(parsed, configFile ?? resolvePath("tsconfig.json"), ts.sys), problems };
}

/** Whether the options ask for CommonJS in files whose name and package.json leave it open. */
export function prefersCommonJs(options: TypeOptions): boolean {
  const { module } = open(options);
  return module === ts.ModuleKind.CommonJS || (module !== undefined && module >= ts.ModuleKind.Node16 && module <= ts.ModuleKind.NodeNext);
}

const PATH_OPTIONS = ["outDir", "rootDir", "declarationDir", "outFile", "tsBuildInfoFile", "project", "generateTrace"] as const;

/** tsc resolves paths on the command line against the current directory, not the config's. */
function absolute(options: TypeScript.CompilerOptions): TypeScript.CompilerOptions {
  const result = { ...options };
  for (const name of PATH_OPTIONS) {
    const value = result[name];
    if (typeof value === "string") result[name] = resolvePath(value);
  }
  return result;
}
