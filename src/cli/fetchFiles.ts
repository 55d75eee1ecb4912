import { join } from "node:path";
import { readConfig } from "../config.js";
import { readHome } from "../foods/import/downloads.js";
import { fetchDownload } from "../foods/import/fetchDownload.js";
import { ProgressBar } from "./ProgressBar.js";

/**
 * `--download`: files of a source, or of a mirror of it, in the folder `downloads` of LARDER_DATA. No database is held
 * meanwhile, and whoever interrupts it finds the part that came and goes on with it the next time.
 */
export async function fetchFiles<Name>(
  names: readonly Name[],
  home: string,
  addressOf: (name: Name, home: string) => string | Promise<string>,
  say: (line: string) => void,
): Promise<string[]> {
  const folder = join(readConfig(process.env).dataFolder, "downloads");
  const from = readHome(home);
  const paths: string[] = [];
  for (const name of names) {
    const url = await addressOf(name, from);
    say(`Fetching ${url}`);
    const bar = new ProgressBar(process.stderr);
    const onProgress = (received: number, total: number | null) => bar.show(received, total);
    paths.push(await fetchDownload(url, { folder, say, onProgress }));
  }
  return paths;
}
