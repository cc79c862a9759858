/** What the plugins of a pipeline on @babel/core will do to classes: the compiler has to know whose semantics its output gets. */
import type { ClassFields, Decorators } from "../compiler/options.ts";

/** A plugin as @babel/core has loaded it. */
export interface PipelinePlugin {
  key?: string | undefined;
  options?: unknown;
}

const LOWERING = /(?:class-properties|class-static-block|private-methods|private-property-in-object|transform-classes)$/;
const DECORATORS = /decorators$/;

export function pipelineSettings(plugins: readonly PipelinePlugin[]): { classFields: ClassFields; decorators: Decorators } {
  const decorators = plugins.find(({ key = "" }) => DECORATORS.test(key))?.options as { legacy?: unknown; version?: unknown } | undefined;
  const isLegacy = decorators?.legacy === true || decorators?.version === "legacy";
  const isLowered = plugins.some(({ key = "" }) => LOWERING.test(key) && !key.includes("syntax"));
  return { classFields: isLowered ? "lowered" : "native", decorators: isLegacy ? "legacy" : "standard" };
}
