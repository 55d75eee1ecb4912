import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { OperatorError } from "../../errors.js";
import type { Reading } from "./Download.js";
import { readCsv } from "./readCsv.js";
import { openZip, type PackedFile } from "./readZip.js";

/** Columns by names that earlier releases gave them. */
const earlierSpellings: Record<string, string> = { wweia_food_category_code: "wweia_food_category" };

type Unmarked<Column extends string> = Column extends `${infer Name}?` ? Name : Column;
const unmarked = (column: string) => column.replace(/\?$/, "");

/** A zip or folder of CSV tables. Knows formats, no meaning. */
export class Archive {
  private readonly tables: Map<string, PackedFile>;
  /** What a download of another year has and this one lacks, as far as it was asked for. */
  readonly missing: string[] = [];
  private reading: { table: string; bytes: number; of: number } | null = null;

  constructor(
    /** As the operator named it. */
    readonly path: string,
    /** Name of the folder that holds the tables, often the name of the release. */
    readonly folder: string,
    tables: readonly PackedFile[],
    readonly close: () => void,
  ) {
    this.tables = new Map(tables.map((table) => [basename(table.file, ".csv"), table]));
  }

  has(table: string): boolean {
    return this.tables.has(table);
  }

  /** What is being read at this moment, for people who wait; null between tables. */
  get progress(): string | null {
    if (!this.reading) return null;
    const { table, bytes, of } = this.reading;
    return `${table}.csv, ${Math.floor((100 * bytes) / of)} %`;
  }

  /** Bytes of all these tables, unpacked. */
  bytesOf(tables: readonly string[]): number {
    return tables.reduce((sum, table) => sum + (this.tables.get(table)?.bytes ?? 0), 0);
  }

  /**
   * Calls `each` with the records of a table, none if the archive lacks it. A column named "…?" is empty where the
   * table does not have it; the archive notes that in `missing`. A record whose columns are all plain figures goes to
   * `eachOfFigures`, if there is one, in the order of `columns`.
   */
  async read<Column extends string>(
    table: string,
    columns: readonly Column[],
    { refused, signal }: Reading,
    each: (record: Record<Unmarked<Column>, string>) => void,
    eachOfFigures?: (figures: Float64Array) => void,
  ): Promise<void> {
    const source = this.tables.get(table);
    if (!source) return;
    const empty: Record<string, string> = {};
    const pick = (names: readonly string[]) => {
      const header = names.map((name) => earlierSpellings[name] ?? name);
      const lacking = columns.filter((column) => !header.includes(unmarked(column)));
      const needed = lacking.filter((column) => !column.endsWith("?"));
      if (needed.length > 0) {
        throw new OperatorError(
          `${table}.csv in ${this.path} lacks the column ${needed.join(" and ")}; it has ${header.slice(0, 20).join(", ")}.`,
        );
      }
      for (const column of lacking.map(unmarked)) {
        empty[column] = "";
        this.missing.push(`${column} in ${table}.csv`);
      }
      const wanted = new Set<string>(columns.map(unmarked));
      return header.map((name) => wanted.has(name) && name);
    };
    try {
      await readCsv(this.count(table, source, signal), {
        pick,
        figures: eachOfFigures && { columns, each: eachOfFigures },
        record: (record) => each(Object.assign(record, empty) as Record<Unmarked<Column>, string>),
        nul: (number) => refused.add("record with a NUL byte", `record ${number} of ${table}.csv`),
      });
    } catch (cause) {
      if (cause instanceof OperatorError) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new OperatorError(`${table}.csv in ${this.path} is damaged: ${reason}`, { cause });
    }
  }

  private async *count(table: string, source: PackedFile, signal?: AbortSignal): AsyncGenerator<Buffer> {
    const reading = { table, bytes: 0, of: source.bytes };
    this.reading = reading;
    for await (const chunk of source.open()) {
      signal?.throwIfAborted();
      reading.bytes += chunk.length;
      yield chunk;
    }
    this.reading = null;
  }
}

/** Opens a zip or folder whose tables lie at its top or in one folder below; `needed` is the table it must have. */
export async function openArchive(path: string, needed: string): Promise<Archive> {
  const isFolder = await isFolderAt(path);
  const { files: tables, close } = isFolder ? await filesOfFolder(path) : await openZip(path, isTable);
  const folders = tables
    .filter(({ file }) => basename(file) === `${needed}.csv`)
    .map(({ file }) => dirname(file));
  const [folder] = folders;
  if (folder === undefined || folders.length > 1) {
    close();
    throw new OperatorError(
      folder === undefined
        ? `${path} holds no ${needed}.csv, so it is not a CSV download of FoodData Central.`
        : `${path} holds several downloads (${folders.join(", ")}). Name them one by one.`,
    );
  }
  const name = basename(folder === "." ? path : folder);
  return new Archive(
    path,
    name,
    tables.filter(({ file }) => dirname(file) === folder),
    close,
  );
}

async function isFolderAt(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw new OperatorError(`There is no zip or folder at ${path}.`, { cause });
  }
}

async function filesOfFolder(path: string): Promise<{ files: PackedFile[]; close: () => void }> {
  const inside = await readdir(path, { withFileTypes: true });
  const below = inside.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const names = await Promise.all(
    below.map(async (folder) => (await readdir(join(path, folder))).map((name) => join(folder, name))),
  );
  const files = [...inside.filter((entry) => entry.isFile()).map(({ name }) => name), ...names.flat()];
  const tables = files.filter(isTable).map(async (file) => ({
    file: file.replaceAll(sep, "/"),
    bytes: (await stat(join(path, file))).size,
    open: () => createReadStream(join(path, file)) as AsyncIterable<Buffer>,
  }));
  return { files: await Promise.all(tables), close: () => {} };
}

const isTable = (file: string) =>
  file.endsWith(".csv") && file.split(/[/\\]/).length <= 2 && !file.startsWith("__MACOSX");
