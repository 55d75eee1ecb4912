import { canonicalPhrases } from "./synonyms.js";

/** Words that name no food: they are neither indexed nor asked for. */
const fillers = new Set(
  "a an and as at by for from in into is it of on or other such than that the their to up w with".split(" "),
);

/** What follows one of these describes or accompanies the food, and is not the food. */
const connectors = new Set(["with", "in", "from", "for", "made", "on", "w", "includes", "including"]);

const negations = new Set(["no", "non", "not", "without"]);

/** No word of a food is longer, and an index entry must be bounded. */
const longestWord = 40;

/** Singulars that the rules of `singular` would miss. */
const irregular = new Map(
  Object.entries({
    leaves: "leaf",
    loaves: "loaf",
    halves: "half",
    knives: "knife",
    calves: "calf",
    geese: "goose",
    cookies: "cookie",
    brownies: "brownie",
    smoothies: "smoothie",
    veggies: "vegetable",
    calories: "calorie",
    molasses: "molasses",
    chilies: "chili",
    chillies: "chili",
    chilis: "chili",
  }),
);

/**
 * A text as the words that the search compares, the same for the names of foods and for what people type: no accents,
 * lower case, singular, British words as American ones, "without salt", "salt-free" and "unsalted" as one word `no_salt`.
 */
export function words(text: string): string[] {
  return wordsOf(tokens(text));
}

/** Like `words`, before any is replaced by another one of the same meaning. */
export function plainWords(text: string): string[] {
  return plainWordsOf(tokens(text));
}

/** Like `words`, cut where a connector stands: the food first, then what goes with it. */
export function wordsWithCompany(text: string): { food: string[]; company: string[] } {
  const all = tokens(text);
  const cut = all.findIndex((word, at) => at > 0 && connectors.has(word));
  if (cut < 0) return { food: wordsOf(all), company: [] };
  return { food: wordsOf(all.slice(0, cut)), company: wordsOf(all.slice(cut + 1)) };
}

const wordsOf = (list: readonly string[]) => canonical(plainWordsOf(list));

const plainWordsOf = (list: readonly string[]) =>
  joinNegations(list.map(singular)).filter((word) => !fillers.has(word));

/** Letters of the Latin script that are no other letter with a mark. */
const plainLetters: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

/** What stands in few names: to look for all of it at once is faster. */
const inFew = /['’`/]|with|other|exc/;

function tokens(text: string): string[] {
  const small = withoutAccents(text);
  const plain = inFew.test(small) ? withoutSigns(small) : small;
  return (plain.match(/\d+(\.\d+)?%?|\p{L}+/gu) ?? []).filter(({ length }) => length <= longestWord);
}

/** Short forms and possessives in full, and each way to say "without" as that. */
const withoutSigns = (text: string) =>
  text
    .replaceAll(/\bw\/o\b/g, "without")
    .replaceAll(/\bwith (added )?salt\b/g, "salted")
    .replaceAll(/\b(?:other than|excluding|except(?: for)?)\b/g, "without")
    .replaceAll(/['’`](s\b)?/g, "");

/** In small letters. */
function withoutAccents(text: string): string {
  // Most names have none, and to look for them takes longer than everything else.
  if (!/[^ -~]/.test(text)) return text.toLowerCase();
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => plainLetters[letter]!);
}

function singular(word: string): string {
  const known = irregular.get(word);
  if (known !== undefined) return known;
  if (word.length < 4 || !word.endsWith("s") || /(ss|us|is)$/.test(word)) return word;
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(ch|sh|ss|x|zz|[^o]o)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

function joinNegations(list: readonly string[]): string[] {
  const joined: string[] = [];
  for (let at = 0; at < list.length; at++) {
    const word = list[at]!;
    const isNegation = negations.has(word);
    // "no added salt" and "no salt" mean the same to someone who looks for a food.
    if (isNegation && list[at + 1] === "added" && at + 2 < list.length) at++;
    const next = list[at + 1];
    if (isNegation && next !== undefined) {
      joined.push(`no_${next}`);
      at++;
    } else if (next === "free" && !/\d/.test(word)) {
      joined.push(`no_${word}`);
      at++;
    } else joined.push(word.endsWith("less") && word.length > 6 ? `no_${word.slice(0, -4)}` : word);
  }
  return joined;
}

/** How many words the longest known phrase has, by its first word. */
const longestPhrases = new Map<string, number>();
for (const phrase of canonicalPhrases.keys()) {
  const list = phrase.split(" ");
  longestPhrases.set(list[0]!, Math.max(list.length, longestPhrases.get(list[0]!) ?? 0));
}

/** Replaces the longest known phrase at each place by its canonical one. */
function canonical(list: readonly string[]): string[] {
  const result: string[] = [];
  for (let at = 0; at < list.length; ) {
    let length = Math.min(longestPhrases.get(list[at]!) ?? 0, list.length - at);
    while (length > 0 && !canonicalPhrases.has(list.slice(at, at + length).join(" "))) length--;
    if (length === 0) result.push(list[at++]!);
    else {
      const phrase = canonicalPhrases.get(list.slice(at, at + length).join(" "))!;
      if (phrase) result.push(...phrase.split(" "));
      at += length;
    }
  }
  return result;
}
