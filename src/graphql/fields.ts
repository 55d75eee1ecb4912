import { BadInput } from "../errors.js";
import { didYouMean } from "./didYouMean.js";

/** One field of an item in an answer. */
export interface AnswerField {
  readonly name: string;
  /** Its name in the GraphQL type, where that is another one. */
  readonly field?: string;
  /** Its arguments, from the variables of the document. */
  readonly args?: string;
  /** The GraphQL type that has it, where that is not the item's own. */
  readonly of?: string;
  /** Fields below it, which can be asked for one by one: `nutrition.energyKcal`. */
  readonly below?: readonly string[];
}

interface Fielded {
  readonly type: string;
  readonly fields: readonly AnswerField[];
}

/** What was asked for: names in the order of the answer, each with the fields below it. */
export type AskedFields = ReadonlyMap<string, readonly string[]>;

/** No honest list is longer. */
export const longestFieldList = 1000;

/** Reads a comma-separated list of fields. The id always comes: without it an item cannot be asked for again. */
export function readFields(text: string, known: readonly AnswerField[]): AskedFields {
  const wanted = new Set(text.split(",").map((path) => path.trim()));
  for (const path of wanted) {
    if (!isKnown(path, known)) {
      const paths = pathsOf(known);
      throw new BadInput(
        `fields has "${path.slice(0, 50)}", which there is not.${didYouMean(path.slice(0, 50), paths)} Allowed: ${paths.join(", ")}.`,
      );
    }
  }
  const asked = new Map<string, readonly string[]>();
  for (const { name, below = [] } of known) {
    const all = wanted.has(name);
    const some = below.filter((child) => all || wanted.has(`${name}.${child}`));
    if (all || some.length > 0 || name === "id") asked.set(name, some);
  }
  return asked;
}

/** Every path that `fields` may name. */
export const pathsOf = (known: readonly AnswerField[]): string[] =>
  known.flatMap(({ name, below = [] }) => [name, ...below.map((child) => `${name}.${child}`)]);

const isKnown = (path: string, known: readonly AnswerField[]) => {
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
    .map(({ name, field, args = "" }) => {
      const below = asked.get(name)!;
      return `${field ? `${name}: ${field}` : name}${args}${below.length > 0 ? ` { ${below.join(" ")} }` : ""}`;
    })
    .join(" ");
}
