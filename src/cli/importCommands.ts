import { Command, Option } from "commander";
import { OperatorError } from "../errors.js";
import {
  type OffDump,
  offAddress,
  offDumps,
  offHome,
  type UsdaSet,
  usdaAddress,
  usdaHome,
  usdaSets,
} from "../foods/import/downloads.js";
import { loadedSources } from "../foods/loadedSources.js";
import { fetchFiles } from "./fetchFiles.js";
import { importOpenFoodFacts, importUsda } from "./importFoods.js";
import { type Format, jsonOption, print } from "./print.js";
import { withDatabase } from "./withDatabase.js";

export const importCommands = new Command("import").description("load foods into the catalogue");

const say = (line: string) => console.log(line);
const mirrorOption = [
  "--mirror <url>",
  "fetch from a server that is laid out like the source's own",
] as const;

interface FetchOptions<Name> {
  readonly download?: readonly Name[];
  readonly mirror?: string;
}

importCommands
  .command("usda")
  .description(
    "USDA FoodData Central: Foundation Foods, SR Legacy, FNDDS and Branded Foods, as downloaded (CSV or JSON)",
  )
  .argument("[path...]", "zip files, folders or JSON files")
  .addOption(new Option("--download <set...>", "fetch the newest release from USDA first").choices(usdaSets))
  .option(...mirrorOption)
  .action(async (paths: string[], { download = [], mirror = usdaHome }: FetchOptions<UsdaSet>) => {
    const fetched = await fetchFiles(download, mirror, (set, home) => usdaAddress(set, home, say), say);
    const files = needed([...paths, ...fetched]);
    await withDatabase((orm, _config, interrupted) => importUsda(orm, files, say, interrupted));
  });

importCommands
  .command("off")
  .description("Open Food Facts: the TAB-separated export or the JSONL dump, gzipped or not")
  .argument("[file...]", "files, as downloaded")
  .addOption(new Option("--download <dump...>", "fetch it from Open Food Facts first").choices(offDumps))
  .option(...mirrorOption)
  .action(async (paths: string[], { download = [], mirror = offHome }: FetchOptions<OffDump>) => {
    const files = needed([...paths, ...(await fetchFiles(download, mirror, offAddress, say))]);
    await withDatabase((orm, _config, interrupted) => importOpenFoodFacts(orm, files, say, interrupted));
  });

importCommands
  .command("status")
  .description("what is loaded: each source with its release, and when it last changed")
  .option(...jsonOption)
  .action((format: Format) =>
    withDatabase(async (orm) => {
      const loaded = await loadedSources(await orm.em.getConnection().getNativeClient());
      print(loaded, format, (all) =>
        all.length === 0
          ? ["Nothing is loaded."]
          : all.map(
              ({ name, foods, release, importedAt }) =>
                `${name}: ${foods} foods of release ${release}, last changed ${importedAt.toISOString()}`,
            ),
      );
    }),
  );

function needed(files: readonly string[]): readonly string[] {
  if (files.length === 0) throw new OperatorError("Name the files to import, or say what to --download.");
  return files;
}
