import { randomUUID } from "node:crypto";
import { closeSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OperatorError } from "../errors.js";

/** Read at once, with the objects made of it some five times that. */
const bucketBytes = 8_000_000;
/** Of each bucket a block is open: many buckets have small ones, so that all together take no more than this. */
const openBytes = 8_000_000;
const largestBlock = 65_536;
/** Kind, key and two numbers of eight bytes. */
const numbersBytes = 21;
/** Kind, key and the length of the text that follows. */
const rowHeadBytes = 9;
/** What a character of a text takes at most: one of the others, which take four, counts as two. */
const characterBytes = 3;
const numbersKind = 255;

interface Block {
  readonly at: number;
  readonly length: number;
}

interface OpenBlock {
  readonly bytes: Buffer;
  readonly view: DataView;
  used: number;
}

/** Takes what a bucket holds, in the order in which it was put there. */
export interface BucketReader {
  numbers(key: number, first: number, second: number): void;
  row(kind: number, key: number, row: unknown): void;
}

/**
 * Rows of several tables, brought together by a number that they share (a grace hash join): they are put aside on disk
 * in as many buckets as it takes for each to fit into memory, and then read bucket by bucket.
 */
export class Buckets {
  /** Made when the first block is full: few rows need none. */
  private file: number | null = null;
  private readonly open: OpenBlock[];
  private readonly blocks: Block[][];
  private block = Buffer.allocUnsafe(largestBlock);
  private end = 0;

  /** `bytes` is about what will be put into them. */
  constructor(bytes: number) {
    const count = Math.max(1, Math.ceil(bytes / bucketBytes));
    const blockBytes = Math.min(largestBlock, Math.ceil(openBytes / count));
    this.open = Array.from({ length: count }, () => openBlock(blockBytes));
    this.blocks = Array.from({ length: count }, () => []);
  }

  get count(): number {
    return this.blocks.length;
  }

  addNumbers(key: number, first: number, second: number): void {
    const open = this.room(key, numbersBytes);
    const at = open.used;
    open.view.setUint8(at, numbersKind);
    open.view.setUint32(at + 1, key, true);
    open.view.setFloat64(at + 5, first, true);
    open.view.setFloat64(at + 13, second, true);
    open.used += numbersBytes;
  }

  /** Anything that JSON can hold. */
  addRow(kind: number, key: number, row: unknown): void {
    const text = JSON.stringify(row);
    const open = this.room(key, rowHeadBytes + characterBytes * text.length);
    const at = open.used;
    const length = open.bytes.write(text, at + rowHeadBytes);
    open.view.setUint8(at, kind);
    open.view.setUint32(at + 1, key, true);
    open.view.setUint32(at + 5, length, true);
    open.used += rowHeadBytes + length;
  }

  read(bucket: number, reader: BucketReader): void {
    for (const { at, length } of this.blocks[bucket]!) {
      // One for all blocks: nobody keeps what is in it.
      if (length > this.block.length) this.block = Buffer.allocUnsafe(length);
      const bytes = this.block.subarray(0, length);
      readSync(this.file!, bytes, 0, length, at);
      readBlock(bytes, reader);
    }
    const { bytes, used } = this.open[bucket]!;
    readBlock(bytes.subarray(0, used), reader);
  }

  close(): void {
    if (this.file !== null) closeSync(this.file);
  }

  /** The open block of a key, with so much room in it. */
  private room(key: number, bytes: number): OpenBlock {
    const bucket = key % this.open.length;
    const open = this.open[bucket]!;
    if (open.used + bytes <= open.bytes.length) return open;
    this.flush(bucket);
    if (bytes > open.bytes.length) this.open[bucket] = openBlock(bytes);
    return this.open[bucket]!;
  }

  private flush(bucket: number): void {
    const open = this.open[bucket]!;
    this.blocks[bucket]!.push({ at: this.end, length: open.used });
    this.file ??= openNameless();
    try {
      writeSync(this.file, open.bytes, 0, open.used, this.end);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "ENOSPC") throw cause;
      throw new OperatorError(
        `There is no room left in ${tmpdir()}, where an import puts rows aside. Make room, or set TMPDIR to a larger folder.`,
        { cause },
      );
    }
    this.end += open.used;
    open.used = 0;
  }
}

function openNameless(): number {
  const path = join(tmpdir(), `larder-import-${randomUUID()}`);
  const file = openSync(path, "wx+", 0o600);
  // It is ours until it is closed; without a name nothing is left of it, however this process ends.
  unlinkSync(path);
  return file;
}

function openBlock(length: number): OpenBlock {
  const bytes = Buffer.allocUnsafe(length);
  return { bytes, view: viewOf(bytes), used: 0 };
}

/** Reads and writes numbers several times as fast as the methods of Buffer. */
const viewOf = (bytes: Buffer) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

function readBlock(bytes: Buffer, reader: BucketReader): void {
  const view = viewOf(bytes);
  for (let at = 0; at < bytes.length; ) {
    const kind = view.getUint8(at);
    const key = view.getUint32(at + 1, true);
    if (kind === numbersKind) {
      reader.numbers(key, view.getFloat64(at + 5, true), view.getFloat64(at + 13, true));
      at += numbersBytes;
    } else {
      const end = at + rowHeadBytes + view.getUint32(at + 5, true);
      reader.row(kind, key, JSON.parse(bytes.toString("utf8", at + rowHeadBytes, end)));
      at = end;
    }
  }
}
