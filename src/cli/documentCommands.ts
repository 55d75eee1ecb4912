import { Command } from "commander";
import {
  addDocuments,
  type DocumentSheet,
  listDocuments,
  readDocuments,
  removeDocuments,
} from "./documents.js";
import { type Format, jsonOption, print } from "./print.js";
import { withDatabase } from "./withDatabase.js";

export const documentCommands = new Command("documents").description(
  "manage the GraphQL documents that a client may send by their hash",
);

documentCommands
  .command("add")
  .description("check documents against the schema and its limits, and register them")
  .argument("<client>", "id of the client")
  .argument("<file...>", "a document each, or a .json with many, from hash to document")
  .option(...jsonOption)
  .action((id: string, files: string[], format: Format) =>
    withDatabase(async (orm) => {
      const texts = await readDocuments(files);
      // Here, for no other command needs the schema, which takes long to load.
      const { createSchema } = await import("../graphql/schema.js");
      print(await addDocuments(orm.em.fork(), id, texts, await createSchema()), format, lines);
    }),
  );

documentCommands
  .command("list")
  .description("show the registered documents")
  .argument("<client>", "id of the client")
  .option(...jsonOption)
  .action((id: string, format: Format) =>
    withDatabase(async (orm) => print(await listDocuments(orm.em.fork(), id), format, lines)),
  );

documentCommands
  .command("remove")
  .description("take documents back; running servers refuse them within a second")
  .argument("<client>", "id of the client")
  .argument("<documentId...>", "as listed, sha256:…")
  .option(...jsonOption)
  .action((id: string, documentIds: string[], format: Format) =>
    withDatabase(async (orm) => print(await removeDocuments(orm.em.fork(), id, documentIds), format, lines)),
  );

const lines = (sheets: readonly DocumentSheet[]) =>
  sheets.length > 0
    ? sheets.map(({ documentId, operations }) => `${documentId}  ${operations.join(" ")}`)
    : ["None are registered."];
