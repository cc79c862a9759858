import type { Program } from "../program.ts";

/** zlib in JavaScript: loops over typed arrays, next to no calls in the hottest of them; a stream's callback pauses. */
export const program: Program = {
  packages: ["pako"],
  interleaves: true,
  async open(load, { read }) {
    const pako = await load("pako");
    const bytes = new TextEncoder().encode(read("acorn/dist/acorn.js"));
    const sum = (data: Uint8Array): number => data.reduce((total, byte) => (Math.imul(total, 31) + byte) >>> 0, 7);
    return (pause) => {
      const out: string[] = [];
      for (const level of [1, 4, 6, 9]) {
        for (const strategy of [0, 1, 2, 3]) {
          const packed = pako.deflate(bytes, { level, strategy });
          out.push(`${level} ${strategy} ${packed.length} ${sum(packed)} ${sum(pako.inflate(packed))}`);
        }
      }
      const stream = new pako.Inflate({ chunkSize: 1000 });
      const { onData } = stream;
      stream.onData = function (chunk: Uint8Array) {
        pause();
        onData.call(this, chunk);
      };
      const zipped = pako.gzip(bytes);
      for (let at = 0; at < zipped.length; at += 777) stream.push(zipped.subarray(at, at + 777), at + 777 >= zipped.length);
      return [...out, sum(stream.result), stream.msg].join("\n");
    };
  },
};
