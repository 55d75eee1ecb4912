import { Field, Int, ObjectType, registerEnumType } from "type-graphql";
import type { Statements } from "../context.js";
import { conditionsOf, type FoodFilter } from "./FoodFilter.js";
import type { Reader } from "./foodViews.js";
import { rankFoods } from "./search/rankFoods.js";
import type { AskedWord } from "./search/readQuery.js";

export enum CountRelation {
  EXACT = "EXACT",
  AT_LEAST = "AT_LEAST",
}

registerEnumType(CountRelation, {
  name: "CountRelation",
  description: "How a count is meant.",
  valuesConfig: {
    EXACT: { description: "There are so many." },
    AT_LEAST: { description: "There are so many or more; counting ended there." },
  },
});

@ObjectType({ simpleResolvers: true, description: "How many foods there are." })
export class FoodCount {
  @Field(() => Int, { description: "The number, at most 10,000." })
  readonly value!: number;

  @Field(() => CountRelation, { description: "Whether it is exact." })
  readonly relation!: CountRelation;
}

/** Nobody reads further, and to count two million foods takes seconds. */
const mostCounted = 10_000;

/** How many foods there are for these words, null for any, that pass the filter. */
export async function countFoods(
  reader: Pick<Reader, "pool" | "memory">,
  asked: readonly AskedWord[] | null,
  filter: FoodFilter,
): Promise<FoodCount> {
  const found = asked
    ? (await rankFoods(reader, asked, { filter, after: null, most: mostCounted + 1 })).length
    : await listed(reader.pool, filter);
  if (found > mostCounted) return { value: mostCounted, relation: CountRelation.AT_LEAST };
  return { value: found, relation: CountRelation.EXACT };
}

async function listed(pool: Statements, filter: FoodFilter): Promise<number> {
  const { list, values } = conditionsOf(filter);
  const { rows } = await pool.query<{ found: number }>({
    text: `select count(*)::int as found from (
       select from foods f where ${list.join(" and ")} limit ${mostCounted + 1}) as counted`,
    values,
  });
  return rows[0]!.found;
}
