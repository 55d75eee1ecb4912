import type { MikroORM } from "@mikro-orm/postgresql";
import type { Download } from "../foods/import/Download.js";
import { importFoods } from "../foods/import/importFoods.js";
import { type LoadCounts, loadFoods } from "../foods/import/loadFoods.js";
import { Refusals } from "../foods/import/Refusals.js";
import { openOpenFoodFacts } from "../foods/import/readOpenFoodFacts.js";
import { openUsda } from "../foods/import/readUsda.js";

/** Longer silences worry people. */
const patienceMs = 2000;

export interface ImportReport extends LoadCounts {
  readonly path: string;
  readonly refused: Refusals;
}

type Say = (line: string) => void;

/** `larder import usda <zip or folder> …`: downloads of FoodData Central. */
export const importUsda = (orm: MikroORM, paths: readonly string[], say: Say, signal?: AbortSignal) =>
  importDownloads(orm, paths, openUsda, say, signal);

/** `larder import off <file> …`: dumps of Open Food Facts. */
export const importOpenFoodFacts = (
  orm: MikroORM,
  paths: readonly string[],
  say: Say,
  signal?: AbortSignal,
) => importDownloads(orm, paths, openOpenFoodFacts, say, signal);

/** Downloads into the catalogue, all of them or, if one is no good, none. */
async function importDownloads(
  orm: MikroORM,
  paths: readonly string[],
  openDownload: (path: string) => Promise<Download>,
  say: Say,
  signal?: AbortSignal,
): Promise<ImportReport[]> {
  const started = performance.now();
  const downloads: Download[] = [];
  try {
    for (const path of paths) downloads.push(await openDownload(path));
    const reports = await importFoods(orm, "refuse", async (client) => {
      const loaded: ImportReport[] = [];
      for (const download of downloads) {
        const ticker = setInterval(() => say(progressOf(download)), patienceMs);
        const refused = new Refusals();
        try {
          const counts = await loadFoods(client, download.foods(refused, signal));
          loaded.push({ path: download.path, refused, ...counts });
        } finally {
          clearInterval(ticker);
        }
      }
      return loaded;
    });
    for (const report of reports) say(textOf(report));
    const seconds = (performance.now() - started) / 1000;
    const peakMb = process.resourceUsage().maxRSS / 1024;
    say(`Done in ${seconds.toFixed(1)} s; at most ${peakMb.toFixed(0)} MB of memory.`);
    return reports;
  } finally {
    for (const download of downloads) download.close();
  }
}

const progressOf = ({ path, progress }: Download) => `  ${path}: ${progress ?? "writing to the catalogue"} …`;

function textOf({ path, read, added, updated, unchanged, refused }: ImportReport): string {
  const outcome =
    unchanged === read
      ? `${read} foods read, nothing has changed`
      : `${read} foods read, ${added} added, ${updated} updated, ${unchanged} unchanged`;
  return [`${path}: ${outcome}.`, ...refused.lines.map((line) => `  left out: ${line}`)].join("\n");
}
