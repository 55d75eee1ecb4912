import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { OperatorError } from "../../errors.js";
import { type Line, readLines } from "../readLines.js";
import type { Download, Reading } from "./Download.js";
import type { FoodData } from "./FoodData.js";
import { type OffProduct, productOfDocument, rowReader } from "./offProduct.js";
import { fromOpenFoodFacts } from "./openFoodFacts.js";
import { SpreadsheetDamage } from "./SpreadsheetDamage.js";

/** The longest lines of the JSONL dump have some 3 MB. */
const longestLine = 16_000_000;
const neededColumns = ["code", "product_name", "countries_tags", "last_modified_t", "energy-kcal_100g"];

/** Opens a dump of Open Food Facts: the TAB-separated export or the JSONL, gzipped or not. */
export async function openOpenFoodFacts(path: string): Promise<Download> {
  const { bytes, release, isGzip } = await look(path);
  let read = 0;
  async function* contents(): AsyncGenerator<Buffer> {
    const raw = createReadStream(path);
    raw.on("data", (chunk) => {
      read += chunk.length;
    });
    try {
      // What fails in a stage is passed on to whoever reads the last one.
      yield* isGzip ? pipeline(raw, createGunzip(), () => {}) : raw;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new OperatorError(`${path} is damaged or only a part of a download: ${reason}.`, { cause });
    }
  }
  return {
    path,
    get progress() {
      return read === 0 || read === bytes ? null : `${Math.floor((100 * read) / bytes)} %`;
    },
    foods: (refused, signal) =>
      foodsOf(path, release, readLines(contents(), longestLine), { refused, signal }),
    close: () => {},
  };
}

/** The dumps carry no date but that of the file, which gzip keeps of the original. */
async function look(path: string): Promise<{ bytes: number; release: string; isGzip: boolean }> {
  try {
    const { size, mtime } = await stat(path);
    const file = await open(path);
    const { buffer: start } = await file.read(Buffer.alloc(8), 0, 8, 0);
    await file.close();
    const isGzip = start[0] === 0x1f && start[1] === 0x8b;
    const seconds = isGzip ? start.readUInt32LE(4) : 0;
    const named = /\d{4}-\d{2}-\d{2}/.exec(basename(path))?.[0];
    const date = seconds > 0 ? new Date(seconds * 1000) : mtime;
    return { bytes: size, release: named ?? date.toISOString().slice(0, 10), isGzip };
  } catch (cause) {
    throw new OperatorError(`There is no file to read at ${path}.`, { cause });
  }
}

async function* foodsOf(
  path: string,
  release: string,
  batches: AsyncIterable<Line[]>,
  { refused, signal }: Reading,
): AsyncGenerator<FoodData> {
  let readProduct: ((line: string) => OffProduct | string) | null = null;
  const damage = new SpreadsheetDamage(path);
  for await (const lines of batches) {
    signal?.throwIfAborted();
    for (const line of lines) {
      if ("bad" in line) {
        if (!readProduct)
          throw new OperatorError(`${path} is no dump of Open Food Facts: its first line is ${line.bad}.`);
        refused.add(`line that is ${line.bad}`, line.start);
        continue;
      }
      if (!readProduct) {
        if (line.text.startsWith("{")) readProduct = readDocument;
        else {
          readProduct = exportReader(path, line.text);
          continue;
        }
      }
      if (line.text === "") continue;
      const product = readProduct(line.text);
      if (typeof product === "string") {
        refused.add(product, line.text.slice(0, 60));
        continue;
      }
      damage.look(product);
      const food = fromOpenFoodFacts(product, release, refused);
      if (food) yield food;
    }
  }
  damage.end();
}

function readDocument(line: string): OffProduct | string {
  try {
    const document: unknown = JSON.parse(line);
    if (typeof document !== "object" || document === null) return "line that is no product";
    const { product_type: type = "food" } = document as { product_type?: unknown };
    if (type !== "food") return "product that is no food";
    return productOfDocument(document as Record<string, unknown>);
  } catch (error) {
    if (error instanceof SyntaxError) return "line that is no JSON";
    throw error;
  }
}

/** The header decides what the file is, before anything is read from it. */
function exportReader(path: string, line: string): (line: string) => OffProduct | string {
  const header = line.split("\t");
  const reason = headerFault(header);
  if (reason) throw new OperatorError(`${path} is no dump of Open Food Facts: ${reason}.`);
  const readRow = rowReader(header);
  return (text) => {
    // There is no quoting: a quotation mark is part of a value.
    const row = text.split("\t");
    if (row.length === header.length) return readRow(row);
    return "row with more or fewer columns than the header";
  };
}

function headerFault(header: readonly string[]): string | null {
  if (header.some((name) => /^#(NAME|REF|VALUE)\?/.test(name)))
    return "a spreadsheet has destroyed its header (#NAME?); download it again and do not open it there";
  if (header[0]!.startsWith("\uFEFF"))
    return "it begins with a byte order mark, so a spreadsheet or editor has saved it; download it again";
  if (header.length < 10) return "its first line is neither TAB-separated names of columns nor JSON";
  const missing = neededColumns.filter((name) => !header.includes(name));
  return missing.length > 0 ? `it lacks the column ${missing.join(" and ")}` : null;
}
