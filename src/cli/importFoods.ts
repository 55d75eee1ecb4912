import type { MikroORM } from "@mikro-orm/postgresql";
import { importFoods } from "../foods/import/importFoods.js";
import { type LoadCounts, loadFoods } from "../foods/import/loadFoods.js";
import { Refusals } from "../foods/import/Refusals.js";
import { type Archive, openArchive } from "../foods/import/readArchive.js";
import { readUsda } from "../foods/import/readUsda.js";

/** Longer silences worry people. */
const patienceMs = 2000;

export interface ImportReport extends LoadCounts {
  readonly path: string;
  readonly refused: Refusals;
}

/**
 * `larder import usda <zip or folder> …`: downloads of FoodData Central into the catalogue, all of them or,
 * if one is no good, none.
 */
export async function importUsda(
  orm: MikroORM,
  paths: readonly string[],
  say: (line: string) => void,
): Promise<ImportReport[]> {
  const started = performance.now();
  const archives: Archive[] = [];
  try {
    for (const path of paths) archives.push(await openArchive(path, "food"));
    const reports = await importFoods(orm, "refuse", async (client) => {
      const loaded: ImportReport[] = [];
      for (const archive of archives) {
        const ticker = setInterval(() => say(progressOf(archive)), patienceMs);
        const refused = new Refusals();
        try {
          const counts = await loadFoods(client, readUsda(archive, refused));
          loaded.push({ path: archive.path, refused, ...counts });
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
    for (const archive of archives) archive.close();
  }
}

const progressOf = ({ path, progress }: Archive) => `  ${path}: ${progress ?? "writing to the catalogue"} …`;

function textOf({ path, read, added, updated, unchanged, refused }: ImportReport): string {
  const outcome =
    unchanged === read
      ? `${read} foods read, nothing has changed`
      : `${read} foods read, ${added} added, ${updated} updated, ${unchanged} unchanged`;
  return [`${path}: ${outcome}.`, ...refused.lines.map((line) => `  left out: ${line}`)].join("\n");
}
