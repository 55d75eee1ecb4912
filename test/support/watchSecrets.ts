import { keepSecret } from "./logs.js";

/** Notes each secret that a test sends or is sent, so that the logs can be searched for it after the run. */
const names = new Set([
  ...["access_token", "refresh_token", "id_token", "registration_access_token", "client_secret"],
  ...["code", "code_verifier", "device_code", "user_code", "token", "link", "password", "next"],
]);

const plain = globalThis.fetch;

globalThis.fetch = async (input, init) => {
  const request = new URL(input instanceof Request ? input.url : input);
  keepNamed(request.searchParams);
  keepBody(init?.body);
  const authorization = new Headers(init?.headers).get("authorization");
  keepSecret(authorization?.replace(/^\w+ +/, "") ?? "");

  const response = await plain(input, init);
  for (const cookie of response.headers.getSetCookie()) keepSecret(/=([^;]*)/.exec(cookie)![1]!);
  const location = response.headers.get("location");
  if (location) keepNamed(new URL(location, request).searchParams);
  if (request.pathname.startsWith("/oauth/") && response.headers.get("content-type")?.includes("json")) {
    keepBody(await response.clone().text());
  }
  return response;
};

function keepBody(body: unknown): void {
  if (body instanceof URLSearchParams) keepNamed(body);
  else if (typeof body === "string")
    keepNamed(body.startsWith("{") ? entriesOf(body) : new URLSearchParams(body));
}

function entriesOf(json: string): [string, unknown][] {
  try {
    return Object.entries(JSON.parse(json));
  } catch {
    // Some tests send what is malformed.
    return [];
  }
}

function keepNamed(fields: Iterable<[string, unknown]>): void {
  for (const [name, value] of fields) if (names.has(name) && typeof value === "string") keepSecret(value);
}
