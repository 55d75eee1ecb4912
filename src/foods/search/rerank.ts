import type { LookedFood } from "./LookedFood.js";
import type { AskedWord } from "./readQuery.js";
import { cookedWords, partNouns, rawWords, secondLook, wordLists } from "./searchWeights.js";

/** A food that the index found. */
export interface Candidate {
  readonly food: LookedFood;
  readonly score: number;
  /** How many of the words that matter it has. */
  readonly weight: number;
}

export type Reranked<T extends Candidate> = T & {
  /** What was added to the score of the index, by reason. */
  readonly added: Added;
};

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
  const brand = askedBrand(candidates, query);
  const others: Others = {
    isNamed: candidates.some(
      ({ food, weight }) => weight === query.hard.length && hasWords(food.all, query.hard),
    ),
    firstLacks: candidates.length > 0 && candidates[0]!.weight < query.hard.length,
  };
  const seen = new Set<string>();
  return candidates
    .map((candidate) => {
      const { food } = candidate;
      const added = secondLookAt(candidate, query, others);
      if (brand.length > 0) Object.assign(added, brandLookAt(food, brand));
      if (seen.has(food.sameWords)) added.again = secondLook.again;
      else seen.add(food.sameWords);
      let { score } = candidate;
      for (const reason in added) score += added[reason as keyof Added]!;
      return { ...candidate, added, score };
    })
    .sort((a, b) => b.score - a.score);
}

/** The words of the query that are a brand of some product found, and that no plain food found has. */
function askedBrand(candidates: readonly Candidate[], { hard, noun }: Asked): readonly string[] {
  const products = candidates.filter(({ food }) => food.isProduct);
  if (products.length === 0) return [];
  const plain = candidates.filter(({ food }) => !food.isProduct);
  return hard.filter(
    (word) =>
      products.some(({ food }) => isBrand(word, food, noun)) &&
      !plain.some(({ food }) => food.all.includes(word)),
  );
}

/** The first part of a name of several often is a brand; not where it names the thing. */
const isBrand = (word: string, { brandWords, parts }: LookedFood, noun: string) =>
  brandWords.has(word) || (parts.length > 1 && !parts[0]!.includes(noun) && parts[0]!.includes(word));

function brandLookAt({ parts, brandWords: brand }: LookedFood, asked: readonly string[]): Added {
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

function secondLookAt({ food, weight }: Candidate, query: Asked, { isNamed, firstLacks }: Others): Added {
  const { parts, all } = food;
  const added: Added = {};
  // What the index knows comes first: most foods lack a word, and their names need not be fetched from memory.
  const hasAll = weight === query.hard.length;
  if (query.hard.length > 1 && weight > 1 && standsInOrder(parts, query.hard))
    added.sameOrder = secondLook.sameOrder;
  if (hasAll && isOtherName(food, query.all) && !hasWords(all, query.all)) {
    if (isNamed) added.otherName = secondLook.otherName;
    else added.onlyName = secondLook.onlyName;
  }
  if (
    firstLacks &&
    hasAll &&
    !food.isProduct &&
    (haveTogether(parts, query.hard) || haveTogether(food.otherNames, query.hard))
  )
    added.together = secondLook.together;
  if (query.number && isNumbered(all, query)) added.number = secondLook.number;
  if ((query.wantsCooked && isRaw(all)) || (query.wantsRaw && isCooked(all)))
    added.otherState = secondLook.otherState;
  return added;
}

// Functions of their own, so that a closure is made only for the few of fifty foods that need one.

const isSame = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((word, at) => word === other[at]);
const isOtherName = ({ otherNames }: LookedFood, all: readonly string[]) =>
  otherNames.length > 0 && otherNames.some((name) => isSame(name, all));
const hasWords = (name: readonly string[], words: readonly string[]) =>
  words.every((word) => name.includes(word));
const haveTogether = (names: readonly (readonly string[])[], words: readonly string[]) =>
  names.some((name) => hasWords(name, words));
const isNumbered = (name: readonly string[], { number, hard }: Asked) =>
  name.some((word, at) => word === number && name[at + 1] === hard[0]);

const isRaw = (name: readonly string[]) => name.some((word) => rawWords.has(word));
/** "Beef, chuck, roast, raw" is a cut to be roasted. */
const isCooked = (name: readonly string[]) => name.some((word) => cookedWords.has(word)) && !isRaw(name);

/** Whether the last two words that matter are said in this order: side by side, or the noun in an earlier part of the name. */
function standsInOrder(parts: readonly (readonly string[])[], hard: readonly string[]): boolean {
  const [describes, noun] = [hard.at(-2)!, hard.at(-1)!];
  const placeOf = (wanted: string) => parts.findIndex((part) => part.includes(wanted));
  const describing = placeOf(describes);
  const named = describing < 0 ? -1 : placeOf(noun);
  if (named < 0) return false;
  if (parts.some((part) => part.some((word, at) => word === describes && part[at + 1] === noun))) return true;
  // "Lamb, New Zealand, shoulder": between an animal and its part much may stand.
  if (partNouns.has(noun) || wordLists.form.has(noun)) return named > describing;
  if (partNouns.has(describes)) return describing > named;
  const saysMore = (part: readonly string[]) => !part.every((word) => wordLists.plain.has(word));
  return describing > named && !parts.slice(named + 1, describing).some(saysMore);
}
