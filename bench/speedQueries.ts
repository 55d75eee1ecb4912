import type { Pool } from "pg";

export interface QueryClass {
  readonly name: string;
  readonly queries: readonly string[];
  /** Whether plain full text search can answer them at all. */
  readonly inFullText: boolean;
  /** Whether suggestions are asked for, too. */
  readonly isWhileTyping?: boolean;
}

const perClass = 200;

/** Queries as people type them, drawn by lot from the words and foods of the catalogue; the same at each run with the same seed. */
export async function queriesOf(pool: Pool, seed: number): Promise<QueryClass[]> {
  const lot = lots(seed);
  const words = await column(
    pool,
    "select word as value from food_words where length(word) > 2 order by foods desc, word",
  );
  const names = await column(
    pool,
    "select name as value from foods where id % 97 = 0 order by id limit 50000",
  );
  const brands = await column(
    pool,
    "select distinct brand as value from foods where brand is not null and id % 97 = 0 order by 1",
  );
  const gtins = await column(
    pool,
    "select gtins[1] as value from foods where gtins <> '{}' order by hashint4(id) limit 200",
  );
  /** The second most common one is asked for half as often as the first, the third a third as often (Zipf). */
  const zipf = (list: readonly string[]) => list[Math.floor(list.length ** lot()) - 1]!;
  const any = (list: readonly string[]) => list[Math.floor(lot() * list.length)]!;
  const draw = (make: () => string) => {
    const drawn = new Set<string>();
    for (let tries = 0; drawn.size < perClass && tries < 50 * perClass; tries++) drawn.add(make());
    return [...drawn].filter((query) => query.length > 2);
  };
  const known = new Set(words);
  const typo = () => {
    const word = zipf(words.slice(20));
    const at = 1 + Math.floor(lot() * (word.length - 2));
    const wrong =
      lot() < 0.5 ? word.slice(0, at) + word.slice(at + 1) : word.slice(0, at) + word[at] + word.slice(at);
    return word.length > 4 && !known.has(wrong) ? wrong : "";
  };
  const wordsOf = (name: string) => name.toLowerCase().match(/[a-z]+/g) ?? [];
  return [
    { name: "the most common words", queries: words.slice(0, 50), inFullText: true },
    { name: "other single words", queries: draw(() => zipf(words.slice(50))), inFullText: true },
    {
      name: "several words",
      queries: draw(() =>
        wordsOf(any(names))
          .slice(0, 2 + Math.floor(lot() * 3))
          .join(" "),
      ),
      inFullText: true,
    },
    { name: "two common words", queries: draw(() => `${zipf(words)} ${zipf(words)}`), inFullText: true },
    { name: "typos", queries: draw(typo), inFullText: false },
    {
      name: "beginnings of words",
      queries: draw(() => zipf(words).slice(0, 1 + Math.floor(lot() * 5))),
      inFullText: false,
      isWhileTyping: true,
    },
    {
      name: "brand and word",
      queries: brands.length > 0 ? draw(() => `${any(brands)} ${zipf(words)}`) : [],
      inFullText: true,
    },
    { name: "barcodes", queries: gtins, inFullText: false },
    {
      name: "misses",
      queries: draw(() => `${any(["xq", "zv", "qj"])}${Math.floor(lot() * 1e6).toString(36)}`),
      inFullText: true,
    },
  ].filter(({ queries }) => queries.length > 0);
}

async function column(pool: Pool, statement: string): Promise<string[]> {
  const { rows } = await pool.query<{ value: string }>(statement);
  return rows.map(({ value }) => value);
}

/** Numbers from 0 to 1 that look drawn by lot (mulberry32). */
function lots(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  };
}
