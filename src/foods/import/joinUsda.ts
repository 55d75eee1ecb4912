import type { BucketReader, Buckets } from "../Buckets.js";
import type { SourceKey } from "../sources.js";
import type { Refusals } from "./Refusals.js";
import { addAmount, clean, type UsdaFood } from "./usda.js";
import { addPortion, type UsdaPortion } from "./usdaPortions.js";
import { countLosses, type UsdaProduct } from "./usdaProduct.js";

/** What is put aside of each food until everything about it is there. The food itself comes first. */
export interface Aside {
  readonly food: {
    readonly source: SourceKey;
    readonly description: string;
    readonly category: string | null;
    readonly published: string;
    readonly code: string | null;
  };
  readonly product: UsdaProduct;
  /** As in the table. */
  readonly portion: { readonly [name in keyof UsdaPortion]: string };
  readonly otherNames: readonly string[];
}

export const rowKinds = ["food", "product", "portion", "otherNames"] as const satisfies (keyof Aside)[];

export interface NutrientTable {
  readonly ids: ReadonlySet<number>;
  readonly byNumber: ReadonlyMap<number, number>;
}

/** The foods of one bucket, with all that the tables say about them. */
export function joinUsda(
  buckets: Buckets,
  bucket: number,
  nutrients: NutrientTable,
  refused: Refusals,
): Iterable<UsdaFood> {
  const join = new Join(nutrients, refused);
  buckets.read(bucket, join);
  join.leaveOutProductsOfNobody();
  return join.foods.values();
}

class Join implements BucketReader {
  readonly foods = new Map<number, UsdaFood>();

  constructor(
    private readonly nutrients: NutrientTable,
    private readonly refused: Refusals,
  ) {}

  /** A nutrient and its amount. */
  numbers(id: number, nutrient: number, amount: number): void {
    const food = this.foods.get(id);
    if (!food) return;
    const nutrientId = this.nutrientId(food.source, nutrient);
    const example = () => `nutrient ${nutrient} of ${id}`;
    if (nutrientId === undefined)
      this.refused.add("amount of a nutrient that nutrient.csv does not list", example());
    else if (!(amount >= 0 && amount < Infinity))
      this.refused.add("amount that is not a number from 0 up", example());
    else addAmount(food.amounts, nutrientId, amount, example, this.refused);
  }

  row(kind: number, id: number, row: unknown): void {
    const food = this.foods.get(id);
    const name = rowKinds[kind]!;
    if (name === "food") this.addFood(id, row as Aside["food"]);
    else if (food && name === "product") this.addProduct(food, row as Aside["product"]);
    else if (food && name === "portion") this.addPortion(food, row as Aside["portion"]);
    else if (food) food.otherNames.push(...(row as Aside["otherNames"]));
  }

  /** One without its row in branded_food.csv would be a food of nobody. */
  leaveOutProductsOfNobody(): void {
    for (const [id, { source, product, description }] of this.foods) {
      if (source !== "usda-branded" || product) continue;
      this.refused.add("product without a row in branded_food.csv", `${id} ${clean(description)}`);
      this.foods.delete(id);
    }
  }

  private addFood(id: number, row: Aside["food"]): void {
    if (this.foods.has(id)) {
      this.refused.add("second food with the same id", `${id} ${clean(row.description)}`);
      return;
    }
    const parts = { amounts: new Map(), portions: [], otherNames: [], product: null };
    this.foods.set(id, { fdcId: String(id), ...row, ...parts });
  }

  private addProduct(food: UsdaFood, product: UsdaProduct): void {
    if (food.source !== "usda-branded") return;
    food.product = product;
    countLosses(product, food.fdcId, this.refused);
  }

  private addPortion(food: UsdaFood, row: Aside["portion"]): void {
    const portion = { ...row, place: Number(row.place), grams: Number(row.grams) };
    addPortion(food.portions, portion, food.fdcId, this.refused);
  }

  /** FNDDS puts the nutrient's number (208) where the other sets have its id (1008). */
  private nutrientId(source: SourceKey, nutrient: number): number | undefined {
    const byId = this.nutrients.ids.has(nutrient) ? nutrient : undefined;
    return source === "usda-fndds" ? (this.nutrients.byNumber.get(nutrient) ?? byId) : byId;
  }
}
