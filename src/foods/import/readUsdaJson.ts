import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { OperatorError } from "../../errors.js";
import type { SourceKey } from "../sources.js";
import type { Download, Reading } from "./Download.js";
import type { FoodData } from "./FoodData.js";
import type { Refusals } from "./Refusals.js";
import { readJsonElements } from "./readJsonElements.js";
import { openZip, type PackedFile } from "./readZip.js";
import { fromUsda, releaseIn } from "./usda.js";
import { isoOf, type UsdaRecord, usdaFoodOf } from "./usdaRecord.js";

/** Foundation foods with each of their samples are the longest, some 200 kB. */
const longestRecord = 16_000_000;

/** The array of each download, and the set that it holds. */
const sets: Readonly<Record<string, SourceKey>> = {
  FoundationFoods: "usda-foundation",
  SRLegacyFoods: "usda-sr-legacy",
  SurveyFoods: "usda-fndds",
  BrandedFoods: "usda-branded",
};

/** Opens a JSON download of FoodData Central, zipped or not; null where `path` is something else. */
export async function openUsdaJson(path: string): Promise<Download | null> {
  const kind = await kindOf(path);
  if (kind === null) return null;
  const { files, close } = kind === "zip" ? await openZip(path, isTableOrJson) : await onlyFile(path);
  const documents = files.filter(({ file }) => file.toLowerCase().endsWith(".json"));
  if (documents.length === 0 || documents.length < files.length) {
    close();
    return null;
  }
  const reading = { file: "", bytes: 0, of: 1 };
  async function* foods(refused: Refusals, signal?: AbortSignal): AsyncGenerator<FoodData> {
    for (const document of documents) {
      Object.assign(reading, { file: basename(document.file), bytes: 0, of: document.bytes });
      const counted = count(document, (bytes) => {
        reading.bytes = bytes;
      });
      const release = releaseIn(document.file) ?? releaseIn(path) ?? (await latestDateIn(path, document));
      yield* foodsOf(path, release, counted, { refused, signal });
    }
    reading.file = "";
  }
  return {
    path,
    get progress() {
      const { file, bytes, of } = reading;
      return file === "" ? null : `${file}, ${Math.floor((100 * bytes) / of)} %`;
    },
    foods,
    close,
  };
}

const isTableOrJson = (file: string) => /\.(csv|json)$/i.test(file) && !file.startsWith("__MACOSX");

async function kindOf(path: string): Promise<"zip" | "json" | null> {
  const file = await open(path).catch(() => null);
  if (!file) return null;
  try {
    if (!(await file.stat()).isFile()) return null;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(100), 0, 100, 0);
    const start = buffer
      .toString("utf8", 0, bytesRead)
      .replace(/^\uFEFF/, "")
      .trimStart();
    return start.startsWith("PK\x03\x04") ? "zip" : start.startsWith("{") ? "json" : null;
  } finally {
    await file.close();
  }
}

async function onlyFile(path: string): Promise<{ files: PackedFile[]; close: () => void }> {
  const { size: bytes } = await stat(path);
  return {
    files: [{ file: `${basename(path, ".json")}.json`, bytes, open: () => createReadStream(path) }],
    close: () => {},
  };
}

/** A download whose name does not tell is of the date of its youngest food, as the CSV is; this takes a second look. */
async function latestDateIn(path: string, document: PackedFile): Promise<string> {
  let latest = "";
  for await (const chunk of whole(path, document.open())) {
    // One date in a thousand is cut by the end of a chunk, and many foods share each.
    for (const [, date] of chunk.toString("latin1").matchAll(/"publicationDate":\s*"([\d/]+)"/g)) {
      const iso = isoOf(date!);
      if (iso > latest) latest = iso;
    }
  }
  return latest || new Date().toISOString().slice(0, 10);
}

async function* count(document: PackedFile, note: (bytes: number) => void): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of document.open()) {
    bytes += chunk.length;
    note(bytes);
    yield chunk;
  }
}

async function* foodsOf(
  path: string,
  release: string,
  chunks: AsyncIterable<Buffer>,
  { refused, signal }: Reading,
): AsyncGenerator<FoodData> {
  let isOurs = false;
  for await (const elements of whole(path, readJsonElements(chunks, longestRecord))) {
    signal?.throwIfAborted();
    for (const { array, bytes } of elements) {
      const source = sets[array];
      if (!source) throw noDownload(path, `its array is called ${array}`);
      isOurs = true;
      const record = parse(bytes);
      if (typeof record === "string") {
        refused.add(record, bytes?.toString("utf8", 0, 60) ?? `one of ${array}`);
        continue;
      }
      const food = usdaFoodOf(record, source, refused);
      if (food) yield fromUsda(food, release);
    }
  }
  if (!isOurs) throw noDownload(path, "it holds no foods");
}

/** What is read from a file, or one sentence if that breaks off. */
async function* whole<Item>(path: string, items: AsyncIterable<Item>): AsyncGenerator<Item> {
  try {
    yield* items;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OperatorError(`${path} is damaged: ${reason}`, { cause });
  }
}

/** A record, or why it is none. */
function parse(bytes: Buffer | null): UsdaRecord | string {
  if (bytes === null) return "record that is too long";
  if (!isUtf8(bytes)) return "record that is not UTF-8";
  try {
    return JSON.parse(bytes.toString("utf8")) as UsdaRecord;
  } catch {
    return "record that is no JSON";
  }
}

const noDownload = (path: string, reason: string) =>
  new OperatorError(
    `${path} is JSON, but no download of FoodData Central: ${reason}, where one of ${Object.keys(sets).join(", ")} belongs.`,
  );
