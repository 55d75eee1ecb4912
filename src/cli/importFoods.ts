import type { MikroORM } from "@mikro-orm/postgresql";
import type { PoolClient } from "pg";
import type { FoodKind } from "../foods/Food.js";
import type { Download } from "../foods/import/Download.js";
import type { FoodData } from "../foods/import/FoodData.js";
import { importFoods } from "../foods/import/importFoods.js";
import { type LoadCounts, loadFoods } from "../foods/import/loadFoods.js";
import { Refusals } from "../foods/import/Refusals.js";
import { openOpenFoodFacts } from "../foods/import/readOpenFoodFacts.js";
import { openUsda } from "../foods/import/readUsda.js";

/** Longer silences worry people. */
const patienceMs = 2000;

export interface ImportOptions {
  /** Say what would happen, and undo it. */
  readonly dryRun?: boolean | undefined;
  /** Read so many foods of each download. */
  readonly limit?: number | undefined;
  readonly only?: FoodKind | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ImportReport extends LoadCounts {
  readonly path: string;
  readonly refused: Refusals;
  /** What other releases have and this one lacks. */
  readonly missing: readonly string[];
  readonly seconds: number;
  readonly foodsPerSecond: number;
}

type Say = (line: string) => void;

/** `larder import usda <path> …`: downloads of FoodData Central. */
export const importUsda = (orm: MikroORM, paths: readonly string[], say: Say, options: ImportOptions = {}) =>
  importDownloads(orm, paths, openUsda, say, options);

/** `larder import off <file> …`: dumps of Open Food Facts. */
export const importOpenFoodFacts = (
  orm: MikroORM,
  paths: readonly string[],
  say: Say,
  options: ImportOptions = {},
) => importDownloads(orm, paths, openOpenFoodFacts, say, options);

/** Downloads into the catalogue, all of them or, if one is no good, none. */
async function importDownloads(
  orm: MikroORM,
  paths: readonly string[],
  openDownload: (path: string) => Promise<Download>,
  say: Say,
  options: ImportOptions,
): Promise<ImportReport[]> {
  const downloads: Download[] = [];
  try {
    for (const path of paths) downloads.push(await openDownload(path));
    const loadAll = async (client: PoolClient) => {
      const reports: ImportReport[] = [];
      for (const download of downloads) reports.push(await load(client, download, say, options));
      return reports;
    };
    const reports = await importFoods(orm, "refuse", loadAll, options);
    for (const line of reports.flatMap(linesOf)) say(line);
    say(`At most ${peakMemoryMb()} MB of memory.${options.dryRun ? " Nothing was changed: a dry run." : ""}`);
    return reports;
  } finally {
    for (const download of downloads) download.close();
  }
}

/** The most that this process has held so far. */
export const peakMemoryMb = () => Math.round(process.resourceUsage().maxRSS / 1024);

async function load(
  client: PoolClient,
  download: Download,
  say: Say,
  { limit, only, signal }: ImportOptions,
): Promise<ImportReport> {
  const { path, missing = [] } = download;
  const started = performance.now();
  const refused = new Refusals();
  let step = "reading";
  const note = (next: string) => {
    step = next;
  };
  const ticker = setInterval(() => say(`  ${path}: ${download.progress ?? step} …`), patienceMs);
  try {
    const foods = partOf(download.foods(refused, signal), limit, only);
    const whole = limit === undefined && only === undefined;
    const counts = await loadFoods(client, foods, { whole, signal, refused, note });
    const seconds = (performance.now() - started) / 1000;
    return { path, ...counts, refused, missing, seconds, foodsPerSecond: Math.round(counts.read / seconds) };
  } finally {
    clearInterval(ticker);
  }
}

async function* partOf(
  foods: AsyncIterable<FoodData>,
  limit = Infinity,
  only?: FoodKind,
): AsyncGenerator<FoodData> {
  let read = 0;
  for await (const food of foods) {
    if (only && food.kind !== only) continue;
    yield food;
    read += 1;
    if (read === limit) return;
  }
}

function linesOf(report: ImportReport): string[] {
  const { path, read, added, updated, unchanged, retired, refused, flagged, missing } = report;
  const changed = `${added} added, ${updated} updated, ${unchanged} unchanged, ${retired} retired`;
  const outcome = added + updated + retired === 0 ? "nothing has changed" : changed;
  return [
    `${path}: ${read} foods read, ${outcome}; ${report.seconds.toFixed(1)} s, ${report.foodsPerSecond} foods/s.`,
    ...refused.lines.map((line) => `  left out: ${line}`),
    ...flagged.lines.map((line) => `  doubtful: ${line}`),
    ...(missing.length > 0 ? [`  not in this download: ${missing.join(", ")}`] : []),
  ];
}
