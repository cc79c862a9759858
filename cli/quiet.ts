/**
 * `require()` of ES modules without Node 20's experimental warning. Hooks that load CommonJS have no time to wait for an
 * `import()`, and the warning names nothing that a user could change: what is loaded so is ours.
 */

/** Requires one of our own modules. */
export function requireQuietly<T>(require: NodeJS.Require, specifier: string): T {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return require(specifier) as T;
  } finally {
    process.emitWarning = emitWarning;
  }
}
