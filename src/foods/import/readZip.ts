import { crc32 } from "node:zlib";
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

/** The contents of a zip entry. yauzl checks its length only, so the checksum is ours to check. */
async function* unzip(zip: yauzl.ZipFile, entry: yauzl.Entry): AsyncGenerator<Buffer> {
  let sum = 0;
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (sum !== entry.crc32) throw new Error("its checksum is wrong. Download the zip again.");
}
