import { Client } from "pg";

type Query = (...given: unknown[]) => unknown;

/** Server processes whose statement under way Kysely has given up. */
const givenUp = new Set<number>();

/**
 * Kysely (0.29) ends the statement of a request that is over with a client of its own, and writes to the console
 * whatever comes of it: that the statement was ended, or, where it has ended by itself while the client connected, an
 * error of Kysely's own. It is no news that a request is over, so neither may happen with this client of the pool.
 */
export class QuietClient extends Client {
  declare private readonly processID: number;

  override connect(callback: (error: Error) => void): void;
  override connect(): Promise<this>;
  override connect(callback?: (error: Error) => void): Promise<this> | undefined {
    // The pool takes a callback; whoever awaits is Kysely.
    if (!callback) {
      this.query = ((cancel: string) => this.giveUp(cancel)) as Client["query"];
      return Promise.resolve(this);
    }
    super.connect(callback);
    return undefined;
  }

  /** Connects no sooner than now: Kysely has just seen that the statement is still under way. */
  private async giveUp(cancel: string): Promise<unknown> {
    givenUp.add(Number(/\d+/.exec(cancel)?.[0]));
    await super.connect();
    return super.query(cancel);
  }

  /** A statement that was given up has no answer, and nobody waits for one. */
  override query: Client["query"] = ((...given: unknown[]) => {
    const settled = () => givenUp.delete(this.processID);
    const answer = (super.query as Query).apply(this, given);
    if (!(answer instanceof Promise)) return answer;
    return answer.then(
      (result) => {
        settled();
        return result;
      },
      (error) => {
        if (settled()) return { command: "", rowCount: 0, rows: [] };
        throw error;
      },
    );
  }) as Client["query"];
}
