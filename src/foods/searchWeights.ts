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
  | "container";

/** Points of a word by its place in the name: when it is the thing asked for, and when it describes that thing. */
export const points: Record<Place, { noun: number; modifier: number }> = {
  /** The last word of the first part: "milk" in "Chocolate milk, ready to drink". */
  noun: { noun: 60, modifier: 35 },
  /** The words before it: "chocolate". */
  compound: { noun: 50, modifier: 55 },
  /** The second part: "cheddar" in "Cheese, cheddar, sharp". */
  variant: { noun: 75, modifier: 60 },
  /** Any later part: "sharp". */
  detail: { noun: 40, modifier: 60 },
  /** After "with", "in", "made from". */
  company: { noun: 10, modifier: 30 },
  /** In brackets. */
  aside: { noun: 25, modifier: 60 },
  synonym: { noun: 25, modifier: 25 },
  /** A group rather than a food: "spices" in "Spices, pepper, black". */
  container: { noun: 20, modifier: 20 },
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
  container: 3,
};

/** Words whose cost is told by what they mean, wherever they stand. */
export const wordCost = {
  /** It says what everybody expects. */
  plain: 3,
  /** Cooked, or kept in a way that leaves it the same food. */
  state: 7,
  /** Treated so that it is hardly the same food. */
  changed: 20,
  /** Made into another food. */
  form: 45,
  /** For someone in particular, or without what makes it that food. */
  special: 130,
};

export const wordLists: Record<keyof typeof wordCost, ReadonlySet<string>> = {
  plain:
    list(`raw fresh plain nfs ns regular all type unspecified specified commercial commercially variety grade
    large medium whole retail cut unprepared uncooked ready eat common ripe mature seed unenriched enriched
    separable lean fat only trimmed choice select usda added vitamin d edible portion skin ground unsweetened natural`),
  state: list(`cooked boiled roast baked grilled broiled steamed microwaved stewed braised canned frozen
    salted heated toasted drained mashed pureed prepared reduced low lowfat nonfat light diet instant
    dry scrambled poached sliced stuffed strained unheated`),
  changed:
    list(`dried dehydrated smoked cured pickled sweetened fried creamed breaded battered coated concentrate powdered
    evaporated condensed reconstituted crystallized freeze candied fermented filled glazed flavored imitation`),
  form: list(`juice drink beverage nectar cake cookie pie bread muffin chip powder candy bar cereal sandwich soup sauce
    dressing dip dessert pudding cream mix flavor substitute analog spread snack cracker salad casserole
    stew pizza burrito roll dinner meal topping filling gravy omelet pancake waffle donut pastry syrup jelly jam
    shake smoothie tea cocktail wrap taco croissant biscuit loaf patty nugget stick burger frosting flour oil
    relish sherbet sorbet yogurt popcorn granola extract seasoning leaf`),
  special:
    list(`no_meat babyfood infant formula toddler baby junior restaurant fast school lunch native alaska navajo
    apache hopi shoshone vegan vegetarian nutritional supplement`),
};

/** Parts of a name that only group: the food is what comes next. */
export const containers =
  list(`alcoholic beverage cereal crustacean eat fast finfish fish food fruit game leavening agent
  meat mollusk novelty nut poultry product ready restaurant seaweed seed snack spice sweetener vegetable`);

/** A last word that says less than the one before it: in "pistachio nuts" and "pesto sauce" both are the thing. */
export const weakNouns = list("bean cheese fish nut sauce seed");

/** Words that people add to a food and that a catalogue of foods rarely has; missing them costs a food little. */
export const softWords =
  list(`raw fresh plain shredded sliced diced chopped minced grated crushed peeled shelled toasted
  organic large small medium mini no_bone no_skin piece thick thin cut crumbled packed ripe quality pure natural
  whole uncooked cooked dried dry frozen prepared baby regular creamy reduced good best style
  aril ball blend chunk crumb cube fillet flake floret head kernel leaf link puree sheet slice sprig stalk stick strip thread wedge`);

/** What it costs a food to lack a word of the query. */
export const missing = { noun: 150, modifier: 40, soft: 15 };

export const sourcePrior: Record<string, number> = {
  "usda-foundation": 24,
  "usda-sr-legacy": 8,
  "usda-fndds": 0,
  /** Below every plain food, unless a word of the product is asked for. */
  "usda-branded": -80,
};

function list(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
