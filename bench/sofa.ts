import { createServer } from "node:http";
import { GraphQLObjectType, type GraphQLSchema } from "graphql";
import { useSofa } from "sofa-api";
import { usualNutrients } from "../src/graphql/operations.js";
import { createSchema } from "../src/graphql/schema.js";
import { ownContext } from "./ownContext.js";

// What sofa-api makes of our own schema with our own resolvers. It takes every field of a type, so the types here have
// those alone that our usual answer has. It checks no token, counts nothing and bounds nothing.

const { PORT } = process.env as Record<string, string>;

const taken: Record<string, readonly string[]> = {
  Query: ["foods"],
  FoodConnection: ["edges", "pageInfo", "readAs", "amount", "suggestion"],
  FoodEdge: ["cursor", "node", "match"],
  PageInfo: ["hasNextPage"],
  Food: ["id", "name", "url", "kind", "brand", "per", "nutrition", "serving", "sourceLabel"],
  Nutrition: usualNutrients,
  Portion: ["name", "grams"],
};

function takeFields(schema: GraphQLSchema): GraphQLSchema {
  for (const [name, fields] of Object.entries(taken)) {
    const type = schema.getType(name);
    if (!(type instanceof GraphQLObjectType)) throw new Error(`The schema has no type ${name}.`);
    const known = type.getFields();
    for (const field of Object.keys(known)) if (!fields.includes(field)) delete known[field];
  }
  return schema;
}

const viewer = { userId: null, clientId: "bench", tier: null, scopes: new Set(["foods:read"]) };

const sofa = useSofa({
  basePath: "/api",
  schema: takeFields(await createSchema()),
  context: await ownContext({ viewer, standing: null }),
});
createServer(sofa).listen(Number(PORT), () => console.log("ready"));
