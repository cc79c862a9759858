/** The package's version, the same as in package.json: a test compares them. Written here, so that bundles have it, too. */
export const version = "0.1.0";
