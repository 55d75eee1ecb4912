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
  const started = performance.now();
  const downloads: Download[] = [];
  let progress = () => "opening";
  const note = (step: string) => {
    progress = () => step;
  };
  const ticker = setInterval(() => say(`  ${progress()} …`), patienceMs);
  try {
    for (const path of paths) downloads.push(await openDownload(path));
    const loadAll = async (client: PoolClient, changed: Set<FoodKind>) => {
      const reports: ImportReport[] = [];
      for (const download of downloads) {
        progress = () => `${download.path}: ${download.progress ?? "reading"}`;
        reports.push(await load(client, changed, download, { ...options, note }));
      }
      return reports;
    };
    const reports = await importFoods(orm, "refuse", loadAll, { ...options, note });
    for (const line of reports.flatMap(linesOf)) say(line);
    const seconds = secondsSince(started).toFixed(1);
    const end = options.dryRun ? " Nothing was changed: a dry run." : "";
    say(`In all ${seconds} s, and at most ${peakMemoryMb()} MB of memory.${end}`);
    return reports;
  } finally {
    clearInterval(ticker);
    for (const download of downloads) download.close();
  }
}

/** The most that this process has held so far. */
export const peakMemoryMb = () => Math.round(process.resourceUsage().maxRSS / 1024);

const secondsSince = (started: number) => (performance.now() - started) / 1000;

async function load(
  client: PoolClient,
  changed: Set<FoodKind>,
  download: Download,
  { limit, only, signal, note }: ImportOptions & { readonly note: (step: string) => void },
): Promise<ImportReport> {
  const { path, missing = [] } = download;
  const started = performance.now();
  const refused = new Refusals();
  const foods = partOf(download.foods(refused, signal), limit, only);
  const whole = limit === undefined && only === undefined;
  const noteOfIt = (step: string) => note(`${path}: ${step}`);
  const counts = await loadFoods(client, changed, foods, { whole, signal, refused, note: noteOfIt });
  const seconds = secondsSince(started);
  return { path, ...counts, refused, missing, seconds, foodsPerSecond: Math.round(counts.read / seconds) };
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
