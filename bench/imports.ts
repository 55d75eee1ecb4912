import { basename } from "node:path";
import { downloads, larder, requireDownloads, withFolder } from "./larder.js";

/** Each download alone into an empty catalogue, then the three in one command; the command reports time and memory. */
export async function benchImports(): Promise<void> {
  requireDownloads();
  for (const paths of [...downloads.map((path) => [path]), downloads]) {
    await withFolder(async (folder) => {
      const output = await larder(["import", "usda", ...paths], { LARDER_DATA: folder });
      console.log(`${paths.map((path) => basename(path)).join(" + ")}: ${output.trim().split("\n").at(-1)}`);
    });
  }
}
