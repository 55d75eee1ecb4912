/** An amount as a number of units; both null where it says neither, such as "some". */
export interface Count {
  readonly amount: number | null;
  /** As `measure` takes it; null where things were counted, such as "2 eggs". */
  readonly unit: string | null;
}

const numberWords: Record<string, number> = {
  half: 1 / 2,
  quarter: 1 / 4,
  a: 1,
  an: 1,
  another: 1,
  one: 1,
  two: 2,
  couple: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  dozen: 12,
  third: 1 / 3,
  thirds: 1 / 3,
  quarters: 1 / 4,
};
const fractions: Record<string, number> = { "¼": 1 / 4, "½": 1 / 2, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3 };

const parts = { half: "½", quarter: "¼", third: "⅓" };

/** They say nothing that a measure has. */
const unsaid = /^(of|the|about|approx|around|large|small|medium|heaped|level|big|thick|thin|and|x)$/;
/** Nobody knows how many these are. */
const vague = /\b(few|some)\b/;

/** How people write units that are known under another name, and those that are ten or a hundred of one. */
const unitsAs: Record<string, readonly [times: number, unit: string]> = {
  gr: [1, "g"],
  gm: [1, "g"],
  gms: [1, "g"],
  cl: [10, "ml"],
  dl: [100, "ml"],
  tbs: [1, "tbsp"],
  spoon: [1, "tbsp"],
  spoons: [1, "tbsp"],
  spoonful: [1, "tbsp"],
  spoonfuls: [1, "tbsp"],
};

/** Reads what `readAmount` left out of a query: "1 1/2 cups", "half a", "2-3 slices", "2 x 100 g", "30g". */
export function readCount(text: string): Count {
  const plain = text
    .toLowerCase()
    .replace(/\(.*?\)/g, " ")
    .replace(/\band a (half|quarter|third)\b/g, (_, part: keyof typeof parts) => parts[part])
    .replace(/\b(table|tea) spoon/g, "$1spoon");
  const tokens = plain.match(/\d+\s*[/⁄]\s*\d+|\d+(?:[.,]\d+)?|[¼½¾⅓⅔]|[-–x×](?=\s*\d)|\p{L}+/gu) ?? [];
  if (vague.test(plain)) return { amount: null, unit: null };
  let amount: number | null = null;
  let joiner = "";
  const unit: string[] = [];
  for (const token of tokens) {
    const number = numberOf(token);
    if (/^[-–x×]$/.test(token)) joiner = token;
    else if (number !== null && unit.length === 0) {
      amount = joined(amount, joiner, number, token);
      joiner = "";
    } else if (/^\p{L}/u.test(token) && number === null && !unsaid.test(token)) unit.push(token);
  }
  const [times, name] = unitsAs[unit.join(" ")] ?? [1, unit.join(" ") || null];
  if (amount === null) return { amount: name === null ? null : times, unit: name };
  return { amount: amount * times, unit: name };
}

function numberOf(token: string): number | null {
  const [, above, below] = /^(\d+)\s*[/⁄]\s*(\d+)$/.exec(token) ?? [];
  if (above && below) return Number(below) > 0 ? Number(above) / Number(below) : null;
  if (/^\d/.test(token)) return Number(token.replace(",", "."));
  return fractions[token] ?? (Object.hasOwn(numberWords, token) ? numberWords[token]! : null);
}

/** "2-3" is the middle of both, "2 x 100" their product, "1 1/2" their sum, and "half a" or "a dozen" the one that counts. */
function joined(before: number | null, joiner: string, number: number, token: string): number {
  if (before === null) return number;
  if (joiner === "-" || joiner === "–") return (before + number) / 2;
  if (joiner !== "" || /^\p{L}/u.test(token)) return before * number;
  return before + number;
}
