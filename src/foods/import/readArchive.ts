import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { pipeline } from "node:stream";
import { parse } from "csv-parse";
import { OperatorError } from "../../errors.js";
import { openZip, type PackedFile } from "./readZip.js";

/** A quote that is never closed would otherwise take the rest of a file into memory as one field. */
const longestRecord = 1_000_000;

/** A zip or folder of CSV tables. Knows formats, no meaning. */
export class Archive {
  private readonly tables: Map<string, PackedFile>;
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

  /** The records of a table with just these columns; none if the archive lacks the table. */
  async *read<Column extends string>(
    table: string,
    columns: readonly Column[],
  ): AsyncGenerator<Record<Column, string>> {
    const source = this.tables.get(table);
    if (!source) return;
    const wanted = new Set<string>(columns);
    const pick = (header: string[]) => {
      const missing = columns.filter((column) => !header.includes(column));
      if (missing.length > 0) {
        throw new OperatorError(
          `${table}.csv in ${this.path} lacks the column ${missing.join(" and ")}; it has ${header.slice(0, 20).join(", ")}.`,
        );
      }
      return header.map((name) => wanted.has(name) && name);
    };
    const parser = parse({
      bom: true,
      columns: pick,
      skip_empty_lines: true,
      max_record_size: longestRecord,
    });
    try {
      // The parser passes every failure on to whoever reads it, so the callback has nothing to add.
      yield* pipeline(this.count(table, source), parser, () => {});
    } catch (cause) {
      if (cause instanceof OperatorError) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new OperatorError(`${table}.csv in ${this.path} is damaged: ${reason}`, { cause });
    }
  }

  private async *count(table: string, source: PackedFile): AsyncGenerator<Buffer> {
    const reading = { table, bytes: 0, of: source.bytes };
    this.reading = reading;
    for await (const chunk of source.open()) {
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
