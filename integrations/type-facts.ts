/** The type checker beside a bundler: what it tells of a file, and of which files it told something else before. */
import { readFileSync } from "node:fs";
import type { CompileOptions, Facts } from "../compiler/options.ts";
import { parseId } from "./module-id.ts";
import { moduleFormat } from "./module-format.ts";
import type { Settings } from "./options.ts";
import { projectTypeSettings, type TypeSettings } from "./type-settings.ts";

export interface TypeFacts {
  of(path: string, text: string): Facts;
  isOutdated(path: string): boolean;
  /** Files that `of` was asked for, and that would be told something else now that this one has changed. Each is told once. */
  outdatedBy(path: string, text: string): string[];
  dispose(): void;
}

/** TypeScript is imported here. */
export async function openTypeFacts(settings: Settings): Promise<TypeFacts> {
  const { configFile } = settings;
  if (configFile === undefined) throw new Error("Invariant: types need a config");
  const { openTypes } = await import("../compiler/facts/open-types.ts");
  const typeSettings = await projectTypeSettings(configFile);
  const types = openTypes({
    configFile,
    optionsOf: (path) => optionsOf(path, settings, typeSettings),
    isForeign: settings.isForeign,
  });
  const told = new Map<string, string>();
  return {
    of(path, text) {
      const facts = types.factsFor(path, text);
      told.set(path, JSON.stringify(facts));
      return facts;
    },
    isOutdated: (path) => told.has(path) && told.get(path) !== JSON.stringify(types.factsFor(path, readFileSync(path, "utf8"))),
    outdatedBy(path, text) {
      types.factsFor(path, text);
      return types.outdated();
    },
    dispose: () => types.dispose(),
  };
}

/** As the module will be compiled, but for its facts. */
function optionsOf(path: string, settings: Settings, typeSettings: TypeSettings): CompileOptions | undefined {
  const module = parseId(path);
  const capable = module === undefined ? undefined : settings.capableOf(path);
  if (module === undefined || capable === undefined) return undefined;
  return { filename: settings.nameOf(path), capable, format: moduleFormat(path, readFileSync(path, "utf8")), ...settings.compile, ...typeSettings };
}
