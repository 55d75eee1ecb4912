import { setFlagsFromString } from "node:v8";
import { Command, InvalidArgumentError, Option } from "commander";
import { OperatorError } from "../errors.js";
import { FoodKind } from "../foods/Food.js";
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
import { type ImportOptions, importOpenFoodFacts, importUsda, peakMemoryMb } from "./importFoods.js";
import { type Format, jsonOption, print } from "./print.js";
import { withDatabase } from "./withDatabase.js";

export const importCommands = new Command("import").description("load foods into the catalogue");

const importedKinds = [FoodKind.GENERIC, FoodKind.BRANDED, FoodKind.RESTAURANT];

interface RunOptions<Name> extends Omit<ImportOptions, "signal">, Format {
  readonly download?: readonly Name[];
  readonly mirror?: string;
}

addOptions(
  importCommands
    .command("usda")
    .description(
      "USDA FoodData Central: Foundation Foods, SR Legacy, FNDDS and Branded Foods, as downloaded (CSV or JSON)",
    )
    .argument("[path...]", "zip files, folders or JSON files")
    .addOption(
      new Option("--download <set...>", "fetch the newest release from USDA first").choices(usdaSets),
    ),
).action(async (paths: string[], { download = [], mirror = usdaHome, ...options }: RunOptions<UsdaSet>) => {
  const say = sayFor(options);
  const fetched = await fetchFiles(download, mirror, (set, home) => usdaAddress(set, home, say), say);
  await run(importUsda, [...paths, ...fetched], options);
});

addOptions(
  importCommands
    .command("off")
    .description("Open Food Facts: the TAB-separated export or the JSONL dump, gzipped or not")
    .argument("[file...]", "files, as downloaded")
    .addOption(new Option("--download <dump...>", "fetch it from Open Food Facts first").choices(offDumps)),
).action(async (paths: string[], { download = [], mirror = offHome, ...options }: RunOptions<OffDump>) => {
  const fetched = await fetchFiles(download, mirror, offAddress, sayFor(options));
  await run(importOpenFoodFacts, [...paths, ...fetched], options);
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

function addOptions(command: Command): Command {
  return command
    .option("--mirror <url>", "fetch from a server that is laid out like the source's own")
    .option("--dry-run", "say what would change, and change nothing")
    .option("--limit <number>", "read so many foods of each download, and retire none", readLimit)
    .option("--only <kind>", "read foods of this kind alone, and retire none", readKind)
    .option(...jsonOption);
}

/** Standard output is for the answer: where that is JSON, all else goes to standard error. */
const sayFor =
  ({ json }: Format) =>
  (line: string) =>
    json ? console.error(line) : console.log(line);

async function run(
  work: typeof importUsda,
  files: readonly string[],
  { json, ...options }: Omit<ImportOptions, "signal"> & Format,
): Promise<void> {
  if (files.length === 0) throw new OperatorError("Name the files to import, or say what to --download.");
  // What is made of a food is garbage at once. Room for more of it than there is by now takes memory and no less time.
  setFlagsFromString("--semi-space-growth-factor=1");
  await withDatabase(async (orm, _config, signal) => {
    const started = performance.now();
    const downloads = await work(orm, files, sayFor({ json }), { ...options, signal });
    const seconds = (performance.now() - started) / 1000;
    const report = { dryRun: options.dryRun ?? false, seconds, peakMemoryMb: peakMemoryMb(), downloads };
    if (json) console.log(JSON.stringify(report, null, 2));
  });
}

function readLimit(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("It must be a whole number from 1.");
  return Number(text);
}

function readKind(text: string): FoodKind {
  const kind = importedKinds.find((name) => name === text.toUpperCase());
  if (!kind) throw new InvalidArgumentError(`It must be ${importedKinds.join(" or ").toLowerCase()}.`);
  return kind;
}
