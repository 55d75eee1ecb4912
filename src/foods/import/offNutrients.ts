import { kjPerKcal } from "../amounts/Nutrition.js";
import { CarbohydrateBasis } from "../CarbohydrateBasis.js";
import { energyKjId } from "./usda.js";

/** Grams into the unit in which FoodData Central counts a nutrient. */
const [G, MG, UG] = [1, 1e3, 1e6];

/** Nutrients of Open Food Facts, all of them stated in grams: id in FoodData Central, and its unit there. */
export const offNutrients: Readonly<Record<string, readonly [id: number, perGram: number]>> = {
  proteins: [1003, G],
  fat: [1004, G],
  "saturated-fat": [1258, G],
  "monounsaturated-fat": [1292, G],
  "polyunsaturated-fat": [1293, G],
  "trans-fat": [1257, G],
  cholesterol: [1253, MG],
  "butyric-acid": [1259, G],
  "caproic-acid": [1260, G],
  "caprylic-acid": [1261, G],
  "capric-acid": [1262, G],
  "lauric-acid": [1263, G],
  "myristic-acid": [1264, G],
  "palmitic-acid": [1265, G],
  "stearic-acid": [1266, G],
  "arachidic-acid": [1267, G],
  "behenic-acid": [1273, G],
  "lignoceric-acid": [1301, G],
  "oleic-acid": [1268, G],
  "linoleic-acid": [1269, G],
  "alpha-linolenic-acid": [1404, G],
  "gamma-linolenic-acid": [1321, G],
  "arachidonic-acid": [1271, G],
  "eicosapentaenoic-acid": [1278, G],
  "docosahexaenoic-acid": [1272, G],
  sugars: [2000, G],
  "added-sugars": [1235, G],
  sucrose: [1010, G],
  glucose: [1011, G],
  fructose: [1012, G],
  galactose: [1075, G],
  lactose: [1013, G],
  maltose: [1014, G],
  starch: [1009, G],
  polyols: [1086, G],
  sorbitol: [1056, G],
  fiber: [1079, G],
  "soluble-fiber": [1082, G],
  "insoluble-fiber": [1084, G],
  "beta-glucan": [2058, G],
  water: [1051, G],
  sodium: [1093, MG],
  potassium: [1092, MG],
  chloride: [1088, MG],
  calcium: [1087, MG],
  phosphorus: [1091, MG],
  iron: [1089, MG],
  magnesium: [1090, MG],
  zinc: [1095, MG],
  copper: [1098, MG],
  manganese: [1101, MG],
  fluoride: [1099, UG],
  selenium: [1103, UG],
  chromium: [1096, UG],
  molybdenum: [1102, UG],
  iodine: [1100, UG],
  "vitamin-a": [1106, UG],
  "beta-carotene": [1107, UG],
  "vitamin-d": [1114, UG],
  "vitamin-e": [1109, MG],
  "vitamin-k": [1185, UG],
  phylloquinone: [1185, UG],
  "vitamin-c": [1162, MG],
  "vitamin-b1": [1165, MG],
  "vitamin-b2": [1166, MG],
  "vitamin-pp": [1167, MG],
  "vitamin-b6": [1175, MG],
  folates: [1177, UG],
  "vitamin-b9": [1177, UG],
  "vitamin-b12": [1178, UG],
  biotin: [1176, UG],
  "pantothenic-acid": [1170, MG],
  choline: [1180, MG],
  inositol: [1181, MG],
  caffeine: [1057, MG],
  taurine: [1234, G],
};

export const energyKcal = 1008;
/** Carbohydrate of any basis; 1005 counts its fibre. */
export const carbohydrates = 2039;
const [withFiber, sodium, alcohol] = [1005, 1093, 1018];
/** Sodium of salt, mg/g: EU regulation 1169/2011, Annex I, defines salt as sodium × 2.5. */
const sodiumMgPerSaltG = 1000 / 2.5;
/** Alcohol is stated as a share of the volume; ethanol weighs 0.789 g/ml at 20 °C. */
const alcoholGPerMl = 0.789;

/** The panel that the amounts of a product make: nutrient id of FoodData Central to the amount in its unit. */
export function panelOf(
  amounts: ReadonlyMap<string, number>,
  per: "100 g" | "100 ml",
  basis: CarbohydrateBasis | null,
): ReadonlyMap<number, number> {
  const panel = new Map<number, number>();
  const set = (id: number, amount: number | undefined) => {
    if (amount !== undefined && !panel.has(id)) panel.set(id, tidy(amount));
  };
  const convert = (id: number, name: string, factor: number) => {
    const amount = amounts.get(name);
    if (amount !== undefined) set(id, amount * factor);
  };
  set(energyKcal, amounts.get("energy-kcal"));
  set(energyKjId, statedKj(amounts));
  for (const [name, [id, perGram]] of Object.entries(offNutrients)) convert(id, name, perGram);
  convert(basis === CarbohydrateBasis.BY_DIFFERENCE ? withFiber : carbohydrates, "carbohydrates", G);
  convert(withFiber, "carbohydrates-total", G);
  convert(sodium, "salt", sodiumMgPerSaltG);
  if (per === "100 ml") convert(alcohol, "alcohol", alcoholGPerMl);
  return panel;
}

/** `energy` is kJ, too: as stated, or computed by Open Food Facts from the kcal, and then nobody stated it. */
function statedKj(amounts: ReadonlyMap<string, number>): number | undefined {
  const [energy, kcal] = [amounts.get("energy"), amounts.get("energy-kcal")];
  const computed = energy !== undefined && kcal !== undefined && Math.abs(energy - kcal * kjPerKcal) <= 0.5;
  return amounts.get("energy-kj") ?? (computed ? undefined : energy);
}

/** 0.0012 g are 1200 µg and not 1200.0000000000002. */
export const tidy = (amount: number) => Number(amount.toPrecision(12));
