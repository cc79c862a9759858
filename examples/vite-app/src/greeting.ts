"use greenlet";
import { sleep } from "greenlets/hub";

export function greeting(name: string): string {
  sleep(1);
  return `Hello, ${name}`;
}
