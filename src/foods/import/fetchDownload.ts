import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { setTimeout as wait } from "node:timers/promises";
import { OperatorError } from "../../errors.js";
import { ResumableFile } from "./ResumableFile.js";
import { openZip } from "./readZip.js";

export interface Fetching {
  /** Where downloads are kept, for the next time and to go on where one broke off. */
  readonly folder: string;
  readonly say: (line: string) => void;
  /** Bytes here, and of how many; null where the server does not say. */
  readonly onProgress: (received: number, total: number | null) => void;
}

/** A connection that broke is taken up again so often without a byte coming. */
const mostIdleTries = 3;
const pauseMs = 500;
const agent = "Larder (food catalogue import)";

/**
 * Fetches a file and returns its path. What an earlier run left is gone on with, if the server still has the same file;
 * a file that is here whole is asked for only if it has changed. Nothing is used before it is whole and checked.
 */
export async function fetchDownload(url: string, fetching: Fetching): Promise<string> {
  const { folder, say } = fetching;
  await mkdir(folder, { recursive: true });
  const file = new ResumableFile(join(folder, basename(new URL(url).pathname)));
  for (let idle = 0; ; ) {
    const before = await file.partSize();
    const answer = await get(url, await file.conditions());
    if (answer.status === 304) {
      await answer.body?.cancel();
      say(`${file.path} is the newest already.`);
      return file.path;
    }
    if (answer.status === 416) {
      await file.discardPart();
      continue;
    }
    if (!answer.ok) throw new OperatorError(`${url} answers with ${answer.status} ${answer.statusText}.`);
    if (/^text\/html/.test(answer.headers.get("content-type") ?? ""))
      throw new OperatorError(`${url} is a web page, not a download. Is there a proxy that wants a sign-in?`);
    const problem = await receive(answer, file, fetching);
    if (problem === null) {
      await finish(url, answer, file, say);
      return file.path;
    }
    idle = (await file.partSize()) > before ? 0 : idle + 1;
    if (idle === mostIdleTries) {
      throw new OperatorError(
        `The connection to ${new URL(url).host} broke (${problem}). Run the same command again: it goes on from there.`,
      );
    }
    await wait(pauseMs);
  }
}

/** A page of text; empty where there is none. */
export const getText = (url: string): Promise<string> =>
  reach(url, async () => {
    const page = await fetch(url, { headers: { "user-agent": agent } });
    return page.ok ? await page.text() : "";
  });

function get(url: string, headers: Record<string, string>): Promise<Response> {
  const always = { "user-agent": agent, "accept-encoding": "identity" };
  return reach(url, () => fetch(url, { headers: { ...always, ...headers } }));
}

/** Says in one sentence that there is no way to an address. A connection that the other side gave up is made anew. */
async function reach<T>(url: string, request: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      const reason = reasonOf(error);
      if (tries === mostIdleTries || !/ECONNRESET|UND_ERR_SOCKET/.test(reason)) {
        throw new OperatorError(
          `There is no way to ${new URL(url).host} from here (${reason}). Fetch ${url} elsewhere, and import the file that you have.`,
          { cause: error },
        );
      }
    }
    await wait(pauseMs);
  }
}

/** Writes an answer behind what is here already; why it broke off, or null when it is all here. */
async function receive(
  answer: Response,
  file: ResumableFile,
  { onProgress }: Fetching,
): Promise<string | null> {
  const have = await file.partSize();
  const [, from, all] = /^bytes (\d+)-\d+\/(\d+)$/.exec(answer.headers.get("content-range") ?? "") ?? [];
  const goesOn = answer.status === 206 && Number(from) === have;
  if (answer.status === 206 && !goesOn) {
    await answer.body?.cancel();
    await file.discardPart();
    return "the server sent another part than was asked for";
  }
  const length = Number(answer.headers.get("content-length")) || null;
  const total = goesOn ? Number(all) : length;
  let received = goesOn ? have : 0;
  await file.notePart(answer.headers);
  try {
    await pipeline(
      Readable.fromWeb(answer.body as ReadableStream),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          received += chunk.length;
          onProgress(received, total);
          yield chunk;
        }
      },
      createWriteStream(file.part, { flags: goesOn ? "a" : "w" }),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOSPC")
      throw new OperatorError(`There is no room left for ${file.part}.`, { cause: error });
    return reasonOf(error as Error);
  }
  return total === null || received === total ? null : `${received} of ${total} bytes came`;
}

async function finish(
  url: string,
  answer: Response,
  file: ResumableFile,
  say: (line: string) => void,
): Promise<void> {
  const expected = /sha-256=:([A-Za-z0-9+/=]+):/.exec(answer.headers.get("repr-digest") ?? "")?.[1];
  const isDamaged = expected ? (await sha256Of(file.part)) !== expected : !(await isWhole(file.part));
  if (isDamaged) {
    await file.discardPart();
    throw new OperatorError(`${url} came damaged, and was thrown away. Run the same command again.`);
  }
  say(
    expected
      ? `${basename(file.path)} has the checksum that its server states.`
      : `No checksum is published for ${basename(file.path)}; the one inside it is checked while it is read.`,
  );
  await file.keep(answer.headers);
}

/** A zip has its contents at its end; a gzip shows only when it is read whether it is whole. */
async function isWhole(path: string): Promise<boolean> {
  const file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
  await file.close();
  if (buffer[0] === 0x1f && buffer[1] === 0x8b) return true;
  try {
    (await openZip(path, () => true)).close();
    return true;
  } catch (error) {
    if (error instanceof OperatorError) return false;
    throw error;
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("base64");
}

function reasonOf(error: Error): string {
  const { cause } = error;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return code ?? (cause instanceof Error ? cause.message : error.message);
}
