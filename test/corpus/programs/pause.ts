/** Compiled like the drivers: a plain function here would be a foreign frame between the library and the switch. */
import type { Greenlet } from "greenlets";

export const pauseTo = (target: Greenlet): (() => void) => () => void target.switch();
