/** A library, over HTTP: authors, books, and a log that never ends. It counts the requests that it answers at the same time. */
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Author {
  name: string;
  books: number[];
}
export interface Book {
  title: string;
  pages: number;
}

const AUTHORS: Author[] = [
  { name: "Herman Melville", books: [0, 1] },
  { name: "Jane Austen", books: [2, 3, 4] },
  { name: "Mary Shelley", books: [5] },
];
const BOOKS: Book[] = [
  { title: "Moby-Dick", pages: 635 },
  { title: "Billy Budd", pages: 160 },
  { title: "Emma", pages: 474 },
  { title: "Persuasion", pages: 249 },
  { title: "Pride and Prejudice", pages: 432 },
  { title: "Frankenstein", pages: 280 },
];

export interface Library {
  origin: string;
  /** The most requests that were open at once, since it was last asked. */
  busiest(): number;
  /** How many logs are being read. */
  logsOpen(): number;
  close(): Promise<unknown>;
}

export async function startLibrary(): Promise<Library> {
  let [open, most, logs] = [0, 0, 0];
  const answer = (response: ServerResponse, value: unknown): void => void response.writeHead(value === undefined ? 404 : 200).end(JSON.stringify(value ?? null));
  const server = createServer((request, response) => {
    const [, kind, id] = request.url!.split("/");
    most = Math.max(most, ++open);
    response.on("close", () => open--);
    if (kind === "slow") return;
    if (kind === "log") {
      logs++;
      const timer = setInterval(() => response.write(`entry ${++line}\n`), 1);
      let line = 0;
      response.on("close", () => {
        logs--;
        clearInterval(timer);
      });
      return;
    }
    setTimeout(() => answer(response, kind === "authors" ? (id === undefined ? Object.keys(AUTHORS).map(Number) : AUTHORS[Number(id)]) : BOOKS[Number(id)]), 5);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    busiest: () => {
      const result = most;
      most = open;
      return result;
    },
    logsOpen: () => logs,
    close: () => {
      server.closeAllConnections();
      return once(server.close(), "close");
    },
  };
}
