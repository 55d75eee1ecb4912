import { isUtf8 } from "node:buffer";

/** A line, or why it is none. */
export type Line =
  | { readonly text: string }
  | { readonly bad: "too long" | "not UTF-8"; readonly start: string };

const newline = 0x0a;
const shownBytes = 60;

/**
 * The lines of a stream of UTF-8, those of each chunk together: one promise per line would take longer than the
 * reading. A line beyond `longest` bytes is skipped without being kept.
 */
export async function* readLines(chunks: AsyncIterable<Buffer>, longest: number): AsyncGenerator<Line[]> {
  let kept: Buffer[] = [];
  let length = 0;
  let number = 0;
  const keep = (part: Buffer) => {
    length += part.length;
    if (length <= longest || kept.length === 0)
      kept.push(length <= longest ? part : part.subarray(0, shownBytes));
  };
  const finish = (): Line => {
    const bytes = Buffer.concat(kept);
    const bad = length > longest ? "too long" : isUtf8(bytes) ? null : "not UTF-8";
    [kept, length] = [[], 0];
    number += 1;
    if (bad === null) return { text: bytes.toString("utf8").replace(/\r$/, "") };
    return { bad, start: `line ${number}: ${bytes.subarray(0, shownBytes).toString("utf8")}` };
  };
  for await (const chunk of chunks) {
    const lines: Line[] = [];
    let from = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      keep(chunk.subarray(from, at));
      lines.push(finish());
      from = at + 1;
    }
    if (from < chunk.length) keep(chunk.subarray(from));
    yield lines;
  }
  if (length > 0) yield [finish()];
}
