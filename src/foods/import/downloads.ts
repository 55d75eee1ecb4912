import { OperatorError } from "../../errors.js";
import { getText } from "./fetchDownload.js";

/**
 * The sets of FoodData Central as CSV, at https://fdc.nal.usda.gov/fdc-datasets: how each file is called, and the newest
 * release that was known when this was written, for when the page that lists them does not tell.
 */
const usdaFiles = {
  foundation: { name: "FoodData_Central_foundation_food_csv_", known: "2026-04-30" },
  "sr-legacy": { name: "FoodData_Central_sr_legacy_food_csv_", known: "2018-04" },
  fndds: { name: "FoodData_Central_survey_food_csv_", known: "2024-10-31" },
  branded: { name: "FoodData_Central_branded_food_csv_", known: "2026-04-30" },
  full: { name: "FoodData_Central_csv_", known: "2026-04-30" },
} as const;

/** The dumps of Open Food Facts, made anew every night. */
const offFiles = {
  jsonl: "openfoodfacts-products.jsonl.gz",
  csv: "en.openfoodfacts.org.products.csv.gz",
} as const;

export type UsdaSet = keyof typeof usdaFiles;
export type OffDump = keyof typeof offFiles;
export const usdaSets = Object.keys(usdaFiles) as UsdaSet[];
export const offDumps = Object.keys(offFiles) as OffDump[];

export const usdaHome = "https://fdc.nal.usda.gov";
export const offHome = "https://static.openfoodfacts.org";

/** The address of the newest release of a set, at USDA or at a mirror that is laid out alike. */
export async function usdaAddress(set: UsdaSet, home: string, say: (line: string) => void): Promise<string> {
  const { name, known } = usdaFiles[set];
  const text = await getText(`${home}/download-datasets`);
  const releases = [...text.matchAll(new RegExp(`\\b${name}(\\d{4}-\\d{2}(?:-\\d{2})?)\\.zip`, "g"))];
  const newest = releases
    .map(([, release]) => release!)
    .sort()
    .at(-1);
  if (newest === undefined)
    say(`${home}/download-datasets lists no release of ${set}; trying the newest known here, ${known}.`);
  return `${home}/fdc-datasets/${name}${newest ?? known}.zip`;
}

export const offAddress = (dump: OffDump, home: string) => `${home}/data/${offFiles[dump]}`;

/** An address without its closing slash. */
export function readHome(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol !== "https:" && url?.protocol !== "http:")
    throw new OperatorError(`${text} is no address of a mirror; it begins with https:// or http://.`);
  return url.href.replace(/\/+$/, "");
}
