import { type GraphQLSchema, parse, validate } from "graphql";
import { type CompiledQuery, compileQuery, isCompiledQuery } from "graphql-jit";
import { LRUCache } from "lru-cache";
import type { Config } from "../config.js";
import type { Call } from "../context.js";
import { BadInput, NotFound } from "../errors.js";
import { readFields, selectionOf } from "./fields.js";
import type { Operation, Value, Values } from "./operations.js";
import { ownError } from "./ownError.js";
import { type Answer, behind, type Page, prune } from "./prune.js";
import type { MakeContext } from "./requestContext.js";

export interface Execute {
  /** Runs a document of ours in process and returns its data: same schema, resolvers and authorization as `/graphql`. Moments are of the class Date. */
  run(document: string, variables: Record<string, unknown>, call: Call): Promise<object>;
  /** Runs a named operation with checked values; the answer is JSON within the operation's size. */
  answer(operation: Operation, values: Values, call: Call): Promise<Answer>;
}

/** Callers choose fields freely, and each choice is compiled: their number has to end somewhere. */
const mostRemembered = 500;

/** Compiling takes as long as running a hundred times, so each document is compiled once per choice of fields. */
export function createExecute(
  schema: GraphQLSchema,
  makeContext: MakeContext,
  { answerBytes }: Pick<Config, "answerBytes">,
): Execute {
  const compiled = new LRUCache<string, CompiledQuery>({
    max: mostRemembered,
    memoMethod: (document) => compile(schema, document),
  });
  /** By operation and fields. */
  const documents = new LRUCache<string, string, Choice>({
    max: mostRemembered,
    memoMethod: (_key, _stale, { context }) => documentOf(context),
  });

  async function run(document: string, variables: Record<string, unknown>, call: Call) {
    const { data, errors } = await compiled.memo(document).query(undefined, makeContext(call), variables);
    if (errors?.[0]) throw ownError(errors[0].originalError ?? errors[0]);
    return data!;
  }

  async function answer(operation: Operation, values: Values, call: Call) {
    const fields = String(values.fields ?? operation.fieldsByDefault);
    const document = documents.memo(`${operation.name} ${fields}`, {
      context: { operation, fields },
    });
    call.asked.operation = operation.name;
    const data = await run(document, operation.variables(values), call);
    const page = operation.page(data as never, values);
    const mostBytes = answerBytes ?? operation.mostBytes;
    return operation.list === null
      ? one(operation, page, values.cursor, mostBytes)
      : prune(operation.list, page, mostBytes);
  }

  return { run, answer };
}

/** The answer that is one item; of its rows, if it has any, as many as fit. */
function one(
  { missing, fields }: Operation,
  { items: [only] }: Page,
  cursor: Value,
  mostBytes: number,
): Answer {
  if (!only) throw new NotFound(missing ?? "There is none.");
  const listed = fields.find(({ rows, name }) => rows && name in only.item);
  if (listed) {
    const { [listed.name]: rows, ...head } = only.item as Record<string, unknown>;
    const items = (rows as never[]).map((row) => ({ item: row, cursor: listed.rows!.cursorOf(row) }));
    return prune(listed.name, { head, items: behind(items, cursor), hasMore: false, told: {} }, mostBytes);
  }
  if (cursor !== undefined)
    throw new BadInput("cursor goes on with a list, which `fields` does not ask for.");
  const json = JSON.stringify(only.item);
  if (Buffer.byteLength(json) <= mostBytes) return { json, next: null };
  throw new BadInput(`With these fields it is larger than ${mostBytes} bytes. Ask for fewer fields.`);
}

interface Choice {
  readonly operation: Operation;
  readonly fields: string;
}

function documentOf({ operation, fields }: Choice): string {
  const asked = readFields(fields, operation.fields);
  return operation.document((type) => selectionOf(asked, operation, type));
}

function compile(schema: GraphQLSchema, text: string): CompiledQuery {
  const document = parse(text);
  // The compiler trusts its input: a document that does not fit the schema would answer nonsense.
  const [problem] = validate(schema, document);
  if (problem) throw problem;
  const query = compileQuery(schema, document);
  if (!isCompiledQuery(query)) throw query.errors?.[0] ?? new Error("The document cannot be compiled.");
  return query;
}
