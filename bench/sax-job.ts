/** A program of the real world that is never suspended: the parser `sax`, pushing a document of 100 KB to callbacks that count. */
import type * as Sax from "sax";
import type { Job } from "./measure.ts";

const RECORD = `<item id="17" kind="note"><title>A title &amp; more</title><text>Some text that is a little longer than the title.</text><empty/></item>\n`;
const DOCUMENT = `<list>${RECORD.repeat(Math.ceil(100_000 / RECORD.length))}</list>`;

export function saxJob(sax: typeof Sax): Job {
  return (count) => {
    let events = 0;
    for (let done = 0; done < count; done++) {
      const parser = sax.parser(true);
      parser.onopentag = parser.onclosetag = parser.ontext = () => void events++;
      parser.write(DOCUMENT).close();
    }
    return events;
  };
}
