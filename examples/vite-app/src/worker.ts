"use greenlet";
import { spawn } from "greenlets/hub";
import { totalSize } from "./catalogue.ts";

addEventListener("message", ({ data }: MessageEvent<string>) => {
  spawn(() => postMessage(totalSize(data, () => {})));
});
