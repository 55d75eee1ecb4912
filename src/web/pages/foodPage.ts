import { type Html, html, page, type Visitor } from "../html.js";

export interface FoodFacts {
  readonly slug: string;
  readonly name: string;
  readonly brand: string | null;
  readonly category: string | null;
  readonly per: string;
  readonly source: {
    readonly name: string;
    readonly id: string;
    /** Null for a user's own food. */
    readonly url: string | null;
    readonly release: string;
    readonly licence: string;
    readonly licenceUrl: string | null;
    readonly attribution: string;
    readonly energyBasis: string | null;
    readonly carbohydrateBasis: string | null;
  };
  readonly nutrition: Readonly<Record<string, number | null>> & { readonly isEnergyKjComputed: boolean };
  readonly portions: readonly {
    readonly name: string;
    readonly grams: number | null;
    readonly millilitres: number | null;
  }[];
  readonly ingredients: string | null;
  readonly allergens: readonly { readonly allergen: string; readonly presence: string }[];
  readonly diets: readonly { readonly diet: string; readonly suits: boolean }[];
  readonly quality: readonly { readonly description: string }[];
  /** ISO 8601; null for a food of now. */
  readonly retiredAt: Date | null;
}

export interface FoodPage {
  readonly visitor: Visitor | null;
  readonly food: FoodFacts;
}

interface Row {
  readonly label: string;
  readonly nutrient: string;
  readonly unit: string;
  /** Contained in the row above it. */
  readonly isPart?: true;
}

/** In the order of a nutrition label. */
const rows: readonly Row[] = [
  { label: "Energy", nutrient: "energyKcal", unit: "kcal" },
  { label: "in kJ", nutrient: "energyKj", unit: "kJ", isPart: true },
  { label: "Fat", nutrient: "fatG", unit: "g" },
  { label: "of which saturated", nutrient: "saturatedFatG", unit: "g", isPart: true },
  { label: "of which trans", nutrient: "transFatG", unit: "g", isPart: true },
  { label: "Cholesterol", nutrient: "cholesterolMg", unit: "mg" },
  { label: "Sodium", nutrient: "sodiumMg", unit: "mg" },
  { label: "Carbohydrate", nutrient: "carbohydrateG", unit: "g" },
  { label: "of which fibre", nutrient: "fiberG", unit: "g", isPart: true },
  { label: "of which sugars", nutrient: "sugarsG", unit: "g", isPart: true },
  { label: "of which added sugars", nutrient: "addedSugarsG", unit: "g", isPart: true },
  { label: "Protein", nutrient: "proteinG", unit: "g" },
  { label: "Vitamin D", nutrient: "vitaminDMcg", unit: "µg" },
  { label: "Calcium", nutrient: "calciumMg", unit: "mg" },
  { label: "Iron", nutrient: "ironMg", unit: "mg" },
  { label: "Potassium", nutrient: "potassiumMg", unit: "mg" },
];

/** How the source came by a figure, in words. */
const energyBases: Readonly<Record<string, string>> = {
  STATED: "as the source states it",
  ATWATER_SPECIFIC: "computed by the source, with factors for this kind of food",
  ATWATER_GENERAL: "computed by the source: 4 kcal/g of protein and carbohydrate, 9 kcal/g of fat",
  CONVERTED: "the kJ that the source states, divided by 4.184",
};
const carbohydrateBases: Readonly<Record<string, string>> = {
  BY_DIFFERENCE: "by difference, fibre included",
  BY_SUMMATION: "sugars, starch and fibre added up",
  AVAILABLE: "without fibre",
};

export function foodPage({ visitor, food }: FoodPage): Html {
  const { name, per, portions, quality } = food;
  return page({
    title: name,
    visitor,
    main: html`<h1>${name}</h1>
${subtitle(food)}
${retiredNotice(food)}
<div class="card">
<table>
<caption>Nutrition per ${per}. “–” means that the source does not say, which is not zero.</caption>
<tbody>
${rows.map((row) => factRow(row, food))}</tbody>
</table>
</div>
${basisLine(food)}
${portions.length > 0 && portionList(portions)}
${food.ingredients !== null && html`<h2>Ingredients</h2>\n<p>${food.ingredients}</p>`}
${allergenList(food)}
${dietList(food)}
${quality.length > 0 && doubtList(quality)}
${sourceLine(food)}`,
  });
}

function subtitle({ brand, category }: FoodFacts): Html {
  const known = [brand, category].filter((text) => text !== null);
  return html`${known.length > 0 && html`<p class="lead">${known.join(" · ")}</p>`}`;
}

function factRow({ label, nutrient, unit, isPart }: Row, { nutrition }: FoodFacts): Html {
  const amount = nutrition[nutrient] ?? null;
  const mark = nutrient === "energyKj" && nutrition.isEnergyKjComputed ? ", computed" : "";
  return html`<tr${isPart && html` class="part"`}><th scope="row">${label}</th><td>${
    amount === null ? "–" : `${amount} ${unit}${mark}`
  }</td></tr>\n`;
}

function retiredNotice({ retiredAt }: FoodFacts): Html {
  return html`${
    retiredAt !== null &&
    html`<p class="alert">Since ${retiredAt.toISOString().slice(0, 10)} its source has this food no more. The figures are the last that it had.</p>`
  }`;
}

function basisLine({ source: { energyBasis, carbohydrateBasis } }: FoodFacts): Html {
  const told = [
    energyBasis !== null && `Energy: ${energyBases[energyBasis]}.`,
    carbohydrateBasis !== null && `Carbohydrate: ${carbohydrateBases[carbohydrateBasis]}.`,
  ].filter((text) => text !== false);
  return html`${told.length > 0 && html`<p class="quiet small">${told.join(" ")}</p>`}`;
}

/** "PALM_OIL_FREE" → "palm oil free". */
const inWords = (name: string) => name.toLowerCase().replaceAll("_", " ");

const line = (label: string, names: readonly string[]): Html =>
  html`${names.length > 0 && html`<li>${label}: ${names.map(inWords).join(", ")}</li>\n`}`;

function allergenList({ allergens }: FoodFacts): Html {
  if (allergens.length === 0) return html``;
  const of = (presence: string) =>
    allergens.filter((one) => one.presence === presence).map(({ allergen }) => allergen);
  return html`<h2>Allergens</h2>
<p>As the source says. One that is not listed is unknown, not absent.</p>
<ul>
${line("Contains", of("YES"))}${line("May contain traces of", of("TRACES"))}${line("Free of", of("NO"))}</ul>`;
}

function dietList({ diets }: FoodFacts): Html {
  if (diets.length === 0) return html``;
  const of = (suits: boolean) => diets.filter((one) => one.suits === suits).map(({ diet }) => diet);
  return html`<h2>Diets</h2>
<ul>
${line("Suits", of(true))}${line("Does not suit", of(false))}</ul>`;
}

function sourceLine({ source }: FoodFacts): Html {
  const { url, name, id, release, licence, licenceUrl, attribution } = source;
  if (url === null || licenceUrl === null) return html`<p class="quiet small">${attribution}</p>`;
  return html`<p class="quiet small">Figures: <a href="${url}">${name} ${id}</a>, release ${release}, licence <a href="${licenceUrl}">${licence}</a>.
${attribution}</p>`;
}

const portionList = (portions: FoodFacts["portions"]): Html => html`<h2>Household measures</h2>
<ul>
${portions.map(
  ({ name, grams, millilitres }) =>
    html`<li>${name}: ${grams === null ? `${millilitres} ml` : `${grams} g`}</li>\n`,
)}</ul>`;

const doubtList = (quality: FoodFacts["quality"]): Html => html`<h2>Doubts about these figures</h2>
<p>They are as the source has them.</p>
<ul>
${quality.map(({ description }) => html`<li>${description}</li>\n`)}</ul>`;
