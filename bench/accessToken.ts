import { randomBytes } from "node:crypto";
import type { EntityManager } from "@mikro-orm/postgresql";
import { AuthorizationCode } from "simple-oauth2";
import { Browser } from "../src/gpt/Browser.js";
import { keyOf } from "../src/oauth/adapter.js";
import { makeClient, person, redirectUri } from "./client.js";

/** An access token as any client gets one. */
export async function accessToken(origin: string, env: Record<string, string>): Promise<string> {
  const { id, secret } = await makeClient(env);
  const client = new AuthorizationCode({
    client: { id, secret },
    auth: { tokenHost: origin, tokenPath: "/oauth/token", authorizePath: "/oauth/authorize" },
    options: { authorizationMethod: "body" },
  });
  const authorizationUrl = client.authorizeURL({
    redirect_uri: redirectUri,
    scope: "foods:read",
    state: "bench",
  });
  const arrived = await new Browser(redirectUri, () => {}).authorize(
    authorizationUrl,
    person.email,
    person.password,
  );
  const { token } = await client.getToken({
    code: arrived.searchParams.get("code")!,
    redirect_uri: redirectUri,
  });
  return String(token.access_token);
}

/** So many people, each with a token of their own for the one client that there is, in rows as the engine writes them. */
export async function tokensOfPeople(em: EntityManager, origin: string, people: number): Promise<string[]> {
  const tokens = Array.from({ length: people }, () => randomBytes(32).toString("base64url"));
  const keys = tokens.map((token) => keyOf("AccessToken", token).toString("hex"));
  await em.execute(
    `with client as (select id from oauth_clients limit 1),
       people as (
         insert into users (name, email, password_hash, created_at)
         select 'P', 'p' || n || '@example.com', 'none', now() from generate_series(1, ?) as n
         returning id, substr(split_part(email, '@', 1), 2)::int as n)
     insert into oauth_artifacts (id, model, payload, user_id, client_id, expires_at)
     select decode(key, 'hex'), 'AccessToken',
       jsonb_build_object('kind', 'AccessToken', 'clientId', client.id, 'aud', ?::text, 'scope', 'foods:read', 'accountId', 'user_' || people.id),
       people.id, client.id, now() + interval '1 day'
     from client, unnest(string_to_array(?, ',')) with ordinality as given (key, n) join people using (n)`,
    [people, origin, keys.join(",")],
  );
  return tokens;
}
