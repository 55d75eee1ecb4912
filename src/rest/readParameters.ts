import { BadInput } from "../errors.js";
import { longestFieldList } from "../graphql/fields.js";
import type { Parameter, Values } from "../graphql/operations.js";

/**
 * The query string as values, read by what each parameter is and never as something else: what is unknown, given
 * twice, empty or out of range is refused with a sentence that a model can act on.
 */
export function readParameters(search: string, parameters: readonly Parameter[]): Values {
  const given = split(search);
  for (const name of given.keys()) {
    if (!parameters.some((parameter) => parameter.name === name)) {
      const allowed = parameters.map((parameter) => parameter.name).join(", ");
      throw new BadInput(`There is no parameter "${name.slice(0, 50)}". Allowed: ${allowed}.`);
    }
  }
  const values: Record<string, string | number | undefined> = {};
  for (const parameter of parameters) {
    const text = given.get(parameter.name);
    if (text === undefined) {
      if (parameter.required) throw new BadInput(`${parameter.name} is missing. ${parameter.description}`);
      values[parameter.name] = parameter.type === "integer" ? parameter.normally : undefined;
    } else {
      values[parameter.name] = read(text, parameter);
    }
  }
  return values;
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

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch (cause) {
    throw new BadInput("The address has a malformed %-sequence; % itself is written %25.", { cause });
  }
}

function read(text: string, parameter: Parameter): string | number {
  const { name } = parameter;
  if (text.trim() === "") throw new BadInput(`${name} is empty; leave it out or give it a value.`);
  if (/\p{Cc}/u.test(text)) throw new BadInput(`${name} holds control characters; only text is allowed.`);
  switch (parameter.type) {
    case "text":
      return atMost(parameter.longest, name, text);
    case "fields":
      return atMost(longestFieldList, name, text);
    case "enum":
      if (parameter.values.includes(text)) return text;
      throw new BadInput(
        `${name} is "${text.slice(0, 50)}"; it must be one of ${parameter.values.join(", ")}.`,
      );
    case "integer": {
      const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
      if (number >= parameter.least && number <= parameter.most) return number;
      throw new BadInput(
        `${name} is "${text.slice(0, 50)}"; it must be a whole number from ${parameter.least} to ${parameter.most}.`,
      );
    }
  }
}

function atMost(longest: number, name: string, text: string): string {
  if (text.length <= longest) return text;
  throw new BadInput(`${name} has ${text.length} characters; at most ${longest} are allowed.`);
}
