import { FoodKind } from "../Food.js";
import type { AskedWord } from "./readQuery.js";
import { brandWords, type IndexedFood } from "./searchIndex.js";
import { cookedWords, partNouns, rawWords, secondLook, wordLists } from "./searchWeights.js";
import { words } from "./words.js";

/** A food that the index found, with what a second look at it needs. */
export interface Candidate extends IndexedFood {
  readonly score: number;
  /** How many of the words that matter it has. */
  readonly weight: number;
}

export interface Reranked<T> {
  readonly food: T;
  readonly score: number;
  /** What was added to the score of the index, by reason. */
  readonly added: Added;
}

/**
 * Ranks the best foods of the index anew by what single words do not tell: their order, the name as a whole, the state
 * that was asked for, and the same food twice. Pure: the same foods and words give the same order.
 */
export function rerank<T extends Candidate>(
  candidates: readonly T[],
  asked: readonly AskedWord[],
  amount: string | null,
): Reranked<T>[] {
  const query = readAsked(asked, amount);
  const named = candidates.map((food) => ({ food, ...readName(food) }));
  const brand = askedBrand(named, query);
  const others: Others = {
    isNamed: named.some(({ all }) => query.hard.every((word) => all.includes(word))),
    firstLacks: named.length > 0 && named[0]!.food.weight < query.hard.length,
  };
  const seen = new Set<string>();
  return named
    .map((candidate) => {
      const { food, all } = candidate;
      const added = { ...secondLookAt(candidate, query, others), ...brandLookAt(candidate, brand) };
      const key = [...new Set(all)].sort().join(" ");
      if (seen.has(key)) added.again = secondLook.again;
      seen.add(key);
      const more = Object.values(added).reduce((sum, points) => sum + points, 0);
      return { food, added, score: food.score + more };
    })
    .sort((a, b) => b.score - a.score);
}

/** Of the names that are read again and again only so many stay read, some ten megabytes. */
const mostRead = 50_000;
const read = new Map<string, readonly string[]>();

/** `words` of a name of a food, which takes longer than everything that is then done with them. */
function wordsOf(name: string): readonly string[] {
  const known = read.get(name);
  if (known) return known;
  if (read.size === mostRead) read.clear();
  const made = words(name);
  read.set(name, made);
  return made;
}

/** A food with the words of its name, in all and part by part, and those of its brand. */
interface Named {
  readonly food: Candidate;
  readonly parts: readonly (readonly string[])[];
  readonly all: readonly string[];
  readonly brand: ReadonlySet<string>;
}

function readName(food: Candidate): Omit<Named, "food"> {
  const parts = food.name
    .replace(/\([^)]*\)?/g, " ")
    .split(/[,;]/)
    .map(wordsOf)
    .filter(({ length }) => length > 0);
  return { parts, all: parts.flat(), brand: brandWords(food) };
}

/** The words of the query that are a brand of some product found, and that no plain food found has. */
function askedBrand(candidates: readonly Named[], { hard, noun }: Asked): readonly string[] {
  const brands = new Set<string>();
  const plain = new Set<string>();
  for (const { food, parts, all, brand } of candidates) {
    if (food.kind !== FoodKind.BRANDED) for (const word of all) plain.add(word);
    // The first part of a name of several often is a brand; not where it names the thing.
    else
      for (const word of parts.length > 1 && !parts[0]!.includes(noun) ? [...brand, ...parts[0]!] : brand)
        brands.add(word);
  }
  return hard.filter((word) => brands.has(word) && !plain.has(word));
}

function brandLookAt({ parts, brand }: Named, asked: readonly string[]): Added {
  if (asked.length === 0) return {};
  const start = parts[0] ?? [];
  if (asked.every((word) => start.includes(word))) return { ownBrand: secondLook.ownBrand };
  return asked.some((word) => brand.has(word) || start.includes(word))
    ? {}
    : { otherBrand: secondLook.otherBrand };
}

interface Asked {
  readonly all: readonly string[];
  /** The words that matter, in order. */
  readonly hard: readonly string[];
  readonly noun: string;
  readonly wantsCooked: boolean;
  readonly wantsRaw: boolean;
  readonly number: string | null;
}

function readAsked(asked: readonly AskedWord[], amount: string | null): Asked {
  const all = asked.map(({ word }) => word);
  return {
    all,
    noun: asked.find(({ role }) => role === "noun")?.word ?? "",
    hard: asked.filter(({ role }) => role !== "soft").map(({ word }) => word),
    wantsCooked: all.includes("cooked"),
    wantsRaw: all.some((word) => rawWords.has(word)),
    number: amount && /^\d+$/.test(amount) ? amount : null,
  };
}

/** What the other foods found tell. */
interface Others {
  /** Whether some food says all that matters in its own name. */
  readonly isNamed: boolean;
  /** Whether the best food by single words lacks one that matters. */
  readonly firstLacks: boolean;
}

type Added = Partial<Record<keyof typeof secondLook, number>>;

function secondLookAt(
  { food: { synonyms, kind, weight }, parts, all }: Named,
  query: Asked,
  { isNamed, firstLacks }: Others,
): Added {
  const added: Added = {};
  if (query.hard.length > 1 && standsInOrder(parts, query.hard)) added.sameOrder = secondLook.sameOrder;
  const whole = query.all.join(" ");
  if (
    !query.all.every((word) => all.includes(word)) &&
    synonyms.some((synonym) => wordsOf(synonym).join(" ") === whole)
  ) {
    if (isNamed) added.otherName = secondLook.otherName;
    else added.onlyName = secondLook.onlyName;
  }
  if (
    firstLacks &&
    weight === query.hard.length &&
    kind !== FoodKind.BRANDED &&
    [...parts, ...synonyms.map(wordsOf)].some((name) => query.hard.every((word) => name.includes(word)))
  )
    added.together = secondLook.together;
  if (query.number && all.some((word, at) => word === query.number && all[at + 1] === query.hard[0]))
    added.number = secondLook.number;
  const isRaw = all.some((word) => rawWords.has(word));
  // "Beef, chuck, roast, raw" is a cut to be roasted.
  const isCooked = !isRaw && all.some((word) => cookedWords.has(word));
  if ((query.wantsCooked && isRaw) || (query.wantsRaw && isCooked)) added.otherState = secondLook.otherState;
  return added;
}

/** Whether the last two words that matter are said in this order: side by side, or the noun in an earlier part of the name. */
function standsInOrder(parts: readonly (readonly string[])[], hard: readonly string[]): boolean {
  const [describes, noun] = hard.slice(-2) as [string, string];
  if (parts.some((part) => part.some((word, at) => word === describes && part[at + 1] === noun))) return true;
  const placeOf = (wanted: string) => parts.findIndex((part) => part.includes(wanted));
  const [describing, named] = [placeOf(describes), placeOf(noun)];
  // "Lamb, New Zealand, shoulder": between an animal and its part much may stand.
  if (partNouns.has(noun) || wordLists.form.has(noun)) return describing >= 0 && named > describing;
  if (partNouns.has(describes)) return named >= 0 && describing > named;
  const saysMore = (part: readonly string[]) => !part.every((word) => wordLists.plain.has(word));
  return named >= 0 && describing > named && !parts.slice(named + 1, describing).some(saysMore);
}
