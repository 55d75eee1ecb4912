import { Command } from "commander";
import { loadedSources } from "../foods/loadedSources.js";
import { importOpenFoodFacts, importUsda } from "./importFoods.js";
import { type Format, jsonOption, print } from "./print.js";
import { withDatabase } from "./withDatabase.js";

export const importCommands = new Command("import").description("load foods into the catalogue");

importCommands
  .command("usda")
  .description(
    "USDA FoodData Central: Foundation Foods, SR Legacy, FNDDS and Branded Foods, as downloaded (CSV or JSON)",
  )
  .argument("<path...>", "zip files, folders or JSON files")
  .action(async (paths: string[]) => {
    await withDatabase((orm, _config, interrupted) =>
      importUsda(orm, paths, (line) => console.log(line), interrupted),
    );
  });

importCommands
  .command("off")
  .description("Open Food Facts: the TAB-separated export or the JSONL dump, gzipped or not")
  .argument("<file...>", "files, as downloaded")
  .action(async (files: string[]) => {
    await withDatabase((orm, _config, interrupted) =>
      importOpenFoodFacts(orm, files, (line) => console.log(line), interrupted),
    );
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
