import { readAmount } from "../amounts/readAmount.js";
import { cookedWords, softWords, weakAsked } from "./searchWeights.js";
import { wordsWithCompany } from "./words.js";

/** A word of a query, and what it does there. */
export interface AskedWord {
  readonly word: string;
  readonly role: "noun" | "modifier" | "soft";
  /** Not typed, but meant: a steamed food is a cooked one. */
  readonly isImplied?: true;
}

/** A query as it was understood. */
export interface Reading {
  readonly asked: readonly AskedWord[];
  /** What was left out as an amount, as it was typed; null if nothing was. */
  readonly amount: string | null;
}

/** No food needs more words to be told from all others; the rest of a long text is not looked up. */
const mostWords = 16;

/** The words of a query and their parts: the last one names the thing, unless it is one that only describes. */
export function readQuery(text: string): Reading {
  const { amount, food: rest, isCanned } = readAmount(text);
  const { food, company } = wordsWithCompany(rest);
  const all = [...new Set([...food, ...company])].slice(0, mostWords);
  const hard = all.filter((word) => !softWords.has(word));
  const nouns = hard.filter((word) => food.includes(word));
  const noun = nouns.findLast((word) => !weakAsked.has(word)) ?? nouns.at(-1) ?? all.at(-1);
  const asked = all.map((word) => ({
    word,
    role:
      word === noun
        ? ("noun" as const)
        : hard.length > 0 && softWords.has(word)
          ? ("soft" as const)
          : ("modifier" as const),
  }));
  // "Chuck roast" is a cut, "roast beef" is cooked.
  const isCut = /\broasts?$/i.test(rest);
  const implied = [
    ...(all.some((word) => cookedWords.has(word)) && !isCut ? ["cooked"] : []),
    ...(all.includes("fresh") ? ["raw"] : []),
    ...(isCanned ? ["canned"] : []),
  ].filter((word) => !all.includes(word));
  return {
    asked: [...asked, ...implied.map((word) => ({ word, role: "soft" as const, isImplied: true as const }))],
    amount,
  };
}
