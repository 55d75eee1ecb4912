import { registerEnumType } from "type-graphql";

export enum Preparation {
  RAW = "RAW",
  COOKED = "COOKED",
  FRIED = "FRIED",
  DRIED = "DRIED",
  CANNED = "CANNED",
  FROZEN = "FROZEN",
  PICKLED = "PICKLED",
  SMOKED = "SMOKED",
}

registerEnumType(Preparation, {
  name: "Preparation",
  description: "The state of a food that its name tells: how it was prepared or kept.",
});

/** In the order in which they win: what was canned and then heated is cooked, raw bacon that was smoked is raw. */
const told: readonly (readonly [Preparation, RegExp])[] = [
  [Preparation.FRIED, /\b(fried|pan-fried|deep-fried|stir-fried|sauteed)\b/],
  [
    Preparation.COOKED,
    /\b(cooked|boiled|hard-boiled|baked|roasted|grilled|broiled|steamed|microwaved|stewed|braised|poached|scrambled|toasted|simmered|rotisserie)\b/,
  ],
  [Preparation.RAW, /\b(raw|uncooked)\b/],
  [Preparation.PICKLED, /\b(pickled|sauerkraut)\b/],
  [Preparation.SMOKED, /\bsmoked\b/],
  [Preparation.CANNED, /\b(canned|tinned)\b/],
  [Preparation.DRIED, /\b(dried|dehydrated|freeze-dried|sun-dried|dry)\b/],
  [Preparation.FROZEN, /\bfrozen\b/],
];

/** What the name of a plain food tells of its state; null where it does not. */
export function preparationOf(name: string): Preparation | null {
  const text = name.toLowerCase().replace(/\b(not|without|or) \w+/g, "");
  return told.find(([, words]) => words.test(text))?.[0] ?? null;
}
