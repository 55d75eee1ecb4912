import { expect, test } from "@jest/globals";
import { makeDatabase } from "../support/database.js";

const { orm } = await makeDatabase();

const described = [...orm.getMetadata().getAll().values()]
  .filter(({ tableName, embeddable }) => tableName && !embeddable)
  .flatMap(({ tableName, props }) =>
    props
      .filter(
        ({ fieldNames, kind, mappedBy }) => fieldNames?.length === 1 && kind !== "embedded" && !mappedBy,
      )
      .map(({ fieldNames, nullable }) => ({
        column: `${tableName}.${fieldNames[0]}`,
        nullable: nullable ?? false,
      })),
  )
  .sort((a, b) => a.column.localeCompare(b.column));

test("the migrations make the columns that the entities describe", async () => {
  const made = await orm.em.fork().execute(
    `select table_name || '.' || column_name as column, is_nullable = 'YES' as nullable
     from information_schema.columns where table_schema = 'public' and table_name <> 'migrations'`,
  );
  expect(described.length).toBeGreaterThan(0);
  expect(made).toEqual(expect.arrayContaining(described));
});
