/**
 * Switching is not contagious: the database driver below calls back, and nobody above `query` knows. No function in between is `async`, and some of them
 * (`map`, `sort`, a getter) could not be.
 */
"use greenlet";
import assert from "node:assert/strict";
import { getCurrent, Greenlet } from "greenlets";

/** The driver: answers later, from the event loop. */
function queryLater(table: string, key: number, callback: (error: Error | null, row?: string) => void): void {
  setTimeout(() => (key < 0 ? callback(new Error(`no ${table} ${key}`)) : callback(null, `${table} ${key}`)), 5 - key);
}

/** Parks the current greenlet until the driver calls back: the only place that knows of both worlds. */
function query(table: string, key: number): string {
  const me = getCurrent();
  queryLater(table, key, (error, row) => void (error === null ? me.switch(row) : me.throw(error)));
  return me.parent!.switch() as string; // whoever started `me`, or woke it, goes on meanwhile
}

// ---- from here on ordinary code

class Order {
  readonly key: number;
  constructor(key: number) {
    this.key = key;
  }
  get customer(): string {
    return query("customer", this.key);
  }
}

function report(keys: number[]): string[] {
  const orders = keys.map((key) => new Order(key));
  return orders.sort((a, b) => (a.customer < b.customer ? -1 : 1)).map((order) => order.customer.toUpperCase());
}

function careful(key: number): string {
  try {
    return query("item", key);
  } catch (error) {
    return `there is ${(error as Error).message}`;
  }
}

const results: string[] = [];
/** One greenlet for each request, as a server has it. The requests wait at the same time. */
const handle = (name: string, work: () => string[]): void => void new Greenlet(() => void results.push(`${name}: ${work().join()}`)).switch();

handle("first", () => report([3, 1, 2]));
handle("second", () => [careful(-1), careful(1)]);
results.push("main goes on");

process.on("exit", () => {
  assert.deepEqual(results, ["main goes on", "second: there is no item -1,item 1", "first: CUSTOMER 1,CUSTOMER 2,CUSTOMER 3"]);
  console.log("ok: without-colour: a getter in a comparator of sort waited for the event loop");
});
