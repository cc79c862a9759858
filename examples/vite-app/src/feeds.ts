"use greenlet";
/** Two XML documents read in lockstep. The parser calls back; here it is asked for the next title instead. */
import { getCurrent, Greenlet } from "greenlets";
import sax from "sax";

/** Each switch to it goes on with the parser until the next `<title>`. */
function titles(xml: string): Greenlet<[], string | undefined> {
  const reader = getCurrent();
  return new Greenlet(() => {
    const parser = sax.parser(true);
    let isTitle = false;
    parser.onopentag = ({ name }) => void (isTitle = name === "title");
    parser.ontext = (text) => void (isTitle && reader.switch(text));
    parser.onclosetag = () => void (isTitle = false);
    parser.write(xml).close();
    return undefined;
  });
}

export function pairs(left: string, right: string): [string, string][] {
  const [a, b] = [titles(left), titles(right)];
  const result: [string, string][] = [];
  for (let x = a.switch(), y = b.switch(); x !== undefined && y !== undefined; x = a.switch(), y = b.switch()) result.push([x, y]);
  return result;
}
