import { BadInput } from "../errors.js";
import { didYouMean } from "../graphql/didYouMean.js";
import { longestFieldList } from "../graphql/fields.js";
import type { Parameter, Value, Values } from "../graphql/operations.js";

/**
 * The query string as values, read by what each parameter is and never as something else: what is unknown, given
 * twice, empty or out of range is refused with a sentence that a model can act on.
 */
export function readParameters(
  search: string,
  parameters: readonly Parameter[],
  inPath: Readonly<Record<string, string>> = {},
): Values {
  const given = split(search);
  const inQuery = parameters.filter(({ name }) => !(name in inPath));
  requireKnown([...given.keys()], inQuery);
  for (const [name, text] of Object.entries(inPath)) given.set(name, decode(text, text));
  return valuesOf(parameters, (name) => given.get(name));
}

/** The same for a JSON body, where a list is one. */
export function readBody(body: unknown, parameters: readonly Parameter[]): Values {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new BadInput(
      `The body must be a JSON object with ${parameters.map(({ name }) => name).join(", ")}.`,
    );
  requireKnown(Object.keys(body), parameters);
  return valuesOf(parameters, (name) =>
    Object.hasOwn(body, name) ? body[name as keyof typeof body] : undefined,
  );
}

function requireKnown(names: readonly string[], parameters: readonly Parameter[]): void {
  const allowed = parameters.map(({ name }) => name);
  const unknown = names.find((name) => !allowed.includes(name))?.slice(0, 50);
  if (unknown === undefined) return;
  throw new BadInput(
    `There is no parameter "${unknown}".${didYouMean(unknown, allowed)} Allowed: ${allowed.join(", ")}.`,
  );
}

function valuesOf(parameters: readonly Parameter[], given: (name: string) => unknown): Values {
  const values: Record<string, Value> = {};
  for (const parameter of parameters) {
    const value = given(parameter.name);
    if (value === undefined) {
      if (parameter.required) throw new BadInput(`${parameter.name} is missing. ${parameter.description}`);
      values[parameter.name] = parameter.type === "integer" ? parameter.normally : undefined;
    } else {
      values[parameter.name] = readOne(value, parameter);
    }
  }
  return values;
}

function readOne(value: unknown, parameter: Parameter): Value {
  if (parameter.type === "list" && Array.isArray(value) && value.every((item) => typeof item === "string"))
    return readList(value, parameter);
  if (typeof value === "string") return read(value, parameter);
  throw new BadInput(
    `${parameter.name} must be ${parameter.type === "list" ? "a list of texts" : "a text"}.`,
  );
}

function split(search: string): Map<string, string> {
  const given = new Map<string, string>();
  for (const pair of search.replace(/^\?/, "").split("&")) {
    if (pair === "") continue;
    const at = pair.indexOf("=");
    const name = decode(at < 0 ? pair : pair.slice(0, at));
    if (given.has(name)) throw new BadInput(`${name.slice(0, 50)} is given twice; give it once.`);
    given.set(name, at < 0 ? "" : decode(pair.slice(at + 1)));
  }
  return given;
}

function decode(text: string, encoded = text.replaceAll("+", " ")): string {
  try {
    return decodeURIComponent(encoded);
  } catch (cause) {
    throw new BadInput("The address has a malformed %-sequence; % itself is written %25.", { cause });
  }
}

function read(text: string, parameter: Parameter): Value {
  const { name } = parameter;
  if (text.trim() === "") throw new BadInput(`${name} is empty; leave it out or give it a value.`);
  if (/\p{Cc}/u.test(text)) throw new BadInput(`${name} holds control characters; only text is allowed.`);
  switch (parameter.type) {
    case "text":
      return atMost(parameter.longest, name, text);
    case "list":
      return readList(text.split(","), parameter);
    case "fields":
      return atMost(longestFieldList, name, text);
    case "date":
      if (isDay(text)) return text;
      throw new BadInput(`${name} is "${text.slice(0, 50)}"; it must be a day such as ${parameter.example}.`);
    case "enum":
      if (parameter.values.includes(text)) return text;
      throw new BadInput(
        `${name} is "${text.slice(0, 50)}"; it must be one of ${parameter.values.join(", ")}.`,
      );
    case "number": {
      const number = /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
      if (number > parameter.above && number <= parameter.most) return number;
      throw new BadInput(
        `${name} is "${text.slice(0, 50)}"; it must be a number above ${parameter.above}, at most ${parameter.most}.`,
      );
    }
    case "integer": {
      const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
      if (number >= parameter.least && number <= parameter.most) return number;
      throw new BadInput(
        `${name} is "${text.slice(0, 50)}"; it must be a whole number from ${parameter.least} to ${parameter.most}.`,
      );
    }
  }
}

/** The 30th of February is written like a day and is none. */
const isDay = (text: string) =>
  /^[12]\d{3}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;

type ListParameter = Extract<Parameter, { type: "list" }>;

function readList(items: readonly string[], { name, least, most, longest }: ListParameter): string[] {
  if (items.length < least || items.length > most)
    throw new BadInput(`${name} has ${items.length}; it must have ${least} to ${most}.`);
  return items.map((item) => {
    if (item.trim() === "") throw new BadInput(`One of ${name} is empty; leave it out or give it a value.`);
    if (/\p{Cc}/u.test(item))
      throw new BadInput(`One of ${name} holds control characters; only text is allowed.`);
    return atMost(longest, `One of ${name}`, item.trim());
  });
}

function atMost(longest: number, name: string, text: string): string {
  if (text.length <= longest) return text;
  throw new BadInput(`${name} has ${text.length} characters; at most ${longest} are allowed.`);
}
