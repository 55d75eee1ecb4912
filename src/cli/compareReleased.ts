import { copyFile, readFile } from "node:fs/promises";
import { CriticalityLevel, diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";
import { breakingChanges } from "../rest/breakingChanges.js";

/** Says what in `schema/` would break a client of the last release; with --renew, a release makes the present the released. */
const names = ["schema.graphql", "operator.graphql", "openapi.json"] as const;

if (process.argv.includes("--renew")) {
  for (const name of names) await copyFile(`schema/${name}`, `schema/released/${name}`);
  console.log("schema/released/ now is what is in schema/.");
} else {
  const [graphql, operator, openApi] = await Promise.all(
    names.map(async (name) => ({
      released: await readFile(`schema/released/${name}`, "utf8"),
      present: await readFile(`schema/${name}`, "utf8"),
    })),
  );
  const problems = [
    ...(await breaks("schema.graphql", graphql!)),
    ...(await breaks("operator.graphql", operator!)),
    ...breakingChanges(JSON.parse(openApi!.released), JSON.parse(openApi!.present)).map(
      (message) => `schema/openapi.json: ${message}`,
    ),
  ];
  if (problems.length > 0) {
    console.error(
      `These changes break clients of the released schema:\n${problems.map((problem) => `  - ${problem}`).join("\n")}
Keep what there was and mark it as deprecated. Where it must go, say in CHANGELOG.md how to upgrade, and renew the
released copies with the next major version: npm run release`,
    );
    process.exitCode = 1;
  }
}

async function breaks(name: string, schema: { readonly released: string; readonly present: string }) {
  const changes = await diff(buildSchema(schema.released), buildSchema(schema.present));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ message }) => `schema/${name}: ${message}.`);
}
