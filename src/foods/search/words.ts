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
const irregular: Record<string, string> = {
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
};

/**
 * A text as the words that the search compares, the same for the names of foods and for what people type: no accents,
 * lower case, singular, British words as American ones, "without salt", "salt-free" and "unsalted" as one word `no_salt`.
 */
export function words(text: string): string[] {
  return canonical(plainWords(text));
}

/** Like `words`, before any is replaced by another one of the same meaning. */
export function plainWords(text: string): string[] {
  return joinNegations(tokens(text).map(singular)).filter((word) => !fillers.has(word));
}

/** Like `words`, cut where a connector stands: the food first, then what goes with it. */
export function wordsWithCompany(text: string): { food: string[]; company: string[] } {
  const all = tokens(text);
  const cut = all.findIndex((word, at) => at > 0 && connectors.has(word));
  if (cut < 0) return { food: words(text), company: [] };
  return { food: words(all.slice(0, cut).join(" ")), company: words(all.slice(cut + 1).join(" ")) };
}

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

function tokens(text: string): string[] {
  const plain = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => plainLetters[letter]!)
    .replace(/\bw\/o\b/g, "without")
    .replace(/\bwith (added )?salt\b/g, "salted")
    .replace(/\b(?:other than|excluding|except(?: for)?)\b/g, "without")
    .replace(/['’`](s\b)?/g, "");
  return (plain.match(/\d+(\.\d+)?%?|\p{L}+/gu) ?? []).filter(({ length }) => length <= longestWord);
}

function singular(word: string): string {
  if (irregular[word]) return irregular[word];
  if (word.length < 4 || !word.endsWith("s") || /(ss|us|is)$/.test(word)) return word;
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(ch|sh|ss|x|zz|[^o]o)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

function joinNegations(list: readonly string[]): string[] {
  const joined: string[] = [];
  const rest = [...list];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    // "no added salt" and "no salt" mean the same to someone who looks for a food.
    if (negations.has(word) && rest[0] === "added" && rest.length > 1) rest.shift();
    if (negations.has(word) && rest.length > 0) joined.push(`no_${rest.shift()}`);
    else if (rest[0] === "free" && !/\d/.test(word)) {
      rest.shift();
      joined.push(`no_${word}`);
    } else joined.push(word.replace(/^(.{3,})less$/, "no_$1"));
  }
  return joined;
}

const longestPhrase = Math.max(...[...canonicalPhrases.keys()].map((phrase) => phrase.split(" ").length));

/** Replaces the longest known phrase at each place by its canonical one. */
function canonical(list: readonly string[]): string[] {
  const result: string[] = [];
  for (let at = 0; at < list.length; ) {
    let length = Math.min(longestPhrase, list.length - at);
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
