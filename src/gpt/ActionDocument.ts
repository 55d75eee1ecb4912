/** As much of an OpenAPI document as the rules look at. It may be anybody's, so nothing in it is certain. */
export interface ActionDocument {
  readonly openapi?: string;
  readonly info?: { readonly title?: string; readonly version?: string };
  readonly servers?: readonly { readonly url?: string }[];
  readonly security?: readonly object[];
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: {
    readonly securitySchemes?: Readonly<Record<string, SecurityScheme>>;
    readonly schemas?: Readonly<Record<string, Json>>;
  };
}

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Json[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Json }>> };
  readonly "x-openai-isConsequential"?: unknown;
}

interface SecurityScheme {
  readonly flows?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

type Json = Readonly<Record<string, unknown>>;

export const operationsOf = ({ paths = {} }: ActionDocument) =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      at: `${method.toUpperCase()} ${path}`,
      method,
      operation,
    })),
  );

export const parametersOf = (document: ActionDocument) =>
  operationsOf(document).flatMap(({ at, operation: { parameters = [] } }) =>
    parameters.map((parameter) => ({ at: `${at}, ${parameter.name ?? parameter.$ref}`, parameter })),
  );

export const bodiesOf = (document: ActionDocument) =>
  operationsOf(document).flatMap(({ at, operation: { requestBody } }) =>
    Object.values(requestBody?.content ?? {}).map(({ schema = {} }) => ({ at, schema })),
  );

export const isText = (text: unknown, most: number) =>
  typeof text === "string" && text.trim() !== "" && text.length <= most;

export function isPublicOrigin(address: unknown): boolean {
  const url = URL.parse(String(address));
  return url?.protocol === "https:" && url.origin === address && url.port === "" && !isThisMachine(url);
}

export const isThisMachine = ({ hostname }: Pick<URL, "hostname">): boolean =>
  hostname === "localhost" || hostname.startsWith("127.") || hostname === "[::1]";

/** The last two labels: near enough for what shares one by being the same host, or a host below it. */
export const rootDomain = (address: unknown): string | undefined =>
  URL.parse(String(address))?.hostname.split(".").slice(-2).join(".");

export const isFlat = ({ properties = {} }: Json) =>
  Object.values(properties as Record<string, Json>).every(
    ({ type, items }) => type !== "object" && (items as Json | undefined)?.type !== "object",
  );

/** In characters, names and signs included; without a bound it is endless. */
export function longestRequest({ parameters = [], requestBody }: Operation): number {
  const inAddress = parameters.map(({ name, schema }) => String(name).length + 2 + longest(schema as Json));
  const bodies = Object.values(requestBody?.content ?? {}).flatMap(({ schema }) =>
    Object.values((schema?.properties ?? {}) as Record<string, Json>).map((part) => longest(part) + 100),
  );
  return [...inAddress, ...bodies].reduce((sum, length) => sum + length, 0);
}

function longest({ type, maxLength, maxItems, items, enum: values, format }: Json = {}): number {
  if (type === "array") return Number(maxItems ?? Infinity) * (longest(items as Json) + 3);
  return type === "string" && !values && format !== "date" ? Number(maxLength ?? Infinity) : 100;
}

/** Every schema in the document, with the way to it; examples are none. */
export function schemasIn(value: unknown, at = "#"): { at: string; schema: Json }[] {
  if (typeof value !== "object" || value === null) return [];
  const below = Object.entries(value)
    .filter(([name]) => !/^(example|examples|enum)$/.test(name))
    .flatMap(([name, child]) => schemasIn(child, `${at}/${name}`));
  return [{ at, schema: value as Json }, ...below];
}

export function reaches({ components }: ActionDocument, name: string): boolean {
  const seen = new Set<string>();
  const named = (schema: unknown) =>
    [...JSON.stringify(schema ?? {}).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, one]) => one!);
  const waiting = named(components?.schemas?.[name]);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...named(components?.schemas?.[next]));
  }
  return seen.has(name);
}
