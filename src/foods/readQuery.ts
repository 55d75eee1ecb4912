import { softWords } from "./searchWeights.js";
import { wordsWithCompany } from "./words.js";

/** A word of a query, and what it does there. */
export interface AskedWord {
  readonly word: string;
  readonly role: "noun" | "modifier" | "soft";
}

/** No food needs more words to be told from all others; the rest of a long text is not looked up. */
const mostWords = 16;

/** The words of a query and their parts: the last one names the thing, unless it is one that only describes. */
export function readQuery(text: string): AskedWord[] {
  const { food, company } = wordsWithCompany(text);
  const all = [...new Set([...food, ...company])].slice(0, mostWords);
  const hard = all.filter((word) => !softWords.has(word));
  const noun = all.findLast((word) => food.includes(word) && !softWords.has(word)) ?? all.at(-1);
  return all.map((word) => ({
    word,
    role: word === noun ? "noun" : hard.length > 0 && softWords.has(word) ? "soft" : "modifier",
  }));
}
