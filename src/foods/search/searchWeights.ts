import type { SourceKey } from "../sources.js";

/**
 * Every number and word list by which foods are ranked. A food's score for a query is
 *
 *   the source's prior − what each of its words costs + for each word that was asked for: its points and its cost back.
 *
 * So a plain food wins over one whose name says more than was asked, and how much more depends on the word: "raw" says
 * little, "cake" makes it another food. Points depend on where in the name the word stands.
 */
export type Place =
  | "noun"
  | "compound"
  | "variant"
  | "detail"
  | "company"
  | "aside"
  | "synonym"
  | "kind"
  | "container"
  | "brand"
  | "label";

/** Points of a word by its place in the name: when it is the thing asked for, and when it describes that thing. */
export const points: Record<Place, { noun: number; modifier: number }> = {
  /** The last word of the first part: "milk" in "Chocolate milk, ready to drink". */
  noun: { noun: 60, modifier: 35 },
  /** The words before it: "chocolate". */
  compound: { noun: 50, modifier: 55 },
  /** The second part: "cheddar" in "Cheese, cheddar, sharp". */
  variant: { noun: 75, modifier: 60 },
  /** Any later part: "sharp". */
  detail: { noun: 50, modifier: 60 },
  /** After "with", "in", "made from". */
  company: { noun: 10, modifier: 30 },
  /** In brackets. */
  aside: { noun: 25, modifier: 60 },
  synonym: { noun: 25, modifier: 25 },
  /** A name of a kind, such as "kalamata" of olives: enough to find the food, less than a food of that name. */
  kind: { noun: 30, modifier: 30 },
  /** A group rather than a food: "spices" in "Spices, pepper, black". */
  container: { noun: 30, modifier: 25 },
  /** Whoever names a brand wants its products: this outweighs the prior of plain foods. */
  brand: { noun: 60, modifier: 110 },
  /** The first part of a product's name, which often is a brand as well. */
  label: { noun: 60, modifier: 80 },
};

/** What a word costs that was not asked for, by place. */
export const placeCost: Record<Place, number> = {
  noun: 60,
  compound: 30,
  variant: 7,
  detail: 5,
  company: 30,
  aside: 2,
  synonym: 0,
  kind: 0,
  container: 3,
  brand: 2,
  label: 4,
};

/** Words whose cost is told by what they mean, wherever they stand. */
export const wordCost = {
  /** It says nothing that tells foods apart. */
  usual: 0,
  /** It says what everybody expects. */
  plain: 3,
  /** Cooked, or kept in a way that leaves it the same food. */
  state: 7,
  /** With less of something than people expect. */
  lighter: 12,
  /** Treated so that it is hardly the same food, or made of something else. */
  changed: 20,
  /** Made into another food. */
  form: 45,
  /** For someone in particular, or without what makes it that food. */
  special: 130,
};

export const wordLists: Record<keyof typeof wordCost, ReadonlySet<string>> = {
  usual: list("all purpose enriched unenriched bleached unbleached"),
  plain:
    list(`raw fresh plain nfs ns regular all type unspecified specified commercial commercially variety grade
    large medium whole retail cut unprepared uncooked ready eat common ripe mature seed unenriched enriched
    separable lean fat only trimmed choice select usda added vitamin d edible portion ground unsweetened natural table nonspecific cured all purpose bleached flesh long grain bulb lower portion slightly brewed broiler fryer`),
  state: list(`cooked boiled roast baked grilled broiled steamed microwaved stewed braised canned frozen
    salted heated toasted drained mashed pureed prepared instant
    dry cooking no_salt no_skin no_bone scrambled poached sliced stuffed strained unheated`),
  lighter: list("baby reduced low lowfat nonfat light diet lean no_fat no_sugar no_alcoholic skim"),
  changed: list(`dried dehydrated smoked sweetened fried creamed breaded battered coated concentrate powdered
    evaporated condensed reconstituted crystallized freeze candied fermented filled glazed flavored imitation minced meatless vegetarian turkey glutinous
    alcoholic rotisserie barbecue chinese mexican thai korean japanese prepackaged deli luncheon giblet gizzard feet neck tail ear liver heart kidney`),
  form: list(`juice drink beverage nectar cake cookie pie bread muffin chip powder candy bar cereal sandwich soup sauce
    dressing dip dessert pudding cream mix flavor substitute analog spread snack cracker salad casserole
    stew pizza burrito roll dinner meal topping filling gravy omelet pancake waffle donut pastry syrup jelly jam
    shake smoothie tea cocktail wrap taco croissant biscuit loaf patty nugget stick burger frosting flour oil
    pickled relish sherbet sorbet yogurt popcorn granola extract seasoning`),
  special:
    list(`no_meat babyfood infant formula toddler junior restaurant fast school lunch native alaska navajo
    apache hopi shoshone vegan vegetarian nutritional supplement`),
};

/** What a word of `form` costs as the noun: "Ranch dressing" is no ranch, but what people call so. */
export const formNounCost = 90;

/** Nouns of a family: its members are asked for by their own name alone, as "cheddar" and "zucchini", or "ginger". */
export const familyNouns = list(
  "squash melon lettuce cabbage mushroom cheese coffee tea wine root seed spear",
);
export const familyCost = 25;

/**
 * What second parts of a name cost that say what most people mean, "Rice, white", but rather "Egg, whole" than "Egg,
 * white"; and one that says what hardly anybody means.
 */
export const variantCost: Readonly<Record<string, number>> = {
  whole: 2,
  white: 3,
  black: 10,
  brown: 10,
  skin: 20,
};

/** A food without what makes it that food: "Pizza, no cheese". */
export const withoutCost = 10;

/** "00" of a flour. */
export const numberCost = 12;

/** Parts of a name that only group: the food is what comes next. */
export const containers =
  list(`alcoholic distilled candy carbonated soda beverage cereal crustacean eat fast finfish fish food fruit game leavening agent
  meat mollusk novelty nut poultry product ready restaurant seaweed seed snack spice sweetener vegetable`);

/** Of these, what makes a food another one than its name alone says: a chocolate cereal is no chocolate. */
export const tellingContainers = list("cereal fast restaurant school");

/** A last word that says less than the one before it: in "pistachio nuts" and "pesto sauce" both are the thing. */
export const weakNouns = list("bean cheese fish nut root sauce seed spear");

/** Parts of an animal or plant: "chicken, breast" is said "chicken breast", not "breast chicken". */
export const partNouns =
  list(`breast thigh wing leg drumstick chop loin tenderloin sirloin rib steak shoulder neck back liver kidney heart
  tongue tail shank brisket belly cutlet fillet white yolk root leaf stalk heart sprout`);

/** Asked for last, these say less than the word before them: in "tuna fish" and "chicken breast" that is the food. */
export const weakAsked = new Set([
  ...partNouns,
  ...list("fish food meat nut product seed snack spear spice"),
]);

/** Ways of cooking: whoever asks for one rather has the food cooked another way than raw. */
export const cookedWords =
  list(`cooked boiled steamed poached simmered stewed braised roast baked grilled broiled barbecued microwaved fried
  sauteed scrambled rotisserie heat`);

/** What says that a food is not cooked. */
export const rawWords = list("raw uncooked unprepared unheated");

/** What a company is, not what it is called. */
export const companyWords =
  list(`inc llc ltd lp co company corp corporation incorporated limited group holding international the usa america
  american north product food brand industry enterprise sale distributor distributing manufacturing farm`);

/** Words that people add to a food and that a catalogue of foods rarely has; missing them costs a food little. */
export const softWords =
  list(`raw fresh plain shredded sliced diced chopped minced grated crushed peeled shelled toasted
  organic large small medium mini no_bone no_skin piece thick thin cut crumbled packed ripe quality pure natural
  whole uncooked cooked dried dry frozen prepared baby regular creamy reduced good best style extra liquid
  aril ball blend chunk crumb cube fillet flake floret head kernel leaf link puree sheet slice sprig spear stalk stick strip thread wedge boiled steamed simmered braised roast baked grilled
  broiled barbecued microwaved fried sauteed canned smoked seasoned fat lowfat nonfat low light lean
  brand company corp corporation inc llc ltd limited incorporated`);

/** What it costs a food to lack a word of the query. */
export const missing = { noun: 150, modifier: 40, soft: 15 };

/** The second look at the best foods: what their names as a whole tell. */
export const secondLook = {
  /** The words stand as they were asked for: "milk chocolate", or "Milk, chocolate" for "chocolate milk". */
  sameOrder: 12,
  /** The query is one of the other names of the food: "oreo" of a cookie. */
  otherName: 25,
  /** The same, where no food has all the words in its own name: "jello". */
  onlyName: 60,
  /** A number that was read as an amount is part of the name: "3 Musketeers". */
  number: 60,
  /** Cooked was asked for and the food is raw, or the other way round. */
  otherState: -60,
  /** A brand was asked for, and the food is not of that brand. */
  otherBrand: -60,
  /** The name begins with the brand that was asked for; others merely belong to its owner. */
  ownBrand: 15,
  /** The same food stands higher already, from a better source. */
  again: -10,
  /** One part of the name, or another name, has all that matters, where the best food by single words lacks some of it. */
  together: 40,
  /** The most that a habit of the user gives: not more than what parts near ties. */
  habit: 10,
};

/** A food that has so few points less than the first one fits about as well. */
export const nearTie = 10;

/** Half of what a use weighs fades in so many days. */
export const habitHalfLifeDays = 30;

/** So many uses give half of the points of a habit. */
export const habitHalfWeight = 2;

export const sourcePrior: Readonly<Record<SourceKey, number>> = {
  /** Whoever entered a food looks for that one. */
  custom: 60,
  "usda-foundation": 24,
  "usda-sr-legacy": 8,
  "usda-fndds": 0,
  /** Below every plain food, unless a word of the product is asked for. */
  "usda-branded": -90,
  openfoodfacts: -90,
};

/** What it costs a plain food that its name begins with a brand: "DENNY'S, top sirloin steak". */
export const tradeCost = 60;

function list(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
