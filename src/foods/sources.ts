/** Where foods come from. The key is stored with each food; the rest is what readers are shown. */
export const sources = {
  "usda-foundation": usda("USDA Foundation"),
  "usda-sr-legacy": usda("USDA SR Legacy"),
  "usda-fndds": usda("USDA FNDDS"),
  "usda-branded": usda("USDA Branded"),
  openfoodfacts: {
    name: "Open Food Facts",
    market: null,
    language: null,
    licence: "ODbL-1.0",
    licenceUrl: "https://opendatacommons.org/licenses/odbl/1-0/",
    attribution:
      "Open Food Facts contributors, https://world.openfoodfacts.org. Contains information from Open Food Facts, which is made available here under the Open Database License (ODbL): https://opendatacommons.org/licenses/odbl/1-0/",
    url: offUrl,
    // The licence wants the contributors, itself and a link wherever a figure is shown, also where only a label is.
    label: (id) => `Open Food Facts ${id}, by its contributors, ODbL-1.0, ${offUrl(id)}`,
  },
  /** What users enter for themselves. It belongs to them, so there is no licence to read and no page to open. */
  custom: {
    name: "Own food",
    market: null,
    language: null,
    licence: "LicenseRef-own-food",
    licenceUrl: null,
    attribution: "Entered by the user whose food it is.",
    url: () => null,
    label: () => "Own food",
  },
} as const satisfies Record<string, Source>;

export type SourceKey = keyof typeof sources;
/** Those that are imported. */
export type PublishedSource = Exclude<SourceKey, "custom">;

export interface Source {
  readonly name: string;
  /** ISO 3166-1 code of the country whose foods these are, null where each food has its own. */
  readonly market: string | null;
  /** ISO 639-1 code of the language of the names, null where each food has its own. */
  readonly language: string | null;
  /** SPDX identifier. */
  readonly licence: string;
  /** The text of the licence; null where there is none to read. */
  readonly licenceUrl: string | null;
  /** The text that the source asks to be shown where its data is. */
  readonly attribution: string;
  /** A food of it, for people; null where it has no page. */
  readonly url: (id: string) => string | null;
  /** Where the figures of a food are from, in one line. */
  readonly label: (id: string) => string;
}

function offUrl(id: string): string {
  return `https://world.openfoodfacts.org/product/${id}`;
}

function usda(name: string) {
  return {
    name,
    market: "US",
    language: "en",
    licence: "CC0-1.0",
    licenceUrl: "https://creativecommons.org/publicdomain/zero/1.0/",
    attribution:
      "U.S. Department of Agriculture, Agricultural Research Service. FoodData Central. fdc.nal.usda.gov",
    url: (id: string) => `https://fdc.nal.usda.gov/food-details/${id}/nutrients`,
    label: (id: string) => `${name} ${id}`,
  };
}
