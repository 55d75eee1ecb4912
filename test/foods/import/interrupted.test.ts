import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { Program } from "../../support/program.js";

const downloads = resolve(import.meta.dirname, "../../../../shared/data/usda");
const files = [
  "FoodData_Central_sr_legacy_food_csv_2018-04.rebuilt.zip",
  "FoodData_Central_survey_food_csv_2024-10-31.rebuilt.zip",
].map((name) => join(downloads, name));
const folder = mkdtempSync(join(tmpdir(), "larder-interrupted-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// An import that takes long enough to be interrupted needs USDA's own files, which lie beside the project.
(existsSync(downloads) ? test : test.skip)(
  "an interrupted import leaves no food and no database running",
  async () => {
    const env = { LARDER_DATA: folder };
    const program = new Program("cli/main.js", ["import", "usda", ...files], env);
    await program.prints(".zip: ");
    const { code, output } = await program.stop();
    expect(output).toContain("larder: Interrupted.");
    expect(output).not.toMatch(/^\s+at /m);
    expect(code).not.toBe(0);
    expect(existsSync(join(folder, "postgres/cluster/postmaster.pid"))).toBe(false);
    expect((await new Program("cli/main.js", ["import", "status"], env).ended).output).toContain(
      "Nothing is loaded.",
    );
  },
);
