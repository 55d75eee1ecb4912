import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { OperatorError } from "../../errors.js";
import type { FoodKind } from "../Food.js";
import { flagsOf } from "../plausibility.js";
import { type SourceKey, sources } from "../sources.js";
import { columns, copyLine } from "./copyLine.js";
import type { FoodData } from "./FoodData.js";
import { mergeFoods } from "./mergeFoods.js";
import { Refusals } from "./Refusals.js";

export interface LoadOptions {
  /** Whether the foods are all that the release has: then those that it lacks are retired. */
  readonly whole?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Older versions of foods go there. */
  readonly refused?: Refusals;
  /** Told what is being done after the reading. */
  readonly note?: (step: string) => void;
}

export interface LoadCounts {
  readonly read: number;
  readonly added: number;
  readonly updated: number;
  /** Foods of which at most the release has changed. */
  readonly unchanged: number;
  readonly retired: number;
  /** Foods with doubtful figures, by the rule that these break. */
  readonly flagged: Refusals;
}

const chunkCharacters = 65_536;

/**
 * Brings foods of any source into the catalogue; the caller holds the transaction. A food is known again by its source
 * and its key there, and keeps its own id. Everything that is read goes into a staging table first, so that what
 * happens to the catalogue takes a handful of statements, whatever the number of foods. The kinds of food of which others
 * can be found then are added to `changed`.
 */
export async function loadFoods(
  client: PoolClient,
  changed: Set<FoodKind>,
  foods: AsyncIterable<FoodData> | Iterable<FoodData>,
  { whole = false, signal, refused = new Refusals(), note = () => {} }: LoadOptions = {},
): Promise<LoadCounts> {
  // Two million narrow rows are joined in memory, and the wide ones need not be written to disk for it.
  await client.query("set local work_mem = '128MB'");
  // Statistics lag behind what is being written; a nested loop chosen by them takes hours where a hash join takes seconds.
  await client.query("set local enable_nestloop = off");
  await client.query(
    `create temp table staged as select 0 as number, ${columns.join(", ")}, slug from foods with no data`,
  );
  const newest = await newestWholeReleases(client);
  const flagged = new Refusals();
  let read = 0;
  async function* lines(): AsyncGenerator<string> {
    let chunk = "";
    for await (const food of foods) {
      signal?.throwIfAborted();
      refuseOlder(food, newest.get(food.source));
      const flags = flagsOf(food);
      for (const rule of flags) flagged.add(rule, `${food.sourceId} ${food.name}`);
      chunk += copyLine(read++, food, flags);
      if (chunk.length < chunkCharacters) continue;
      yield chunk;
      chunk = "";
    }
    yield chunk;
  }
  const copy = copyFrom(`copy staged (number, ${columns.join(", ")}, slug) from stdin`);
  await pipeline(Readable.from(lines()), client.query(copy));
  const { kinds, ...counts } = read > 0 ? await mergeFoods(client, read, { whole, refused, note }) : nothing;
  await client.query("drop table staged");
  for (const kind of kinds) changed.add(kind);
  return { read, flagged, ...counts };
}

const nothing = { added: 0, updated: 0, unchanged: 0, retired: 0, kinds: [] };

async function newestWholeReleases(client: PoolClient): Promise<Map<SourceKey, string>> {
  const { rows } = await client.query<{ source: SourceKey; release: string }>(
    "select source, whole_release as release from loaded_sources where whole_release is not null",
  );
  return new Map(rows.map(({ source, release }) => [source, release]));
}

/** What was updated since would be undone, and what was added would be retired. */
function refuseOlder({ source, release }: FoodData, newest: string | undefined): void {
  if (newest !== undefined && release < newest) {
    throw new OperatorError(
      `This is release ${release} of ${sources[source].name}; the newer release ${newest} is loaded. Nothing was changed.`,
    );
  }
}
