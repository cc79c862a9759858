/** Each bundler, started as its own command would start it with the config of a project. The current directory is the project. */
import { join } from "node:path";
import type { Configuration as RspackConfiguration } from "@rspack/core";
import { type BuildOptions, build as esbuild, type Plugin as EsbuildPlugin } from "esbuild";
import { type InputOptions, type OutputOptions as RolldownOutput, rolldown } from "rolldown";
import { type OutputOptions, rollup, type RollupLog, type RollupOptions } from "rollup";
import type * as Vite from "vite";
import type { Configuration } from "webpack";

/** Where the bundle is, and what the bundler said. */
export interface Built {
  file: string;
  warnings: string[];
}

export async function withRollup(config: RollupOptions): Promise<Built> {
  const warnings: string[] = [];
  const bundle = await rollup({ ...config, onLog: (level, log) => void (level === "warn" && warnings.push(log.message)) });
  const output = config.output as OutputOptions;
  await bundle.write(output);
  await bundle.close();
  return { file: output.file!, warnings };
}

export async function withRolldown(config: InputOptions & { output: RolldownOutput }): Promise<Built> {
  const warnings: string[] = [];
  const { output, ...input } = config;
  const bundle = await rolldown({ ...input, onLog: (level, log) => void (level === "warn" && warnings.push(log.message)) });
  await bundle.write(output);
  await bundle.close();
  return { file: output.file!, warnings };
}

export async function withEsbuild(options: BuildOptions): Promise<Built> {
  const { warnings } = await esbuild({ bundle: true, platform: "node", format: "esm", sourcemap: true, logLevel: "silent", absWorkingDir: process.cwd(), ...options });
  return { file: options.outfile!, warnings: warnings.map(({ text }) => text) };
}

export async function withWebpack(config: Configuration): Promise<Built> {
  const { default: webpack } = await import("webpack");
  return compiled(webpack(inDist(config)) as Compiler, config.output!.filename as string);
}

export async function withRspack(config: RspackConfiguration): Promise<Built> {
  const { rspack } = await import("@rspack/core");
  return compiled(rspack(inDist(config)) as Compiler, config.output!.filename as string);
}

/** A build for the server, whose output runs in Node. */
export async function withVite(vite: typeof Vite, config: Vite.UserConfig, options: Vite.BuildOptions = {}): Promise<Built> {
  const build = { ssr: "main.ts", outDir: "dist/vite", sourcemap: true, target: "es2022", ...options };
  const warnings: string[] = [];
  const customLogger = { ...vite.createLogger("warn"), warn: (message: string) => void warnings.push(message) };
  await vite.build({ ...config, configFile: false, logLevel: "warn", customLogger, root: process.cwd(), build });
  return { file: "dist/vite/main.js", warnings };
}

/** What webpack and Rspack have in common. */
interface Compiler {
  run(done: (error: Error | null, stats?: Stats) => void): void;
  close(done: () => void): void;
}

interface Stats {
  toJson(options: object): { errors?: { message: string }[]; warnings?: { message: string }[] };
}

const inDist = <T extends Configuration | RspackConfiguration>(config: T): T => ({ ...config, output: { ...config.output, path: join(process.cwd(), "dist") } });

async function compiled(compiler: Compiler, filename: string): Promise<Built> {
  const stats = await new Promise<Stats>((resolve, reject) => compiler.run((error, stats) => (error ? reject(error) : resolve(stats!))));
  await new Promise<void>((resolve) => compiler.close(resolve));
  const { errors = [], warnings = [] } = stats.toJson({ all: false, errors: true, warnings: true });
  if (errors.length > 0) throw Object.assign(new Error(errors.map(({ message }) => message).join("\n\n")), { count: errors.length });
  return { file: `dist/${filename}`, warnings: warnings.map(({ message }) => message) };
}

export type { EsbuildPlugin, RollupLog };
