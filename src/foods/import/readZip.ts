import { pipeline, type Readable, type TransformOptions } from "node:stream";
import { crc32, createInflateRaw, type ZlibOptions } from "node:zlib";
import yauzl from "yauzl";
import { OperatorError } from "../../errors.js";

/** A file in a zip or folder. */
export interface PackedFile {
  /** Its folder and name, with `/` between them. */
  readonly file: string;
  /** Its size, unpacked. */
  readonly bytes: number;
  open(): AsyncIterable<Buffer>;
}

/** The files in a zip that are wanted. They can be read until it is closed. */
export async function openZip(
  path: string,
  isWanted: (file: string) => boolean,
): Promise<{ files: PackedFile[]; close: () => void }> {
  try {
    const zip = await yauzl.openPromise(path, { lazyEntries: true, autoClose: false });
    const files: PackedFile[] = [];
    for await (const entry of zip.eachEntry()) {
      const { fileName: file, uncompressedSize: bytes } = entry;
      if (isWanted(file)) files.push({ file, bytes, open: () => unzip(zip, entry) });
    }
    return { files, close: () => zip.close() };
  } catch (cause) {
    throw new OperatorError(`${path} is not a zip, or only a part of one. Download it again.`, { cause });
  }
}

/** Large, for each piece is handed from thread to thread. The next ones are unzipped while one is read. */
const chunkSize = 262_144;
const unzipping: ZlibOptions & TransformOptions = { chunkSize, readableHighWaterMark: 4 * chunkSize };

/** The contents of a zip entry. yauzl does not check the checksum, so that is ours to do. */
async function* unzip(zip: yauzl.ZipFile, entry: yauzl.Entry): AsyncGenerator<Buffer> {
  let sum = 0;
  let bytes = 0;
  for await (const chunk of await openEntry(zip, entry)) {
    sum = crc32(chunk, sum);
    bytes += chunk.length;
    if (bytes > entry.uncompressedSize) break;
    yield chunk;
  }
  if (sum !== entry.crc32) throw new Error("its checksum is wrong. Download the zip again.");
}

/** yauzl would inflate in pieces of 16 kB, which takes as long as reading what is in them. */
async function openEntry(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Readable> {
  const isDeflated = entry.compressionMethod === 8 && !entry.isEncrypted();
  if (!isDeflated) return zip.openReadStreamPromise(entry);
  const packed = await zip.openReadStreamPromise(entry, { decodeFileData: false });
  // What fails is thrown where the chunks are read.
  return pipeline(packed, createInflateRaw(unzipping), () => {});
}
