/** What the project's tsconfig.json says of class fields and decorators. TypeScript is imported by the first file that has a class. */
import type { ClassFields, Decorators } from "../compiler/options.ts";
import type { TypeOptions } from "../compiler/typehost/index.ts";

type TypeHost = typeof import("../compiler/typehost/index.ts");

export interface TypeSettings {
  classFields?: ClassFields;
  decorators?: Decorators;
}

const known = new Map<string, Promise<TypeSettings>>();

/** Bundlers follow the same options as TypeScript does; JavaScript has the engine's semantics. */
export async function typeSettings(path: string, text: string, configFile: string | undefined): Promise<TypeSettings> {
  if (configFile === undefined || !/\.[cm]?tsx?$/.test(path) || !/\bclass\b/.test(text)) return {};
  return projectTypeSettings(configFile);
}

/** The same for the whole project. */
export function projectTypeSettings(configFile: string): Promise<TypeSettings> {
  const found = known.get(configFile) ?? readTypeSettings(configFile);
  known.set(configFile, found);
  return found;
}

/** The config changed: it is read again. */
export function forgetTypeSettings(): void {
  known.clear();
}

async function readTypeSettings(configFile: string): Promise<TypeSettings> {
  const typeHost: TypeHost = await import("../compiler/typehost/index.ts");
  // What is wrong with the config is the bundler's to say, and tsc's.
  const options: TypeOptions = typeHost.loadProject(configFile).options;
  return { classFields: typeHost.classFields(options, "newest"), decorators: typeHost.decorators(options) };
}
