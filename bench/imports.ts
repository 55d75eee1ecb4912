import { basename } from "node:path";
import { benchBranded } from "./brandedImport.js";
import { downloads, larder, products, requireDownloads, withFolder } from "./larder.js";

/** Two million take half an hour, so they are measured when somebody asks for them. */
const usualSizes = [100_000];

/** The generic sets, each alone and all in one command, into an empty catalogue; then branded foods in these numbers. */
export async function benchImports(sizes: readonly number[]): Promise<void> {
  requireDownloads(products);
  for (const paths of [...downloads.map((path) => [path]), downloads]) {
    await withFolder(async (folder) => {
      const report = await importReport(paths, folder);
      const foods = report.downloads.reduce((sum, { read }) => sum + read, 0);
      const names = paths.map((path) => basename(path)).join(" + ");
      console.log(`${names}: ${foods} foods in ${report.seconds.toFixed(1)} s, ${report.peakMemoryMb} MB`);
    });
  }
  for (const foods of sizes.length > 0 ? sizes : usualSizes) await benchBranded(foods);
}

interface Report {
  readonly peakMemoryMb: number;
  readonly downloads: readonly { readonly read: number; readonly added: number }[];
  /** From the start of the command to its end. */
  readonly seconds: number;
}

/** Runs `larder import usda` in a process of its own, as an operator does. */
export async function importReport(paths: readonly string[], folder: string): Promise<Report> {
  const started = performance.now();
  const output = await larder(["import", "usda", "--json", ...paths], { LARDER_DATA: folder });
  const seconds = (performance.now() - started) / 1000;
  return { ...JSON.parse(output.slice(output.search(/^\{/m))), seconds };
}
