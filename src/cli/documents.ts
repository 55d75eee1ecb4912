import { readFile } from "node:fs/promises";
import type { EntityManager } from "@mikro-orm/postgresql";
import { type GraphQLSchema, parse, specifiedRules, validate } from "graphql";
import { commandLine, record } from "../audit/record.js";
import { BadInput, NotFound } from "../errors.js";
import { hashOf } from "../graphql/documents.js";
import { leastCostOf } from "../graphql/leastCost.js";
import { limitRules, limits, requireCost } from "../graphql/limits.js";
import { findClient } from "../oauth/clients.js";

export interface DocumentSheet {
  /** What the client sends in place of the text. */
  readonly documentId: string;
  readonly operations: readonly string[];
  readonly bytes: number;
}

/** All of them are registered, or none; one that is there already stays. */
export async function addDocuments(
  em: EntityManager,
  clientId: string,
  texts: readonly string[],
  schema: GraphQLSchema,
): Promise<DocumentSheet[]> {
  const sheets = texts.map((text) => checked(text, schema));
  await change(em, clientId, (inner) =>
    inner.execute(
      `insert into client_documents (client_id, hash, body) select ?, hash, body
       from jsonb_to_recordset(?::jsonb) as given (hash text, body text) on conflict do nothing`,
      [clientId, JSON.stringify(texts.map((body) => ({ hash: hashOf(body), body })))],
    ),
  );
  return sheets;
}

export async function listDocuments(em: EntityManager, clientId: string): Promise<DocumentSheet[]> {
  await findClient(em, clientId);
  const rows = await em.execute<{ body: string }[]>(
    "select body from client_documents where client_id = ? order by created_at, hash",
    [clientId],
  );
  return rows.map(({ body }) => sheetOf(body));
}

export async function removeDocuments(
  em: EntityManager,
  clientId: string,
  ids: readonly string[],
): Promise<DocumentSheet[]> {
  await change(em, clientId, async (inner) => {
    for (const id of ids) {
      const hash = id.replace(/^sha256:/, "");
      const [row] = await inner.execute(
        "delete from client_documents where client_id = ? and hash = ? returning hash",
        [clientId, hash],
      );
      if (!row) throw new NotFound(`${id} is not registered. All: larder client documents list ${clientId}`);
    }
  });
  return listDocuments(em, clientId);
}

/** The documents of files: one each, or many in a JSON file from hash to text, as code generators write it. */
export async function readDocuments(paths: readonly string[]): Promise<string[]> {
  const texts = await Promise.all(
    paths.map(async (path) => {
      const text = await readFile(path, "utf8").catch((error: Error) => {
        throw new BadInput(`${path} cannot be read: ${error.message}`);
      });
      return path.endsWith(".json") ? textsIn(path, text) : [text];
    }),
  );
  return texts.flat();
}

function textsIn(path: string, json: string): string[] {
  try {
    const texts = Object.values(JSON.parse(json));
    if (texts.length > 0 && texts.every((text) => typeof text === "string")) return texts;
  } catch {
    // Said below, as for JSON of another kind.
  }
  throw new BadInput(`${path} is no JSON object from hash to document.`);
}

function checked(text: string, schema: GraphQLSchema): DocumentSheet {
  try {
    const document = parse(text, { maxTokens: limits.tokens });
    const [problem] = validate(schema, document, [...specifiedRules, ...limitRules]);
    if (problem) throw problem;
    const sheet = sheetOf(text);
    if (sheet.operations.length === 0) throw new BadInput("it has no operation");
    for (const name of sheet.operations) requireCost(leastCostOf(schema, document, name));
    return sheet;
  } catch (error) {
    const begin = text.trim().slice(0, 60).replaceAll(/\s+/g, " ");
    throw new BadInput(`"${begin}…" is not registered, and nothing else: ${(error as Error).message}`);
  }
}

function sheetOf(text: string): DocumentSheet {
  const operations = parse(text).definitions.flatMap((definition) =>
    definition.kind === "OperationDefinition" ? [definition.name?.value ?? ""] : [],
  );
  return { documentId: `sha256:${hashOf(text)}`, operations, bytes: Buffer.byteLength(text) };
}

function change(
  em: EntityManager,
  clientId: string,
  edit: (em: EntityManager) => Promise<unknown>,
): Promise<void> {
  return em.transactional(async (inner) => {
    await findClient(inner, clientId);
    await edit(inner);
    await record(inner, { action: "client-updated", clientId, ...commandLine });
  });
}
