/** A producer and a consumer, neither of which calls the other: each one switches to the other with a value, and goes on with the value that it gets back. */
"use greenlet";
import assert from "node:assert/strict";
import { Greenlet } from "greenlets";

const log: string[] = [];

const producer: Greenlet = new Greenlet(() => {
  let wish = consumer.switch("bread") as string; // starts the consumer
  for (const stock of [["butter", "jam"], ["tea"]]) {
    for (const good of stock) wish = consumer.switch(`${good} for ${wish}`) as string;
  }
  return "sold out";
});

const consumer: Greenlet = new Greenlet((first: string) => {
  log.push(first);
  for (let day = 1; ; day++) log.push(producer.switch(`day ${day}`) as string);
});

log.push(producer.switch() as string);
consumer.kill();

assert.deepEqual(log, ["bread", "butter for day 1", "jam for day 2", "tea for day 3", "sold out"]);
console.log("ok: ping-pong: values went to and fro");
