import { isUtf8 } from "node:buffer";
import { carriageReturn, comma, lineFeed, quote, readFigures } from "./readFigures.js";

/** A quote that is never closed would otherwise take the rest of a file into memory as one field. */
const longestRecord = 1_000_000;

export interface CsvReading<Column extends string> {
  /** The columns to keep, in the order of the header; false for the others. */
  readonly pick: (header: readonly string[]) => readonly (Column | false)[];
  readonly record: (record: Record<Column, string>) => void;
  /** Told instead of `record` where all that is kept are plain figures, such as 12 and 0.25. */
  readonly figures?: Figures<Column> | undefined;
  /** A record with a NUL byte, by its number. Text cannot have one, so it is left out. */
  readonly nul: (number: number) => void;
}

interface Figures<Column extends string> {
  readonly columns: readonly Column[];
  /** In the order of these columns. It is given the same array each time. */
  readonly each: (figures: Float64Array) => void;
}

/**
 * Reads CSV as USDA writes it (RFC 4180, UTF-8, header first), and throws an `Error` at anything else. A general
 * parser takes four times as long for the 28 million records of a full download, most of it for fields nobody wants.
 */
export async function readCsv<Column extends string>(
  chunks: AsyncIterable<Buffer>,
  reading: CsvReading<Column>,
): Promise<void> {
  const parser = new Parser(reading);
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    // A line feed is never a part of another character, so here the bytes may be cut.
    const end = bytes.lastIndexOf(lineFeed) + 1;
    rest = bytes.subarray(end);
    parser.add(bytes.subarray(0, end));
    if (rest.length > longestRecord) throw new Error(`a line is longer than ${longestRecord} bytes`);
  }
  if (rest.length > 0) parser.add(Buffer.concat([rest, Buffer.of(lineFeed)]));
  parser.end();
}

class Parser<Column extends string> {
  private columns: readonly (Column | false)[] | null = null;
  private wanted: (readonly [column: Column, place: number])[] = [];
  private plain: RegExp | null = null;
  /** Of the record being read; empty where nobody wants the field. */
  private readonly fields: string[] = [];
  private places: readonly number[] | null = null;
  private readonly figures: Float64Array;
  private rest = "";
  private number = 0;

  constructor(private readonly reading: CsvReading<Column>) {
    this.figures = new Float64Array(reading.figures?.columns.length ?? 0);
  }

  /** Takes whole lines. A quoted field may hold line feeds: then the last record waits for the lines to come. */
  add(lines: Buffer): void {
    if (!isUtf8(lines))
      throw new Error("it is not in UTF-8; a spreadsheet may have saved it in Windows-1252");
    const { figures } = this.reading;
    if (figures && !lines.includes(0)) this.addFigures(lines, figures);
    else this.addText(lines.toString("utf8"));
  }

  private addFigures(lines: Buffer, { each }: Figures<Column>): void {
    for (let at = 0; at < lines.length; ) {
      const end = this.places && this.rest === "" ? readFigures(lines, at, this.places, this.figures) : -1;
      if (end !== -1) {
        this.number += 1;
        each(this.figures);
        at = end;
      } else {
        const next = lines.indexOf(lineFeed, at) + 1;
        this.addText(lines.toString("utf8", at, next));
        at = next;
      }
    }
  }

  private addText(lines: string): void {
    const text = this.rest + lines;
    const hasNul = text.includes("\0");
    let at = this.number === 0 && text.startsWith("\uFEFF") ? 1 : 0;
    for (;;) {
      while (text.charCodeAt(at) === lineFeed || text.charCodeAt(at) === carriageReturn) at++;
      if (at === text.length) break;
      const end = this.readPlain(text, at) ?? this.readFields(text, at);
      if (end === -1) break;
      this.number += 1;
      if (hasNul && text.slice(at, end).includes("\0")) this.reading.nul(this.number);
      else this.take();
      at = end;
    }
    this.rest = text.slice(at);
    if (this.rest.length > longestRecord) this.fail(`is longer than ${longestRecord} characters`);
  }

  end(): void {
    if (this.rest !== "") this.fail("has a quote that is never closed");
  }

  private take(): void {
    if (!this.columns) {
      const { pick, figures } = this.reading;
      this.columns = pick(this.fields);
      this.wanted = this.columns.flatMap((column, place) => (column ? [[column, place] as const] : []));
      this.places = this.columns.map((column) => figures?.columns.indexOf(column as Column) ?? -1);
      const fields = this.columns.map((column) => (column ? '"([^"]*)"' : '"[^"]*"'));
      this.plain = new RegExp(`${fields.join()}\\r?\\n`, "y");
      return;
    }
    const record = {} as Record<Column, string>;
    for (const [column, place] of this.wanted) record[column] = this.fields[place]!;
    this.reading.record(record);
  }

  /** A record of quoted fields without a quote inside, as most are: a pattern takes a third of the time of `readFields`. */
  private readPlain(text: string, at: number): number | null {
    const { plain, wanted, fields } = this;
    if (!plain) return null;
    plain.lastIndex = at;
    const match = plain.exec(text);
    if (!match) return null;
    for (let index = 0; index < wanted.length; index++) fields[wanted[index]![1]] = match[index + 1]!;
    return plain.lastIndex;
  }

  /** Reads the record at `at` and says where the next one starts; -1 if its end is not there yet. */
  private readFields(text: string, at: number): number {
    const { columns, fields } = this;
    let count = 0;
    for (;;) {
      const wanted = !columns || columns[count];
      let end: number;
      if (text.charCodeAt(at) === quote) {
        const start = at + 1;
        end = text.indexOf('"', start);
        let doubled = false;
        while (end !== -1 && text.charCodeAt(end + 1) === quote) {
          doubled = true;
          end = text.indexOf('"', end + 2);
        }
        if (end === -1) return -1;
        if (wanted)
          fields[count] = doubled ? text.slice(start, end).replaceAll('""', '"') : text.slice(start, end);
        end += 1;
      } else {
        end = at;
        for (
          let code = text.charCodeAt(end);
          code !== comma && code !== lineFeed;
          code = text.charCodeAt(end)
        )
          end++;
        if (text.charCodeAt(end) === lineFeed && text.charCodeAt(end - 1) === carriageReturn) end--;
        if (wanted) fields[count] = text.slice(at, end);
      }
      count += 1;
      if (text.charCodeAt(end) === comma) at = end + 1;
      else {
        if (text.charCodeAt(end) === carriageReturn) end++;
        if (text.charCodeAt(end) !== lineFeed) this.fail("has text behind a closing quote");
        if (columns && count !== columns.length)
          this.fail(`has ${count} fields instead of ${columns.length}`);
        fields.length = count;
        return end + 1;
      }
    }
  }

  private fail(reason: string): never {
    throw new Error(`record ${this.number + 1} ${reason}`);
  }
}
