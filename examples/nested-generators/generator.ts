/** Generators without `yield`: the body calls `emit`, at any depth, as an ordinary function. */
"use greenlet";
import { getCurrent, Greenlet } from "greenlets";

export type Emit<T> = (item: T) => void;

/** Runs `body` as far as its next `emit` each time that an item is asked for. */
export function generator<T>(body: (emit: Emit<T>) => void): IterableIterator<T> {
  const greenlet: Greenlet = new Greenlet(() => {
    body((item) => greenlet.parent!.switch(item));
  });
  return {
    next() {
      greenlet.parent = getCurrent();
      const value = greenlet.switch() as T;
      return greenlet.dead ? { done: true, value: undefined } : { done: false, value };
    },
    return() {
      greenlet.kill();
      return { done: true, value: undefined };
    },
    [Symbol.iterator]() {
      return this;
    },
  };
}
