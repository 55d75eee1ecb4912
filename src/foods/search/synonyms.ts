import table from "./synonyms.json" with { type: "json" };

/** What people say to what the catalogue says. */
export const canonicalPhrases: ReadonlyMap<string, string> = new Map(
  table.same.flatMap(({ words }) => Object.entries<string | undefined>(words) as [string, string][]),
);

/** Names of a kind to the words of the food by which it is found where nothing has that name itself. */
export const kinds: readonly (readonly [name: string, of: readonly string[]])[] = Object.entries(
  table.kinds.words,
).map(([name, of]) => [name, of.split(" ")]);
