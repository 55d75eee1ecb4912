import { randomBytes } from "node:crypto";
import type { MikroORM } from "@mikro-orm/postgresql";
import { keyOf } from "../../src/oauth/adapter.js";
import { Client } from "../../src/oauth/Client.js";

/** An app that a person has let in with these scopes, and its access token; null for a client that acts for itself. */
export async function makeToken(orm: MikroORM, publicUrl: string, userId: number | null, scopes: string[]) {
  const { client } = Client.make({
    name: "My GPT",
    gpt: true,
    redirectUris: ["https://chatgpt.com/aip/g-1/oauth/callback"],
  });
  const em = orm.em.fork();
  await em.persist(client).flush();
  const token = randomBytes(24).toString("base64url");
  const payload = {
    accountId: userId === null ? undefined : `user_${userId}`,
    clientId: client.id,
    aud: publicUrl,
    scope: scopes.join(" "),
  };
  await em.execute(
    `insert into oauth_artifacts (id, model, payload, user_id, client_id, expires_at)
     values (?, 'AccessToken', ?, ?, ?, now() + interval '1 hour')`,
    [keyOf("AccessToken", token), JSON.stringify(payload), userId, client.id],
  );
  return { clientId: client.id, headers: { authorization: `Bearer ${token}` } };
}
