import { benchBearer } from "./bearer.js";
import { benchGraphql } from "./graphql.js";
import { benchHistory } from "./history.js";
import { benchHostile } from "./hostile.js";
import { benchImports } from "./imports.js";
import { benchOauth } from "./oauth.js";
import { benchRelevance } from "./relevance.js";
import { benchSearch } from "./search.js";
import { benchSpeed } from "./speed.js";
import { benchStart } from "./start.js";

/**
 * `npm run bench` runs all, `npm run bench -- search` the named ones. Numbers are how many generated foods there are to
 * be, a catalogue for each: `npm run bench -- speed 200000`.
 */
const benchmarks: Record<string, (sizes: readonly number[]) => Promise<void>> = {
  start: benchStart,
  imports: benchImports,
  search: benchSearch,
  relevance: benchRelevance,
  graphql: benchGraphql,
  hostile: benchHostile,
  history: benchHistory,
  bearer: benchBearer,
  oauth: benchOauth,
  speed: benchSpeed,
};

const given = process.argv.slice(2);
const sizes = given.filter((word) => /^\d+$/.test(word)).map(Number);
const asked = given.filter((word) => !/^\d+$/.test(word));
const unknown = asked.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(", ")}. There are: ${Object.keys(benchmarks).join(", ")}.`,
  );
  process.exit(1);
}
for (const name of asked.length > 0 ? asked : Object.keys(benchmarks)) {
  console.log(`\n## ${name}`);
  await benchmarks[name]!(sizes);
}
