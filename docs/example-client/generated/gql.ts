/* eslint-disable */
import * as types from './graphql';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "query Account {\n  me {\n    name\n    tier\n    allowance {\n      requestsPerDay\n      requestsLeft\n      resetsAt\n    }\n    usageByDay {\n      day\n      clientName\n      requests\n    }\n  }\n}": typeof types.AccountDocument,
    "query Food($id: ID!) {\n  food(id: $id) {\n    name\n    portions {\n      name\n      grams\n    }\n    nutrition(amount: 150) {\n      energyKcal\n      proteinG\n      fatG\n      carbohydrateG\n    }\n    nutrients {\n      amount\n      percentDailyValue\n      nutrient {\n        name\n        unit\n      }\n    }\n    source {\n      name\n      licence\n      attribution\n    }\n  }\n}": typeof types.FoodDocument,
    "query Search($query: String!, $after: String) {\n  foods(query: $query, first: 5, after: $after) {\n    edges {\n      match\n      node {\n        id\n        name\n        brand\n        per\n        nutrition {\n          energyKcal\n          proteinG\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": typeof types.SearchDocument,
};
const documents: Documents = {
    "query Account {\n  me {\n    name\n    tier\n    allowance {\n      requestsPerDay\n      requestsLeft\n      resetsAt\n    }\n    usageByDay {\n      day\n      clientName\n      requests\n    }\n  }\n}": types.AccountDocument,
    "query Food($id: ID!) {\n  food(id: $id) {\n    name\n    portions {\n      name\n      grams\n    }\n    nutrition(amount: 150) {\n      energyKcal\n      proteinG\n      fatG\n      carbohydrateG\n    }\n    nutrients {\n      amount\n      percentDailyValue\n      nutrient {\n        name\n        unit\n      }\n    }\n    source {\n      name\n      licence\n      attribution\n    }\n  }\n}": types.FoodDocument,
    "query Search($query: String!, $after: String) {\n  foods(query: $query, first: 5, after: $after) {\n    edges {\n      match\n      node {\n        id\n        name\n        brand\n        per\n        nutrition {\n          energyKcal\n          proteinG\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": types.SearchDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Account {\n  me {\n    name\n    tier\n    allowance {\n      requestsPerDay\n      requestsLeft\n      resetsAt\n    }\n    usageByDay {\n      day\n      clientName\n      requests\n    }\n  }\n}"): typeof import('./graphql').AccountDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Food($id: ID!) {\n  food(id: $id) {\n    name\n    portions {\n      name\n      grams\n    }\n    nutrition(amount: 150) {\n      energyKcal\n      proteinG\n      fatG\n      carbohydrateG\n    }\n    nutrients {\n      amount\n      percentDailyValue\n      nutrient {\n        name\n        unit\n      }\n    }\n    source {\n      name\n      licence\n      attribution\n    }\n  }\n}"): typeof import('./graphql').FoodDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Search($query: String!, $after: String) {\n  foods(query: $query, first: 5, after: $after) {\n    edges {\n      match\n      node {\n        id\n        name\n        brand\n        per\n        nutrition {\n          energyKcal\n          proteinG\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"): typeof import('./graphql').SearchDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
