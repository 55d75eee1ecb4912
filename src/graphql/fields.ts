import { BadInput } from "../errors.js";
import { didYouMean } from "./didYouMean.js";

/** One field of an item in an answer. */
export interface AnswerField {
  readonly name: string;
  /** Its name in the GraphQL type, where that is another one. */
  readonly field?: string;
  /** Its arguments, from the variables of the document: `unit: $unit`. */
  readonly args?: string;
  /** The GraphQL type that has it, where that is not the item's own. */
  readonly of?: string;
  /** Fields below it, which can be asked for one by one: `nutrition.energyKcal`. */
  readonly below?: readonly string[];
  /** Where it is a list of which rows are chosen by name. */
  readonly rows?: Rows;
  /** The scope that it takes besides the operation's. */
  readonly scope?: string;
}

export interface Rows {
  /** The ids of the rows that a path stands for: one with `nutrients.iron`, many with `vitamins`. */
  readonly idsOf: ReadonlyMap<string, readonly number[]>;
  /** What each row has. */
  readonly fields: readonly AnswerField[];
  /** To go on behind it. */
  readonly cursorOf: (row: never) => string;
}

interface Fielded {
  readonly type: string;
  readonly fields: readonly AnswerField[];
}

/** What was asked for: names in the order of the answer, each with the fields below it, or the ids of its rows. */
export type AskedFields = ReadonlyMap<string, readonly string[]>;

/** No honest list is longer. */
export const longestFieldList = 1000;

/** Reads a comma-separated list of fields. The first always comes: mostly the id, without which an item cannot be asked for again. */
export function readFields(text: string, known: readonly AnswerField[]): AskedFields {
  const wanted = new Set(text.split(",").map((path) => path.trim()));
  for (const path of wanted) {
    if (!isKnown(path, known)) {
      const asked = path.slice(0, 50);
      throw new BadInput(
        `fields has "${asked}", which there is not.${didYouMean(asked, pathsOf(known))} Allowed: ${shortly(known)}.`,
      );
    }
  }
  const asked = new Map<string, readonly string[]>();
  for (const { name, below = [], rows } of known) {
    const all = wanted.has(name);
    const ids = new Set(rows && [...wanted].flatMap((path) => rows.idsOf.get(path) ?? []));
    if (rows && !all && ids.size > 0) asked.set(name, [...ids].map(String));
    const some = below.filter((child) => all || wanted.has(`${name}.${child}`));
    if (all || some.length > 0 || name === known[0]?.name) asked.set(name, some);
  }
  return asked;
}

/** Every path that `fields` may name. */
export const pathsOf = (known: readonly AnswerField[]): string[] =>
  known.flatMap(({ name, below = [], rows }) => [
    name,
    ...below.map((child) => `${name}.${child}`),
    ...(rows?.idsOf.keys() ?? []),
  ]);

/** All paths but those of single rows, which are too many to list. */
const shortly = (known: readonly AnswerField[]) =>
  [
    ...pathsOf(known).filter(
      (path) => !known.some(({ rows }) => path.includes(".") && rows?.idsOf.has(path)),
    ),
    ...known.filter(({ rows }) => rows).map(({ name }) => `${name}.{key}, with a key of /api/${name}`),
  ].join(", ");

const isKnown = (path: string, known: readonly AnswerField[]) => {
  if (known.some(({ rows }) => rows?.idsOf.has(path))) return true;
  const [name, child, ...rest] = path.split(".");
  const field = known.find((one) => one.name === name);
  return (
    Boolean(field) && rest.length === 0 && (child === undefined || Boolean(field?.below?.includes(child)))
  );
};

/** The GraphQL selection of those of the fields that a type has. */
export function selectionOf(asked: AskedFields, { type, fields }: Fielded, of: string): string {
  return fields
    .filter((field) => asked.has(field.name) && (field.of ?? type) === of)
    .map((field) => write(field, asked.get(field.name)!))
    .join(" ");
}

function write({ name, field, args, rows }: AnswerField, asked: readonly string[]): string {
  const ids = rows && asked.length > 0 ? `ids: [${asked.join(", ")}]` : "";
  const all = [ids, args].filter(Boolean).join(", ");
  const below = rows ? rows.fields.map((one) => write(one, one.below ?? [])) : asked;
  return `${field ? `${name}: ${field}` : name}${all && `(${all})`}${below.length > 0 ? ` { ${below.join(" ")} }` : ""}`;
}
