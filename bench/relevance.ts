import { openDatabase } from "../src/db/orm.js";
import { type Engine, engines } from "./engines.js";
import { everydayLabels, householdLabels, type Label } from "./labels.js";
import { downloads, larder, products, requireDownloads, withFolder } from "./larder.js";

interface Outcome extends Label {
  /** Place of the first right food, from 1; 0 where none is among the first ten. */
  readonly rank: number;
  readonly first: string | null;
  readonly isConfident: boolean;
}

/** How often the food that people mean comes first: ours beside other engines, without and with products. */
export async function benchRelevance(): Promise<void> {
  requireDownloads(products);
  const household = householdLabels();
  await withFolder(async (folder) => {
    const env = { LARDER_DATA: folder };
    await larder(["import", "usda", ...downloads], env);
    const { orm, close } = await openDatabase({ databaseUrl: null, dataFolder: folder });
    try {
      const pool = await orm.em.getConnection().getNativeClient();
      await compare("household names, generic foods", household, await engines(pool));
      await larder(["import", "usda", products], env);
      const all = await engines(pool);
      await compare("household names, generic foods and products", household, all);
      await compare("everyday queries, generic foods and products", everydayLabels(), all);
    } finally {
      await close();
    }
  });
}

async function compare(title: string, labels: readonly Label[], all: readonly Engine[]): Promise<void> {
  console.log(`\n### ${title}\n`);
  console.log(heading);
  const [ours, ...others] = all;
  const outcomes = await judge(ours!, labels);
  console.log(row(ours!.name, outcomes));
  for (const engine of others) console.log(row(engine.name, await judge(engine, labels)));
  console.log(`\n${ours!.name} by half and class:`);
  const parts = Map.groupBy(outcomes, ({ half }) => half);
  for (const [half, of] of parts) {
    console.log(row(half, of));
    const groups = [...Map.groupBy(of, ({ group }) => group)].sort(([a], [b]) => a.localeCompare(b));
    for (const [group, some] of groups) console.log(row(`  ${group}`, some));
  }
  // The other half is only scored; who reads its failures soon tunes on it.
  listWorst(parts.get("tuned") ?? []);
}

async function judge(engine: Engine, labels: readonly Label[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const label of labels) {
    const { foods, isConfident } = await engine.search(label.query);
    const rank = label.accepts ? 1 + foods.findIndex(label.accepts) : 0;
    outcomes.push({ ...label, rank, first: foods[0]?.name ?? null, isConfident });
  }
  return outcomes;
}

const heading = `${"".padEnd(44)} queries  hit@1  hit@3  hit@5    MRR  no result | negatives  refused`;

/** Refused is a negative that was met with nothing or FUZZY. */
function row(name: string, outcomes: readonly Outcome[]): string {
  const positives = outcomes.filter(({ accepts }) => accepts);
  const negatives = outcomes.filter(({ accepts }) => !accepts);
  const percent = (count: number, of: readonly unknown[]) =>
    of.length === 0 ? "–" : ((100 * count) / of.length).toFixed(1);
  const within = (most: number) =>
    percent(positives.filter(({ rank }) => rank > 0 && rank <= most).length, positives);
  const sum = positives.reduce((total, { rank }) => total + (rank > 0 ? 1 / rank : 0), 0);
  const mrr = positives.length === 0 ? "–" : (sum / positives.length).toFixed(3);
  const empty = percent(positives.filter(({ first }) => first === null).length, positives);
  const refused = percent(negatives.filter(({ isConfident }) => !isConfident).length, negatives);
  const cells: [string, number][] = [
    [String(positives.length), 7],
    [within(1), 6],
    [within(3), 6],
    [within(5), 6],
    [mrr, 6],
    [empty, 10],
  ];
  const figures = cells.map(([text, width]) => text.padStart(width)).join(" ");
  return `${name.padEnd(44)} ${figures} | ${String(negatives.length).padStart(9)} ${refused.padStart(8)}`;
}

function listWorst(outcomes: readonly Outcome[]): void {
  const worst = outcomes.filter(({ accepts, rank }) => accepts && (rank === 0 || rank > 5));
  if (worst.length > 0) console.log("\nTuned half, not among the first five:");
  for (const { query, wanted, first, rank } of worst) {
    console.log(`  ${query} → ${first ?? "nothing"} (wanted at ${rank || "–"}: ${wanted})`);
  }
  const claimed = outcomes.filter(({ accepts, isConfident }) => !accepts && isConfident);
  if (claimed.length > 0) console.log("\nTuned half, answered although nothing right exists:");
  for (const { query, first } of claimed) console.log(`  ${query} → ${first}`);
}
