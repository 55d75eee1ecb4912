import { readFile, writeFile } from "node:fs/promises";
import { lexicographicSortSchema, printSchema } from "graphql";
import { createOperatorSchema, createSchema } from "../graphql/schema.js";
import { scopeText } from "../oauth/scopes.js";
import { openApi } from "../rest/openApi.js";

/** Writes `schema/`, or with --check says what in it is out of date. The address stands for the operator's own. */
const schema = await createSchema();
const files = {
  "schema/schema.graphql": `${printSchema(lexicographicSortSchema(schema))}\n`,
  "schema/operator.graphql": `${printSchema(lexicographicSortSchema(await createOperatorSchema()))}\n`,
  "schema/openapi.json": `${openApi({ schema, publicUrl: "https://larder.test", scopeText }).json}\n`,
};

for (const [path, text] of Object.entries(files)) {
  if (!process.argv.includes("--check")) await writeFile(path, text);
  else if ((await readFile(path, "utf8").catch(() => "")) !== text) {
    console.error(`${path} is out of date. Renew it with: npm run build && node dist/src/cli/emitSchema.js`);
    process.exitCode = 1;
  }
}
