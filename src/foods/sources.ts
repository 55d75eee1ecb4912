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
} as const satisfies Record<string, Source>;

export type SourceKey = keyof typeof sources;

export interface Source {
  readonly name: string;
  /** ISO 3166-1 code of the country whose foods these are, null where each food has its own. */
  readonly market: string | null;
  /** ISO 639-1 code of the language of the names, null where each food has its own. */
  readonly language: string | null;
  /** SPDX identifier. */
  readonly licence: string;
  readonly licenceUrl: string;
  /** The text that the source asks to be shown where its data is. */
  readonly attribution: string;
  readonly url: (id: string) => string;
  /** Where the figures of a food are from, in one line. */
  readonly label: (id: string) => string;
}

function offUrl(id: string): string {
  return `https://world.openfoodfacts.org/product/${id}`;
}

function usda(name: string): Source {
  return {
    name,
    market: "US",
    language: "en",
    licence: "CC0-1.0",
    licenceUrl: "https://creativecommons.org/publicdomain/zero/1.0/",
    attribution:
      "U.S. Department of Agriculture, Agricultural Research Service. FoodData Central. fdc.nal.usda.gov",
    url: (id) => `https://fdc.nal.usda.gov/food-details/${id}/nutrients`,
    label: (id) => `${name} ${id}`,
  };
}
