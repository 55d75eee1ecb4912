import type { Logger } from "pino";

export interface Batches<T> {
  /** Never waits: the entry is written a little later, with others. */
  add(entry: T): void;
  /** Writes what is still waiting. */
  finish(): Promise<void>;
}

interface Wanted<T> {
  /** What is written, for the log: "the history". */
  readonly name: string;
  readonly write: (entries: readonly T[]) => Promise<unknown>;
  readonly log: Logger;
  /** While the database is away, entries beyond so many are lost. */
  readonly most: number;
}

/** What a crash can lose. */
const flushMs = 500;
/** So many wait for no more, and so many at most go together. */
const together = 1000;

/** Keeps entries in memory for half a second, or until there are enough, and writes them together. */
export function createBatches<T>({ name, write, log, most }: Wanted<T>): Batches<T> {
  let waiting: T[] = [];
  let lost = 0;
  let isFailing = false;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;

  async function writeSome(): Promise<void> {
    const entries = waiting.splice(0, together);
    try {
      await write(entries);
    } catch (error) {
      // The error itself may quote a row, and so what somebody asked for.
      log.error(
        { code: (error as { code?: string }).code, entries: entries.length },
        `${name} cannot be written`,
      );
      const kept = entries.slice(0, most - waiting.length);
      lost += entries.length - kept.length;
      waiting = [...kept, ...waiting];
      isFailing = true;
      return;
    }
    isFailing = false;
    if (lost > 0) log.warn({ entries: lost }, `entries are missing from ${name}`);
    lost = 0;
  }

  /** One at a time: a slow database must not be given more of them. */
  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing ??= writeSome().finally(() => {
      writing = undefined;
      if (waiting.length > 0) wait();
    });
    return writing;
  }

  function wait(): void {
    if (writing) return;
    if (waiting.length >= together && !isFailing) flush();
    else timer ??= setTimeout(flush, flushMs).unref();
  }

  return {
    add(entry) {
      if (waiting.length >= most) lost += 1;
      else waiting.push(entry);
      wait();
    },
    async finish() {
      await writing;
      while (waiting.length > 0) {
        await flush();
        if (isFailing) break;
      }
      clearTimeout(timer);
    },
  };
}
