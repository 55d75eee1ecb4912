import type { PoolClient } from "pg";
import { OperatorError } from "../../errors.js";
import type { FoodKind } from "../Food.js";
import { type SourceKey, sources } from "../sources.js";
import { copyFoods } from "./copyFoods.js";
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

/**
 * Brings foods of any source into the catalogue; the caller holds the transaction. A food is known again by its source
 * and its key there, and keeps its own id. What may be in the catalogue already goes into a staging table first, so that
 * what happens to the catalogue takes a handful of statements, whatever the number of foods. The kinds of food of which
 * others can be found then are added to `changed`.
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
  const newest = await newestWholeReleases(client);
  const copied = await copyFoods(client, foods, (food) => {
    signal?.throwIfAborted();
    refuseOlder(food, newest.get(food.source));
  });
  const { read, straight, flagged, releases } = copied;
  const merged = read > straight ? await mergeFoods(client, copied, { whole, refused, note }) : null;
  await client.query("drop table staged");
  for (const kind of [...copied.kinds, ...(merged?.kinds ?? [])]) changed.add(kind);
  const { foods: staged = 0, written = 0, added = 0, updated = 0, retired = 0 } = merged ?? {};
  const hasChanged = straight + written + retired > 0;
  if (hasChanged || (whole && read > 0))
    await client.query(noteWhatIsLoaded, [[...releases.keys()], [...releases.values()], whole, hasChanged]);
  return {
    read,
    added: straight + added,
    updated,
    unchanged: staged - added - updated,
    retired,
    flagged,
  };
}

/** What the `sources` query answers with, but for the number of foods, which is counted with the facets. */
const noteWhatIsLoaded = `
  insert into loaded_sources (source, release, foods, imported_at, whole_release)
    select source, release, 0, now(), case when $3 then release end
    from unnest($1::text[], $2::text[]) as read (source, release)
  on conflict (source) do update set (release, imported_at, whole_release) =
    (greatest(loaded_sources.release, excluded.release),
      case when $4 then now() else loaded_sources.imported_at end,
      coalesce(excluded.whole_release, loaded_sources.whole_release))`;

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
