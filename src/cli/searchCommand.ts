import type { MikroORM } from "@mikro-orm/postgresql";
import { Command, InvalidArgumentError } from "commander";
import type { Viewer } from "../context.js";
import { readGtins } from "../foods/barcode.js";
import { FoodKind } from "../foods/Food.js";
import { renewIndex } from "../foods/import/importFoods.js";
import { searchOwnFirst } from "../foods/own/searchOwnFirst.js";
import { type ExplainedSearch, explainSearch } from "../foods/search/explainSearch.js";
import type { FoundFoods } from "../foods/search/searchFoods.js";
import { type Format, jsonOption, print } from "./print.js";
import { findUserId } from "./users.js";
import { withDatabase } from "./withDatabase.js";

interface SearchOptions extends Format {
  readonly explain?: boolean;
  readonly kind?: FoodKind;
  readonly user?: string;
}

const shown = 10;

export const searchCommand = new Command("search")
  .description("search the catalogue as every door does, and print the first ten foods")
  .argument("<words...>", "words of a food, or its barcode")
  .option("--explain", "how the words were read, and why each food ranks where it does")
  .option("--kind <kind>", `only foods of this kind: ${Object.values(FoodKind).join(", ")}`, readKind)
  .option(
    "--user <who>",
    "as for this account, e-mail or id: own foods first, and of equals those it often uses",
  )
  .option(...jsonOption)
  .action((words: string[], { explain, kind, user, ...format }: SearchOptions) =>
    withDatabase(async (orm, { publicUrl }) => {
      await renewIndex(orm, (line) => console.error(line));
      const pool = await orm.em.getConnection().getNativeClient();
      const reader = { pool, publicUrl, viewer: user ? await viewerOf(orm, user) : null };
      const query = words.join(" ");
      const filter = kind ? { kind } : {};
      // A barcode has no ranking to explain.
      if (explain && readGtins(query).length === 0)
        print(await explainSearch(reader, query, filter), format, explanation);
      else {
        const search = { query, filter, first: shown, after: null };
        print(listOf(await searchOwnFirst(reader, search, new Set())), format, lines);
      }
    }),
  );

/** Looks only for foods, so it needs no scope. */
async function viewerOf(orm: MikroORM, who: string): Promise<Viewer> {
  const userId = await findUserId(orm.em.fork(), who);
  return { userId, clientId: null, tier: null, scopes: new Set() };
}

function readKind(text: string): FoodKind {
  const kind = Object.values(FoodKind).find((name) => name === text.toUpperCase());
  if (!kind) throw new InvalidArgumentError(`It is one of ${Object.values(FoodKind).join(", ")}.`);
  return kind;
}

/** The answer in the words of REST. */
function listOf({ found, readAs, amount, suggestion }: FoundFoods) {
  const foods = found.map(
    ({ node: { globalId: id, name, kind, brand, sourceLabel: source }, match, nearTie }) => ({
      id,
      name,
      kind,
      brand,
      source,
      match,
      nearTie,
    }),
  );
  return { readAs, amount, suggestion, foods };
}

function lines({ readAs, amount, suggestion, foods }: ReturnType<typeof listOf>): string[] {
  const nothing = `Nothing fits.${suggestion ? ` Try: ${suggestion}` : ""}`;
  return [
    ...(readAs ? [`Read as: ${readAs}`] : []),
    ...(amount ? [`Amount left out: ${amount}`] : []),
    ...(foods.length === 0 ? [nothing] : []),
    ...foods.map(
      ({ name, match, source, id }, at) =>
        `${String(at + 1).padStart(2)}. ${match.padEnd(5)} ${name} (${source}, ${id})`,
    ),
  ];
}

function explanation({ amount, asked, isMended, unknown, foods }: ExplainedSearch): string[] {
  return [
    `Looked for: ${asked.map(({ word, role, isImplied }) => `${word} (${role}${isImplied ? ", implied" : ""})`).join(", ")}`,
    ...(amount ? [`Amount left out: ${amount}`] : []),
    ...(isMended ? ["A word was read as another one that is spelt alike."] : []),
    ...(unknown.length > 0 ? [`No food has: ${unknown.join(", ")}`] : []),
    ...foods.flatMap(({ name, match, score, components, id }, at) => [
      "",
      `${at + 1}. ${name} (${id}): ${score} points, ${match}`,
      ...components.map(({ reason, points }) => `   ${String(points).padStart(5)}  ${reason}`),
    ]),
  ];
}
