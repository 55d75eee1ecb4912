import { FoodKind } from "../Food.js";
import type { FoodData } from "../import/FoodData.js";
import { remembered } from "../remembered.js";
import {
  companyWords,
  containers,
  cookedWords,
  familyCost,
  familyNouns,
  formNounCost,
  numberCost,
  type Place,
  placeCost,
  points,
  sourcePrior,
  tellingContainers,
  tradeCost,
  variantCost,
  weakNouns,
  withoutCost,
  wordCost,
  wordLists,
} from "./searchWeights.js";
import { kinds } from "./synonyms.js";
import { words, wordsWithCompany } from "./words.js";

/** What of a food has words. */
export type NamedFood = Pick<FoodData, "kind" | "name" | "synonyms" | "brand" | "brandOwner">;

/** What of a food the search looks at. */
export type IndexedFood = NamedFood & Pick<FoodData, "source">;

/** What the search knows about a food: its score before any word matched, and what each word adds to it. */
export interface SearchEntry {
  readonly base: number;
  /** Word to points: when it is the thing asked for, and when it only describes that thing. */
  readonly terms: Record<string, readonly [noun: number, modifier: number]>;
}

/** A food's `SearchEntry`, as JSON. Written by hand: words have no character that JSON escapes, and each food has others. */
export function searchJson(food: IndexedFood): string {
  const terms: string[] = [];
  let base = priorOf(food);
  const found = places(food);
  for (const [word, place] of found) {
    const cost = costOf(word, place);
    base -= cost;
    const back = cost + (place === "kind" ? costOfKind(word, found) : 0);
    terms.push(`"${word}":[${points[place].noun + back},${points[place].modifier + back}]`);
  }
  return `{"base":${base},"terms":{${terms.join()}}}`;
}

/** What a food has before any word: less where its name begins with a brand, for a brand is for those who name one. */
export const priorOf = ({ source, name, kind }: IndexedFood) =>
  sourcePrior[source] -
  (kind !== FoodKind.BRANDED && inCapitals.test(name.split(/[,;]/)[0]!) ? tradeCost : 0);

/** Says who hands the food out, not what it is. */
const ofProgram = /^includes foods for USDA/i;

/** Each word of a food at the best place where it stands. */
export function places(food: NamedFood): Map<string, Place> {
  const found = new Map<string, Place>();
  const note = (list: Iterable<string>, place: Place) => {
    for (const word of list) if (!found.has(word)) found.set(word, place);
  };
  const asides = (food.name.match(/(?<=\()[^)]*(?=\))/g) ?? []).filter((aside) => !ofProgram.test(aside));
  const parts = partsOf(food.name);
  const brand = brandWords(food);
  const names = parts.map(({ food: own }) => own);
  const start = food.kind === FoodKind.BRANDED ? Math.min(1, names.length - 1) : startOf(parts);
  parts.forEach(({ food: own, company }, at) => {
    if (at === start) note(nouns(own), "noun");
    if (at >= start) note(own, at === start ? "compound" : at === start + 1 ? "variant" : "detail");
    // "Prepared with nigari" tells how a food was made, "with vegetables" what else is on the plate.
    note(company, own.at(-1) === "prepared" ? "aside" : "company");
  });
  // After the names: in "Nuts, pine nuts" the nut is the food.
  note(brand, "brand");
  parts.slice(0, start).forEach(({ food: own, isTrade }) => {
    note(own, isTrade || food.kind === FoodKind.BRANDED ? "label" : "container");
  });
  for (const aside of asides) note(words(aside), "aside");
  if ([...found.keys()].some((word) => cookedWords.has(word))) note(["cooked"], "detail");
  for (const word of [...found.keys()]) {
    for (const [name, of] of kindsByWord.get(word) ?? [])
      if (of.every((one) => isSaid(found.get(one)))) note([name], "kind");
  }
  for (const synonym of food.synonyms) note(words(synonym), "synonym");
  return found;
}

/** Names of a kind by the first of the words by which they are found. */
const kindsByWord = new Map<string, (typeof kinds)[number][]>();
for (const kind of kinds) {
  const [first] = kind[1];
  kindsByWord.set(first!, [...(kindsByWord.get(first!) ?? []), kind]);
}

interface Part {
  readonly food: readonly string[];
  /** What goes with it. */
  readonly company: readonly string[];
  /** Whether it names who makes the food, as SR Legacy writes it: "DENNY'S, top sirloin steak". */
  readonly isTrade: boolean;
}

/** A name as it is cut at its commas, without what is in brackets. */
export function partsOf(name: string): Part[] {
  return name
    .replace(/\([^)]*\)?/g, " ")
    .split(/[,;]/)
    .map((part) => ({ ...wordsWithCompany(part), isTrade: inCapitals.test(part.trim()) }))
    .filter(({ food }) => food.length > 0);
}

const inCapitals = /^(?:Mc)?[A-Z][A-Z'’&.\- ]+$/;
const isCompany = /^(?:with|without|in|no_)/;

/** Which part of the name is the food: what stands before it only groups. */
function startOf(parts: readonly Part[]): number {
  let start = 0;
  while (start < parts.length - 1) {
    const [{ food: own, isTrade }, { food: next }] = [parts[start]!, parts[start + 1]!];
    // "Pork, cured, bacon" is bacon.
    if (next.join() === "cured" && start < parts.length - 2) start += 2;
    else if (isTrade && start === 0 && !isCompany.test(next[0]!)) start += 1;
    else if (next.every((word) => wordLists.plain.has(word))) break;
    else if (own.every((word) => containers.has(word)) || (own.join() === "soup" && next.includes("broth")))
      start += 1;
    else break;
  }
  return start;
}

/** Whether the food is that, and does not merely come with it. */
const isSaid = (place: Place | undefined) =>
  place !== undefined && place !== "company" && place !== "aside" && place !== "synonym" && place !== "kind";

/** The words of the names on the label, without what only says that it is a company. */
export function brandWords({ kind, brand, brandOwner }: NamedFood): ReadonlySet<string> {
  return kind === FoodKind.BRANDED ? wordsOfBrand(`${brand ?? ""} ${brandOwner ?? ""}`) : noWords;
}

const noWords: ReadonlySet<string> = new Set();
const wordsOfBrand = remembered(
  (text: string): ReadonlySet<string> => new Set(words(text).filter((word) => !companyWords.has(word))),
);

function nouns(part: readonly string[]): string[] {
  return part.slice(weakNouns.has(part.at(-1)!) ? -2 : -1);
}

/** What it costs a food to say a word at a place, if nobody asked for it. */
export function costOf(word: string, place: Place): number {
  if (place === "container" && tellingContainers.has(word)) return placeCost.company;
  if (
    place === "synonym" ||
    place === "kind" ||
    place === "container" ||
    place === "brand" ||
    place === "label"
  )
    return placeCost[place];
  const kind = kindsOfWords.get(word);
  if (place === "aside" && kind !== "special") return placeCost.aside;
  // What a number means is hard to tell, but never the plain food.
  if (/^\d+$/.test(word)) return numberCost;
  if (place === "company" && kind !== "special")
    return Math.min(placeCost.company, kind ? wordCost[kind] : placeCost.company);
  if (place === "variant" && Object.hasOwn(variantCost, word)) return variantCost[word]!;
  if (!kind && word.startsWith("no_")) return withoutCost;
  if (place !== "noun") return kind ? wordCost[kind] : placeCost[place];
  if (familyNouns.has(word)) return familyCost;
  // Whatever it means elsewhere, as the noun it is the food: "Fat, chicken" is fat, and a muffin is no zucchini.
  return kind === "form" ? formNounCost : Math.max(placeCost.noun, kind ? wordCost[kind] : 0);
}

/** What the words cost by which a food is of a kind: whoever asks for toast has asked for bread. */
export function costOfKind(name: string, found: ReadonlyMap<string, Place>): number {
  const costs = wordsOfKind.get(name)!.map((word) => costOf(word, found.get(word)!));
  return costs.reduce((sum, cost) => sum + cost, 0);
}

const wordsOfKind = new Map(kinds);

/** Of a word that stands in several lists the first one counts. */
const kindsOfWords = new Map<string, keyof typeof wordCost>();
for (const kind of Object.keys(wordCost) as (keyof typeof wordCost)[]) {
  for (const word of wordLists[kind]) if (!kindsOfWords.has(word)) kindsOfWords.set(word, kind);
}
