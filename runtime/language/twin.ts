/** The capable twin of a standard function (`runtime/builtins/` has them), for the calls that the runtime makes in place of compiled code. */
import { $ } from "../core/realm.ts";

export const twinOf = (fn: unknown): unknown => ($ as unknown as { twin(value: unknown): unknown }).twin(fn);
