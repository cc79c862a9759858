/** The public list of `greenlets/node`: what needs Node. */
export { traceTo } from "./trace-to.ts";
