/** As much of an OpenAPI document as a client can rely on. */
export interface ApiShape {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, OperationShape>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Shape>> };
}

interface OperationShape {
  readonly parameters?: readonly ParameterShape[];
  readonly requestBody?: { readonly required?: boolean; readonly content?: Content };
  readonly responses?: Readonly<Record<string, { readonly content?: Content }>>;
}

type Content = Readonly<Record<string, { readonly schema?: Shape }>>;

interface ParameterShape {
  readonly name: string;
  readonly required?: boolean;
  readonly schema?: Shape;
}

interface Shape {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
}

/** What a client of the released document could stumble over in the present one, a sentence each. */
export function breakingChanges(released: ApiShape, present: ApiShape): string[] {
  const found: string[] = [];
  for (const [path, operations] of Object.entries(released.paths ?? {})) {
    for (const [method, before] of Object.entries(operations)) {
      const at = `${method.toUpperCase()} ${path}`;
      const now = present.paths?.[path]?.[method];
      if (now) compareOperations(at, before, now);
      else found.push(`${at} is gone.`);
    }
  }
  return found;

  function compareOperations(at: string, before: OperationShape, now: OperationShape): void {
    const parameters = new Map(now.parameters?.map((parameter) => [parameter.name, parameter]));
    const known = new Map(before.parameters?.map((parameter) => [parameter.name, parameter]));
    for (const [name, { schema = {} }] of known) {
      const parameter = parameters.get(name);
      if (!parameter) found.push(`${at} takes no ${name} any more.`);
      else compareInput(`${at}: ${name}`, schema, parameter.schema ?? {});
    }
    for (const [name, { required }] of parameters) {
      if (required && !known.get(name)?.required) found.push(`${at} now demands ${name}.`);
    }
    for (const [type, { schema = {} }] of Object.entries(before.requestBody?.content ?? {})) {
      const body = now.requestBody?.content?.[type]?.schema;
      if (body) compareInput(`${at}: the body`, schema, body);
      else found.push(`${at} takes no body of ${type} any more.`);
    }
    for (const [type, { schema = {} }] of Object.entries(before.responses?.[200]?.content ?? {})) {
      const answer = now.responses?.[200]?.content?.[type]?.schema;
      if (answer) compareOutput(`${at}: the answer`, schema, answer);
      else found.push(`${at} answers no ${type} any more.`);
    }
  }

  /** What was accepted must still be. */
  function compareInput(at: string, was: Shape, is: Shape): void {
    const before = resolve(was, released);
    const now = resolve(is, present);
    for (const type of typesOf(before)) {
      if (!typesOf(now).includes(type)) found.push(`${at} is no ${type} any more.`);
    }
    for (const value of before.enum ?? []) {
      if (now.enum && !now.enum.includes(value)) found.push(`${at} does not take ${value} any more.`);
    }
    if ((now.minimum ?? -Infinity) > (before.minimum ?? -Infinity))
      found.push(`${at} must be larger than before.`);
    for (const most of ["maximum", "maxLength", "maxItems"] as const) {
      if ((now[most] ?? Infinity) < (before[most] ?? Infinity)) found.push(`${at} has a lower ${most}.`);
    }
    for (const [name, property] of Object.entries(before.properties ?? {})) {
      const other = now.properties?.[name];
      if (other) compareInput(`${at}.${name}`, property, other);
      else found.push(`${at} takes no ${name} any more.`);
    }
    for (const name of now.required ?? []) {
      if (!before.required?.includes(name)) found.push(`${at} now demands ${name}.`);
    }
    if (before.items) compareInput(`${at}[]`, before.items, now.items ?? {});
  }

  /** What came must still come, and be nothing that it was not. */
  function compareOutput(at: string, was: Shape, is: Shape): void {
    const before = resolve(was, released);
    const now = resolve(is, present);
    for (const type of typesOf(now)) {
      if (!typesOf(before).includes(type)) found.push(`${at} may now be ${type}.`);
    }
    for (const [name, property] of Object.entries(before.properties ?? {})) {
      const other = now.properties?.[name];
      if (other) compareOutput(`${at}.${name}`, property, other);
      else found.push(`${at} has no ${name} any more.`);
    }
    for (const name of before.required ?? []) {
      if (!now.required?.includes(name)) found.push(`${at} may now lack ${name}.`);
    }
    if (before.items) compareOutput(`${at}[]`, before.items, now.items ?? {});
  }
}

const typesOf = ({ type }: Shape): readonly string[] => (type === undefined ? [] : [type].flat());

function resolve(shape: Shape, document: ApiShape): Shape {
  const name = shape.$ref?.replace("#/components/schemas/", "");
  return name === undefined ? shape : (document.components?.schemas?.[name] ?? {});
}
