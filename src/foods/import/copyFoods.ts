import { setImmediate as turn } from "node:timers/promises";
import type { PoolClient } from "pg";
import type { FoodKind } from "../Food.js";
import { flagsOf } from "../plausibility.js";
import { slugOf } from "../slug.js";
import { type SourceKey, sources } from "../sources.js";
import { Copying } from "./Copying.js";
import { columns, copyLine } from "./copyLine.js";
import type { FoodData } from "./FoodData.js";
import { NewSlugs } from "./NewSlugs.js";
import { Refusals } from "./Refusals.js";
import { Seen } from "./Seen.js";

/** Foods that come from memory would let nothing else happen, not even Ctrl-C, until the last of them. */
const foodsPerTurn = 500;

const list = columns.join(", ");
const intoFoods = `copy foods (${list}, slug) from stdin`;
const intoStaged = `copy staged (${list}, slug, number, is_again) from stdin`;

export class Copied {
  read = 0;
  /** How many of them are in the catalogue already, and of which kinds. */
  straight = 0;
  readonly kinds = new Set<FoodKind>();
  /** The latest release that was read of each source. */
  readonly releases = new Map<SourceKey, string>();
  /** Foods with doubtful figures, by the rule that these break. */
  readonly flagged = new Refusals();
}

/**
 * Copies foods to where they can be compared with the catalogue, the table `staged`; those of a source of which it has
 * none straight into the catalogue, for there is nothing to compare them with. Another version of one of these is
 * staged, marked as `is_again`.
 */
export async function copyFoods(
  client: PoolClient,
  foods: AsyncIterable<FoodData> | Iterable<FoodData>,
  check: (food: FoodData) => void,
): Promise<Copied> {
  await client.query(
    `create temp table staged as select ${list}, slug, 0 as number, false as is_again from foods with no data`,
  );
  const known = await knownSources(client);
  const keys = new Seen();
  const copying = new Copying(client);
  const copied = new Copied();
  let slugs: NewSlugs | null = null;
  try {
    for await (const food of foods) {
      check(food);
      const flags = flagsOf(food);
      for (const rule of flags) copied.flagged.add(rule, `${food.sourceId} ${food.name}`);
      note(food, copied);
      const isKnown = known.has(food.source);
      let full: Promise<void> | undefined;
      if (isKnown || !keys.add(`${food.source} ${food.sourceKey}`)) {
        full = copying.add(
          intoStaged,
          `${copyLine(food, flags)}\t${slugOf(food.name)}\t${copied.read}\t${!isKnown}\n`,
        );
      } else {
        if (!slugs) {
          await copying.end();
          slugs = await NewSlugs.beside(client);
        }
        copied.straight += 1;
        copied.kinds.add(food.kind);
        full = copying.add(intoFoods, `${copyLine(food, flags)}\t${slugs.give(food)}\n`);
      }
      if (full) await full;
      if (copied.read % foodsPerTurn === 0) await turn();
    }
    await copying.end();
  } catch (error) {
    copying.abandon(error as Error);
    throw error;
  }
  return copied;
}

function note({ source, release }: FoodData, copied: Copied): void {
  copied.read += 1;
  const latest = copied.releases.get(source);
  if (latest === undefined || release > latest) copied.releases.set(source, release);
}

/** Sources of which the catalogue has foods, retired ones included. */
async function knownSources(client: PoolClient): Promise<Set<SourceKey>> {
  const { rows } = await client.query<{ source: SourceKey }>(
    `select source from unnest($1::text[]) as source
      where exists (select from foods where foods.source = source.source)`,
    [Object.keys(sources)],
  );
  return new Set(rows.map(({ source }) => source));
}
