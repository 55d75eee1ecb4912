/** A product of Open Food Facts, from either of its two dumps. What one of them lacks is empty there. */
export interface OffProduct {
  readonly code: string;
  readonly name: string;
  /** Names in other languages and more general ones. */
  readonly otherNames: readonly string[];
  /** ISO 639-1 code of the language of `name`. */
  readonly language: string;
  readonly brands: string;
  readonly brandOwner: string;
  readonly ingredients: string;
  readonly quantity: string;
  readonly servingSize: string;
  /** Tags such as "en:gluten", in the order of the dump. */
  readonly categories: readonly string[];
  readonly labels: readonly string[];
  readonly allergens: readonly string[];
  readonly traces: readonly string[];
  readonly ingredientsAnalysis: readonly string[];
  readonly countries: readonly string[];
  /** Seconds since 1970. */
  readonly modified: number;
  /** "100g", "100ml" or "serving". */
  readonly nutritionPer: string;
  /** As written, per 100 g or 100 ml, by name: g, but kJ and kcal of energy and % of the volume of alcohol. */
  readonly amounts: readonly (readonly [name: string, amount: unknown])[];
}

const suffix = "_100g";

/** Reads rows of the official TAB-separated export, by the names of its columns. */
export function rowReader(header: readonly string[]): (row: readonly string[]) => OffProduct {
  const places = new Map(header.map((name, at) => [name, at]));
  const figures = header.flatMap((name, at) =>
    name.endsWith(suffix) ? [[name.slice(0, -suffix.length), at] as const] : [],
  );
  return (row) => {
    const text = (name: string) => row[places.get(name) ?? -1] ?? "";
    const amounts = figures.filter(([, at]) => row[at] !== "").map(([name, at]) => [name, row[at]] as const);
    return {
      ...productOf(text, (name) => split(text(`${name}_tags`) || text(name))),
      language: text("lang"),
      otherNames: [text("generic_name"), text("abbreviated_product_name")],
      amounts: text("no_nutrition_data") === "on" ? [] : amounts,
    };
  };
}

type Json = Readonly<Record<string, unknown>>;

/** A document of the JSONL dump: figures in `nutriments`, or since schema 1003 in `nutrition.aggregated_set`. */
export function productOfDocument(document: Json): OffProduct {
  const text = (name: string) => textOf(document[name]);
  const tags = (name: string) => {
    const list = document[`${name}_tags`];
    return Array.isArray(list) ? list.map(textOf) : split(textOf(list));
  };
  const language = text("lang") || text("lc");
  const namesLike = (key: RegExp) =>
    Object.keys(document)
      .filter((name) => key.test(name))
      .map(text);
  const translations = namesLike(/^product_name_[a-z]{2}$/);
  const product = productOf(text, tags);
  const { per, amounts } = figuresOf(document);
  return {
    ...product,
    name: product.name || text(`product_name_${language}`) || (translations.find(Boolean) ?? ""),
    language,
    otherNames: [...translations, ...namesLike(/^generic_name(_[a-z]{2})?$/)],
    nutritionPer: per || product.nutritionPer,
    amounts: text("no_nutrition_data") === "on" ? [] : amounts,
  };
}

function productOf(text: (name: string) => string, tags: (name: string) => readonly string[]) {
  return {
    code: text("code").trim(),
    name: text("product_name"),
    brands: text("brands"),
    brandOwner: text("brand_owner"),
    ingredients: text("ingredients_text"),
    quantity: text("quantity"),
    servingSize: text("serving_size"),
    categories: tags("categories"),
    labels: tags("labels"),
    allergens: tags("allergens"),
    traces: tags("traces"),
    ingredientsAnalysis: tags("ingredients_analysis"),
    countries: tags("countries"),
    modified: Number(text("last_modified_t")),
    nutritionPer: text("nutrition_data_per"),
  };
}

function figuresOf(document: Json): { per: string; amounts: OffProduct["amounts"] } {
  const set = objectOf(objectOf(document.nutrition).aggregated_set);
  const nutrients = Object.entries(objectOf(set.nutrients));
  if (nutrients.length > 0) {
    const per = textOf(set.per);
    // An estimate from the list of ingredients is no figure that anybody states.
    const stated = nutrients.filter(([, figure]) => objectOf(figure).source !== "estimate");
    const amounts = stated.map(([name, figure]) => [name, objectOf(figure).value] as const);
    return { per, amounts: per === "100g" || per === "100ml" ? amounts : [] };
  }
  const figures = Object.entries(objectOf(document.nutriments));
  const amounts = figures.flatMap(([name, amount]) =>
    name.endsWith(suffix) && !name.endsWith(`_prepared${suffix}`)
      ? [[name.slice(0, -suffix.length), amount] as const]
      : [],
  );
  return { per: "", amounts };
}

const objectOf = (value: unknown): Json =>
  typeof value === "object" && value !== null ? (value as Json) : {};
const textOf = (value: unknown): string =>
  Array.isArray(value)
    ? value.map(textOf).join(",")
    : typeof value === "string" || typeof value === "number"
      ? String(value)
      : "";
const split = (text: string) =>
  text
    .split(",")
    .map((tag) => tag.trim())
    .filter(Boolean);
