import { once } from "node:events";
import type { PoolClient } from "pg";
import { type CopyStreamQuery, from as copyFrom } from "pg-copy-streams";

/** So many characters are handed to the database at once, and so many wait for a statement that is not running. */
const chunk = 65_536;
const worthChanging = 1_000_000;

/**
 * Runs several `COPY … FROM STDIN` over one connection, which can run one at a time: the lines of the others wait until
 * it is worth to change over.
 */
export class Copying {
  private readonly waiting = new Map<string, string>();
  private running: { readonly statement: string; readonly stream: CopyStreamQuery } | null = null;
  private failure: unknown = null;

  constructor(private readonly client: PoolClient) {}

  /** Returns nothing as long as more can be added at once. */
  add(statement: string, line: string): Promise<void> | undefined {
    const lines = (this.waiting.get(statement) ?? "") + line;
    this.waiting.set(statement, lines);
    const most = this.running?.statement === statement ? chunk : worthChanging;
    return lines.length < most ? undefined : this.write(statement);
  }

  /** Copies what still waits. The connection is free then. */
  async end(): Promise<void> {
    const { running } = this;
    const isRunning = (statement: string) => statement === running?.statement;
    const statements = [...this.waiting.keys()].sort((a, b) => Number(isRunning(b)) - Number(isRunning(a)));
    for (const statement of statements) await this.write(statement);
    await this.finish();
  }

  /** Makes the database give up what runs. */
  abandon(reason: Error): void {
    if (this.failure === null) this.running?.stream.destroy(reason);
  }

  private async write(statement: string): Promise<void> {
    if (this.running?.statement !== statement) await this.begin(statement);
    if (this.failure !== null) throw this.failure;
    const { stream } = this.running!;
    const lines = this.waiting.get(statement)!;
    this.waiting.delete(statement);
    if (!stream.write(lines)) await once(stream, "drain");
  }

  private async begin(statement: string): Promise<void> {
    await this.finish();
    const stream = this.client.query(copyFrom(statement));
    stream.on("error", (error) => {
      this.failure ??= error;
    });
    this.running = { statement, stream };
  }

  private async finish(): Promise<void> {
    if (this.failure !== null) throw this.failure;
    if (!this.running) return;
    const { stream } = this.running;
    this.running = null;
    await once(stream.end(), "finish");
  }
}
