import { Allergen, AllergenPresence } from "../Allergen.js";
import { Diet } from "../Diet.js";
import { slugOf } from "../slug.js";

/** Names of each allergen in tags of Open Food Facts: "en:soybeans", "en:no-soy", "en:soy-free". */
const allergenNames: Record<Allergen, readonly string[]> = {
  GLUTEN: ["gluten"],
  CRUSTACEANS: ["crustaceans", "crustacean"],
  EGGS: ["eggs", "egg"],
  FISH: ["fish"],
  PEANUTS: ["peanuts", "peanut"],
  SOYBEANS: ["soybeans", "soybean", "soy", "soya"],
  MILK: ["milk", "dairy"],
  NUTS: ["nuts", "nut"],
  CELERY: ["celery"],
  MUSTARD: ["mustard"],
  SESAME: ["sesame-seeds", "sesame"],
  SULPHITES: ["sulphur-dioxide-and-sulphites", "sulphites", "sulfites"],
  LUPIN: ["lupin"],
  MOLLUSCS: ["molluscs", "mollusc"],
};

const allergenByName = new Map(
  Object.entries(allergenNames).flatMap(([allergen, names]) =>
    names.map((name) => [name, allergen as Allergen] as const),
  ),
);

/** What a tag says to a diet: of the label, a promise of the maker; of the ingredients, found by reading them. */
const labelDiets = byTag({
  "en:vegan": [Diet.VEGAN, true],
  "en:non-vegan": [Diet.VEGAN, false],
  "en:vegetarian": [Diet.VEGETARIAN, true],
  "en:non-vegetarian": [Diet.VEGETARIAN, false],
  "en:no-palm-oil": [Diet.PALM_OIL_FREE, true],
  "en:organic": [Diet.ORGANIC, true],
  "en:halal": [Diet.HALAL, true],
  "en:kosher": [Diet.KOSHER, true],
});
const ingredientDiets = byTag({
  "en:vegan": [Diet.VEGAN, true],
  "en:non-vegan": [Diet.VEGAN, false],
  "en:vegetarian": [Diet.VEGETARIAN, true],
  "en:non-vegetarian": [Diet.VEGETARIAN, false],
  "en:palm-oil-free": [Diet.PALM_OIL_FREE, true],
  "en:palm-oil": [Diet.PALM_OIL_FREE, false],
});

function byTag(diets: Readonly<Record<string, readonly [Diet, boolean]>>) {
  return new Map(Object.entries(diets));
}

/** Tags of people who did not know what to choose. */
const saysNothing = /^\w+:(null|undefined|unknown|none|other|groceries)$/;

/** The more careful statement wins: what is contained, then traces, then what the label is free of. */
export function allergensOf(
  contained: readonly string[],
  traces: readonly string[],
  labels: readonly string[],
  unknown: (tag: string) => void,
): Partial<Record<Allergen, AllergenPresence>> {
  const found: Partial<Record<Allergen, AllergenPresence>> = {};
  for (const [tags, presence] of [
    [contained, AllergenPresence.YES],
    [traces, AllergenPresence.TRACES],
  ] as const) {
    for (const tag of tags) {
      const allergen = allergenByName.get(tag.replace(/^en:/, "").toLowerCase());
      if (allergen) found[allergen] ??= presence;
      else if (!saysNothing.test(tag)) unknown(tag);
    }
  }
  for (const label of labels) {
    const [, no, free] = /^en:(?:no-(.+)|(.+)-free)$/.exec(label) ?? [];
    const allergen = allergenByName.get(no ?? free ?? "");
    if (allergen) found[allergen] ??= AllergenPresence.NO;
  }
  return found;
}

/** Where label and ingredients contradict each other, nobody knows. */
export function dietsOf(
  labels: readonly string[],
  analysis: readonly string[],
): Partial<Record<Diet, boolean>> {
  const said = new Map<Diet, Set<boolean>>();
  const note = (statement: readonly [Diet, boolean] | undefined) => {
    if (statement) said.set(statement[0], (said.get(statement[0]) ?? new Set()).add(statement[1]));
  };
  for (const tag of labels) note(labelDiets.get(tag));
  for (const tag of analysis) note(ingredientDiets.get(tag));
  const agreed = [...said].filter(([, answers]) => answers.size === 1);
  return Object.fromEntries(agreed.map(([diet, answers]) => [diet, answers.has(true)]));
}

/** Categories go from the broad to the narrow; "en:penne-rigate" is "Penne rigate". */
export function categoryOf(tags: readonly string[]): string | null {
  const telling = tags.filter((tag) => !saysNothing.test(tag));
  const narrowest = telling.findLast((tag) => tag.startsWith("en:")) ?? telling.at(-1);
  if (narrowest === undefined) return null;
  const words = narrowest.replace(/^\w+:/, "").replaceAll("-", " ").trim();
  return words === "" ? null : words[0]!.toUpperCase() + words.slice(1);
}

/** Countries that Open Food Facts names otherwise than the Unicode standard does, and parts of one. */
const otherCountries: Readonly<Record<string, string>> = {
  "ivory-coast": "CI",
  "cote-d-ivoire": "CI",
  "czech-republic": "CZ",
  turkey: "TR",
  burma: "MM",
  myanmar: "MM",
  "hong-kong": "HK",
  macau: "MO",
  macao: "MO",
  macedonia: "MK",
  swaziland: "SZ",
  "east-timor": "TL",
  "the-bahamas": "BS",
  "the-gambia": "GM",
  "republic-of-the-congo": "CG",
  "democratic-republic-of-the-congo": "CD",
  "federated-states-of-micronesia": "FM",
  "state-of-palestine": "PS",
  palestine: "PS",
  "virgin-islands-of-the-united-states": "VI",
  england: "GB",
  scotland: "GB",
  wales: "GB",
  "northern-ireland": "GB",
};

const countries = new Map([...namedCountries(), ...Object.entries(otherCountries)]);

function* namedCountries(): Generator<[string, string]> {
  const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
    const name = names.of(code);
    // A code of former times, such as BU, stands for the one of now.
    const isCurrent = Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`;
    if (name && isCurrent) yield [slugOf(name.replaceAll("&", "and").replace(/^St\./, "Saint")), code];
  }
}

/** Places that are no country, or many. */
const noCountry = /^en:(world|european-union|unknown|null)$/;

/** ISO 3166-1 codes of "en:france" and its like. */
export function marketsOf(tags: readonly string[], unknown: (tag: string) => void): string[] {
  const codes = new Set<string>();
  for (const tag of tags) {
    const code = countries.get(tag.replace(/^en:/, ""));
    if (code) codes.add(code);
    else if (!noCountry.test(tag)) unknown(tag);
  }
  return [...codes].sort();
}
