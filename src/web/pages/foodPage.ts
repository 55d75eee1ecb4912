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
    readonly url: string;
    readonly release: string;
    readonly licence: string;
    readonly licenceUrl: string;
    readonly attribution: string;
  };
  readonly nutrition: Readonly<Record<string, number | null>>;
  readonly portions: readonly {
    readonly name: string;
    readonly grams: number | null;
    readonly millilitres: number | null;
  }[];
  readonly quality: readonly { readonly description: string }[];
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

export function foodPage({ visitor, food }: FoodPage): Html {
  const { name, per, portions, quality, source } = food;
  return page({
    title: name,
    visitor,
    main: html`<h1>${name}</h1>
${subtitle(food)}
<div class="card">
<table>
<caption>Nutrition per ${per}. “–” means that the source does not say, which is not zero.</caption>
<tbody>
${rows.map((row) => factRow(row, food))}</tbody>
</table>
</div>
${portions.length > 0 && portionList(portions)}
${quality.length > 0 && doubtList(quality)}
<p class="quiet small">Figures: <a href="${source.url}">${source.name} ${source.id}</a>, release ${source.release}, licence <a href="${source.licenceUrl}">${source.licence}</a>.
${source.attribution}</p>`,
  });
}

function subtitle({ brand, category }: FoodFacts): Html {
  const known = [brand, category].filter((text) => text !== null);
  return html`${known.length > 0 && html`<p class="lead">${known.join(" · ")}</p>`}`;
}

function factRow({ label, nutrient, unit, isPart }: Row, { nutrition }: FoodFacts): Html {
  const amount = nutrition[nutrient] ?? null;
  return html`<tr${isPart && html` class="part"`}><th scope="row">${label}</th><td>${
    amount === null ? "–" : `${amount} ${unit}`
  }</td></tr>\n`;
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
