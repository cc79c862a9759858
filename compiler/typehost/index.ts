/**
 * The one folder that touches the `typescript` package; no type of it leaves here.
 *
 * Importing TypeScript takes about 300 ms, so nobody imports this before it is needed. Options travel as an opaque `TypeOptions`. TypeScript's
 * transformers and its tree are not used: we rewrite text and hand the compiled text back to be emitted.
 */
export type { Compilation, Compiling } from "./builder.ts";
export type { Callee, Checker, CheckerSettings, Iterated, Member, Opening, Position } from "./checker.ts";
export { type TypeOptions, version } from "./classic.ts";
export type { EmittedFile } from "./emit.ts";
export type { CompiledText } from "./tags.ts";
export { tooDeepFor } from "./problems.ts";
export { createProgram, type Program, type ProgramFile } from "./program.ts";
export { type CommandLine, loadProject, parseCommandLine, prefersCommonJs, type Project, shownConfig } from "./project.ts";
export { createService, type ProgramService } from "./service.ts";
export { buildSolution, type BuildCommand, type Building, parseBuildCommand } from "./solution.ts";
export { type Round, type Status, type Watching, watchProject } from "./watch.ts";
export { classFields, decorators, hasModuleSyntax, type Transpiled, transpile } from "./transpile.ts";
