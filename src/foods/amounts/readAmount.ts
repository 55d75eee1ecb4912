import { words } from "../search/words.js";

/** A query without the amount in it. */
export interface Amount {
  /** As it was typed: "2", "30 g", "a slice of"; null where none was. */
  readonly amount: string | null;
  readonly food: string;
  /** The container that was counted, where it tells how the food is kept. */
  readonly isCanned: boolean;
}

const numbers =
  "half a dozen|half|quarter|third|dozen|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|couple|few|some|another";
/** "One and a half", "1 and 1/2", "three quarters". */
const mixed = `(?:\\d+|${numbers})\\s+and\\s+(?:a\\s+(?:half|quarter|third)\\b|\\d+\\s*[/⁄]\\s*\\d+)|(?:two|three)\\s+(?:thirds|quarters)\\b`;
const number = `(?:${mixed}|\\d+\\s+\\d+\\s*[/⁄]\\s*\\d+|\\d+\\s*[/⁄]\\s*\\d+|\\d+(?:[.,]\\d+)?\\s*[¼½¾⅓⅔]?|[¼½¾⅓⅔]|(?:${numbers})\\b)`;
const weights =
  "g|gr|gm|gms|grams?|grammes?|kg|kilos?|kilograms?|mg|oz|ounces?|lbs?|pounds?|ml|cl|dl|l|litres?|liters?|millilit(?:re|er)s?|pints?|quarts?|gallons?";
const measures = `fl\\.?\\s*oz|fluid ounces?|cups?|tbsps?|tbs|table ?spoons?|tsps?|tea ?spoons?|dessert ?spoons?|spoons?|spoonfuls?|slices?|pieces?|cloves?|glass(?:es)?|mugs?|bottles?|bowls?|plates?|servings?|portions?|handfuls?|pinch(?:es)?|dash(?:es)?|splash(?:es)?|drops?|sticks?|strips?|rashers?|shots?|scoops?|packets?|packs?|packages?|sachets?|bags?|boxes|box|jars?|tubs?|pots?|bunch(?:es)?|sprigs?|stalks?|heads?|ears?|wedges?|knobs?|dollops?|pats?|loaf of|loaves of|bars? of`;
const containers = "cans?|tins?";
const unit = `(?:${weights}|${measures}|${containers})`;

/** "2 large", "half an", "1/2 cup of", "a slice of", "200g", "1 (14 oz) can". */
const leading = new RegExp(
  `^(?:(?:about|approx\\.?|around)\\s+)?(?:(?:a|an)\\s+(?=(?:${numbers}|${measures}|${containers})\\b))?(?:(${number})(?:\\s*[-–x×]\\s*${number})?(?:\\s*[x×](?=\\s))?\\s*(?:(?:of\\s+)?(?:a|an)\\s+)?(?:\\(.*?\\)\\s*)?(?:(?:large|small|medium|heaped|level|big|thick|thin)\\s+(?=${unit}\\b))?(${unit}\\.?(?=\\s|$))?|(${measures}|${containers}|bars?|loaf|loaves|pints?|quarts?|gallons?|litres?|liters?|kilos?|pounds?|ounces?)(?=\\s+of\\b))\\s*(?:of\\s+)?(?:the\\s+)?`,
  "i",
);
/** "cheddar 30 g", "rice, 1 cup", "banana x2", "eggs (2)". */
const trailing = new RegExp(
  `[\\s,(]+(${number})\\s*(${unit})\\)?$|\\s+[x×]\\s*(${number})$|\\s*\\((${number})\\)$`,
  "i",
);
/** "85/15 beef" is beef of 85 % lean meat. */
const lean = /(?<!\d)(\d\d)\s*\/\s*(\d\d)(?!\d)/;

/** Splits an amount off a query, if something is left to search for. A percentage is no amount: "2% milk". */
export function readAmount(query: string): Amount {
  const text = query
    .trim()
    .replace(lean, (all, meat, fat) => (Number(meat) + Number(fat) === 100 ? `${meat}%` : all));
  for (const pattern of [leading, trailing]) {
    const found = pattern.exec(text);
    if (!found || found[0] === "") continue;
    const food = text.replace(pattern, " ").trim();
    // A number that belongs to what follows: "7 up", "2% milk", "half and half".
    if (
      words(food).length === 0 ||
      /^([%\d&]|and\b)/i.test(food) ||
      (found.index === 0 && isGlued(found[0], food))
    )
      continue;
    const container = found
      .slice(1)
      .some((part) => part && new RegExp(`^(?:${containers})$`, "i").test(part));
    return { amount: found[0].replace(/^[\s,(]+|[\s,()]+$/g, ""), food, isCanned: container };
  }
  return { amount: null, food: text, isCanned: false };
}

/** "7up" */
const isGlued = (amount: string, food: string) => /\d$/.test(amount) && /^\p{L}/u.test(food);
