import { setTimeout as delay } from "node:timers/promises";
import { Client, type Pool } from "pg";
import type { Logger } from "pino";

/** What answers about foods depend on besides the question. */
export interface Changes {
  /** Names the catalogue as it is now; null as long as that is not certain. */
  release(): string | null;
  /** Calls when the own foods or the habits of a user have changed. */
  onUser(listener: (userId: number) => void): void;
  finish(): Promise<void>;
}

/** How often the database is asked nevertheless: a notification can be lost, and a dead connection looks like a silent one. */
const askEveryMs = 1000;
/** How long what it said last counts. */
const lifeMs = 3000;

/**
 * Listens to the database, on a connection of its own, and asks it again and again. Where it cannot be reached nothing
 * is certain, until another connection tells.
 */
export function watchChanges(pool: Pool, log: Logger): Changes {
  const listeners: ((userId: number) => void)[] = [];
  const ending = new AbortController();
  let release: string | null = null;
  let saidAt = 0;

  function hear(payload: string): void {
    const [what, id] = payload.split(" ");
    if (what === "catalogue") release = id!;
    if (what === "user") for (const listener of listeners) listener(Number(id));
  }

  async function ask(client: Client): Promise<void> {
    const askedAt = Date.now();
    const before = release;
    const { rows } = await client.query("select id from catalogue_release");
    // A change that it was told of meanwhile is newer than what the statement saw.
    if (release === before) release = rows[0].id;
    saidAt = askedAt;
  }

  /** Until the connection breaks, or stops to answer. */
  async function listen(): Promise<never> {
    const client = new Client({
      ...pool.options,
      // The pool hides it from whoever lists its options.
      password: pool.options.password,
      application_name: "larder-changes",
      query_timeout: lifeMs,
    });
    // What it would have told is missing from now on.
    const lost = () => {
      saidAt = 0;
    };
    client.on("error", lost).on("end", lost);
    try {
      await client.connect();
      client.on("notification", ({ payload }) => hear(payload!));
      await client.query("listen larder");
      for (;;) {
        await ask(client);
        await delay(askEveryMs, null, { ref: false, signal: ending.signal });
      }
    } finally {
      saidAt = 0;
      // A connection that is dead without a word would let us wait for good.
      await Promise.race([client.end().catch(() => {}), delay(askEveryMs, null, { ref: false })]);
    }
  }

  async function watch(): Promise<void> {
    for (;;) {
      await listen().catch((error) => {
        if (!ending.signal.aborted) log.warn({ err: error }, "nothing is heard of changes in the database");
      });
      if (ending.signal.aborted) return;
      await delay(askEveryMs, null, { ref: false, signal: ending.signal }).catch(() => {});
    }
  }
  const watching = watch();

  return {
    release: () => (Date.now() - saidAt < lifeMs ? release : null),
    onUser: (listener) => void listeners.push(listener),
    async finish() {
      ending.abort();
      await watching;
    },
  };
}
