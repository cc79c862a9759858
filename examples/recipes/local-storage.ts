/** Greenlet-local storage: a greenlet is an object, so what belongs to it are its properties. `local` makes a variable of its own for each greenlet, inherited from who made it. */
"use greenlet";
import assert from "node:assert/strict";
import { getCurrent, Greenlet } from "greenlets";

class Request extends Greenlet<[], string> {
  readonly user: string;
  constructor(user: string, work: () => string) {
    super(work);
    this.user = user;
  }
}

/** The request that runs now, from anywhere inside of it. */
function currentUser(): string {
  const current = getCurrent();
  if (!(current instanceof Request)) throw new Error("outside of a request");
  return current.user;
}

/** The same for any greenlet, under a key that nobody else has. */
function local<T>(initial: T): { get(): T; set(value: T): void } {
  const key = Symbol("local");
  type Holder = Greenlet & { [key]?: T };
  return {
    get() {
      for (let holder: Holder | null = getCurrent(); holder !== null; holder = holder.parent) if (key in holder) return holder[key]!;
      return initial;
    },
    set(value) {
      (getCurrent() as Holder)[key] = value;
    },
  };
}

const depth = local(0);
const log: string[] = [];

function audit(action: string): void {
  log.push(`${currentUser()} ${action} at ${depth.get()}`);
}

function work(): string {
  depth.set(depth.get() + 1);
  audit("begins");
  main.switch("waiting");
  audit("goes on");
  return currentUser();
}

const main = getCurrent();
depth.set(10);
const [ann, bob] = [new Request("ann", work), new Request("bob", work)];
ann.switch();
bob.switch();
assert.throws(() => currentUser(), /outside of a request/);
const users = [bob.switch(), ann.switch()];

assert.deepEqual(users, ["bob", "ann"]);
assert.deepEqual(log, ["ann begins at 11", "bob begins at 11", "bob goes on at 11", "ann goes on at 11"]);
assert.equal(depth.get(), 10);
console.log("ok: local-storage: each greenlet saw its own");
