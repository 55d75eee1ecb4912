import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Pool } from "pg";
import { openDatabase } from "../src/db/orm.js";
import { Match, searchFoods } from "../src/foods/searchFoods.js";
import { downloads, larder, requireDownloads, withFolder } from "./larder.js";

const labels = resolve("../shared/data/relevance/household-foods.dev.jsonl");
const shown = 10;

interface Label {
  readonly query: string;
  readonly kind: "positive" | "negative";
  readonly accepted: readonly { readonly fdcId: number; readonly description: string }[];
  readonly in_catalogue: boolean | null;
}

interface Outcome extends Label {
  /** Place of the accepted food, from 1; 0 where it is not among the first ten. */
  readonly rank: number;
  readonly first: string | null;
  readonly isConfident: boolean;
}

/** How often the food that people mean comes first, on the labels for the three generic sets. */
export async function benchRelevance(): Promise<void> {
  requireDownloads();
  await withFolder(async (folder) => {
    await larder(["import", "usda", ...downloads], { LARDER_DATA: folder });
    const { orm, close } = await openDatabase({ databaseUrl: null, dataFolder: folder });
    try {
      report(await searchAll(await orm.em.getConnection().getNativeClient()));
    } finally {
      await close();
    }
  });
}

async function searchAll(pool: Pool): Promise<Outcome[]> {
  const lines = readFileSync(labels, "utf8").trim().split("\n");
  const all = lines.map((line) => JSON.parse(line) as Label).filter((label) => label.in_catalogue !== false);
  const outcomes: Outcome[] = [];
  for (const label of all) {
    const search = { query: label.query, kind: null, first: shown, after: null };
    const { found } = await searchFoods({ pool, publicUrl: "" }, search, new Set());
    const ids = found.map(({ node }) => Number(node.sourceLabel.split(" ").at(-1)));
    const rank = 1 + ids.findIndex((id) => accepts(label, id));
    const isConfident = found.length > 0 && found[0]!.match !== Match.FUZZY;
    outcomes.push({ ...label, rank, first: found[0]?.node.name ?? null, isConfident });
  }
  return outcomes;
}

const accepts = ({ accepted }: Label, id: number) => accepted.some(({ fdcId }) => fdcId === id);

function report(outcomes: readonly Outcome[]): void {
  const positives = outcomes.filter(({ kind }) => kind === "positive");
  const negatives = outcomes.filter(({ kind }) => kind === "negative");
  const share = (count: number, of: readonly unknown[]) => `${((100 * count) / of.length).toFixed(1)} %`;
  const within = (most: number) => positives.filter(({ rank }) => rank > 0 && rank <= most).length;
  const mrr = positives.reduce((sum, { rank }) => sum + (rank > 0 ? 1 / rank : 0), 0) / positives.length;
  console.log(`${positives.length} queries whose food is in the catalogue:`);
  for (const most of [1, 3, 5]) console.log(`  hit@${most}  ${share(within(most), positives)}`);
  console.log(`  MRR    ${mrr.toFixed(3)}`);
  console.log(`  no result  ${share(positives.filter(({ first }) => first === null).length, positives)}`);
  const refused = negatives.filter(({ isConfident }) => !isConfident).length;
  console.log(
    `${negatives.length} queries without a right answer, met with nothing or FUZZY: ${share(refused, negatives)}`,
  );
  console.log("Not among the first five:");
  for (const { query, accepted, first, rank } of positives.filter(({ rank }) => rank === 0 || rank > 5)) {
    console.log(`  ${query} → ${first ?? "nothing"} (wanted at ${rank || "–"}: ${accepted[0]!.description})`);
  }
}
