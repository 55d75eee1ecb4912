import type { PoolClient } from "pg";
import type { Statements } from "../../context.js";
import { BadInput } from "../../errors.js";
import { FoodKind } from "../Food.js";
import { containers } from "./searchWeights.js";
import { plainWords } from "./words.js";

export interface Suggestion {
  readonly text: string;
  readonly kind: FoodKind;
}

const longestPrefix = 100;
/** Rarer words of products are mostly misspelt or made up. */
const fewestFoods = 3;
const batchSize = 10_000;

/**
 * What people may go on to type after these letters: foods first, then the words and brands of products, each by how
 * many foods it stands for.
 */
export async function suggestFoods(pool: Statements, prefix: string, first: number): Promise<Suggestion[]> {
  if (prefix.length > longestPrefix)
    throw new BadInput(`prefix has ${prefix.length} characters; at most ${longestPrefix} are allowed.`);
  const whole = keyOf(prefix);
  // The last word may go on: with a letter behind it, no plural is seen in it.
  const begun = keyOf(`${prefix}x`).slice(0, -1);
  const head = Math.min(3, whole.length, begun.length);
  if (head === 0) return [];
  const { rows } = await pool.query<Suggestion>({
    name: `food-suggestions-${head}`,
    text: `select text, case when is_plain then 'GENERIC' else 'BRANDED' end as kind from food_suggestions
      where left(key, ${head}) = $1 and (starts_with(key, $2) or starts_with(key, $3))
      order by is_plain desc, foods desc, key limit $4`,
    values: [begun.slice(0, head), begun, whole, first],
  });
  return rows;
}

const keyOf = (text: string) => plainWords(text).join(" ");

interface Phrase {
  readonly text: string;
  readonly isPlain: boolean;
  foods: number;
}

/** Writes all suggestions anew, from the names of plain foods, the vocabulary and the brands. */
export async function indexSuggestions(client: PoolClient): Promise<void> {
  const phrases = new Map<string, Phrase>();
  const note = (text: string, foods: number, isPlain: boolean) => {
    const key = keyOf(text);
    const known = phrases.get(key);
    if (known) known.foods += known.isPlain && !isPlain ? 0 : foods;
    else if (key !== "") phrases.set(key, { text, isPlain, foods });
  };
  const { rows: plain } = await client.query<{ name: string }>(
    `select name from foods where kind = 'GENERIC' and owner_id is null and retired_at is null order by id`,
  );
  for (const { name } of plain) for (const text of phrasesOf(name)) note(text, 1, true);
  const { rows: rest } = await client.query<{ text: string; foods: number }>(
    `select word as text, foods from food_words where foods >= $1
     union all select min(name), sum(foods)::int from facets where field = 'brand' group by key`,
    [fewestFoods],
  );
  for (const { text, foods } of rest) note(text, foods, false);
  await client.query("delete from food_suggestions");
  const all = [...phrases].map(([key, { text, isPlain, foods }]) => ({
    key,
    text,
    is_plain: isPlain,
    foods,
  }));
  for (let at = 0; at < all.length; at += batchSize) {
    await client.query(
      "insert into food_suggestions select * from jsonb_populate_recordset(null::food_suggestions, $1)",
      [JSON.stringify(all.slice(at, at + batchSize))],
    );
  }
}

/** "Cheese, cheddar, sharp" is asked for as cheese and as cheddar cheese, "Nuts, almonds" as almonds. */
function phrasesOf(name: string): string[] {
  const parts = name
    .replace(/\([^)]*\)?/g, "")
    .toLowerCase()
    .split(/[,;]/)
    .map((part) => part.trim());
  const isGroup = parts.length > 1 && plainWords(parts[0]!).every((word) => containers.has(word));
  const [food, variant] = isGroup ? parts.slice(1) : parts;
  const isShort =
    variant && /^[a-z-]+( [a-z-]+)?$/.test(variant) && !/\b(or|with|and|nfs|ns)\b/.test(variant);
  return [food!, ...(isShort ? [`${variant} ${food}`] : [])];
}
