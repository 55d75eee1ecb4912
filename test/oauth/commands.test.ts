import { expect, test } from "@jest/globals";
import { makeDatabase } from "../support/database.js";
import { callback } from "../support/oauthApp.js";
import { Program } from "../support/program.js";

const { url } = await makeDatabase();

async function larder(...args: string[]) {
  const { code, output } = await new Program("cli/main.js", args, { DATABASE_URL: url }).ended;
  return { code, output, json: () => JSON.parse(output) };
}

test("93 each step in a client's life answers a program with JSON", async () => {
  const made = await larder("client", "create", "--name", "Menu", "--redirect-uri", callback, "--json");
  const { id, secret } = made.json();
  expect(secret).toMatch(/^larder_secret_/);
  expect((await larder("client", "show", id, "--json")).json()).toMatchObject({ id, name: "Menu" });
  const updated = await larder("client", "update", id, "--name", "Card", "--scope", "foods:read", "--json");
  expect(updated.json()).toMatchObject({ id, name: "Card", scopes: ["foods:read"] });
  const rotated = await larder("client", "rotate-secret", id, "--json");
  expect(rotated.json().secret).not.toBe(secret);
  expect((await larder("client", "list", "--json")).json()).toHaveLength(1);
  expect((await larder("client", "list")).output).toMatch(/Card\n {2}kind {7}confidential/);
  expect((await larder("client", "revoke", id, "--json")).json().revokedAt).toEqual(expect.any(String));
});

test("93 each step in an account's life answers a program with JSON", async () => {
  const account = ["--email", "ann@example.com", "--name", "Ann"];
  const { id, password } = (await larder("user", "create", ...account, "--json")).json();
  expect(password).toHaveLength(20);
  expect((await larder("user", "set-tier", id, "premium", "--json")).json()).toMatchObject({
    tier: "premium",
  });
  expect((await larder("user", "disable", id, "--json")).json().disabledAt).toEqual(expect.any(String));
  expect((await larder("user", "delete", "ann@example.com")).output).toContain("ann@example.com");
  expect((await larder("user", "list", "--json")).json()).toEqual([]);
});

test.each([
  ["demoted", ["set-role", "ops@example.com", "user"]],
  ["disabled", ["disable", "ops@example.com"]],
  ["deleted", ["delete", "ops@example.com"]],
])("the last operator who is %s is noticed", async (_how, command) => {
  const create = (email: string) => ["user", "create", "--email", email, "--name", "Ops", "--operator"];
  await larder(...create("ops@example.com"));
  await larder("user", "set-role", "ops@example.com", "operator", "--json");
  await larder("user", "enable", "ops@example.com");
  await larder(...create("other@example.com"));
  expect((await larder("user", "set-role", "other@example.com", "user")).output).not.toContain("No operator");
  const { code, output } = await larder("user", ...command);
  expect([code, output]).toEqual([0, expect.stringContaining("No operator is left.")]);
});

test("the audit is listed for people and programs, by account, client, action and time", async () => {
  const made = await larder("client", "create", "--name", "Log", "--redirect-uri", callback, "--json");
  const { id } = made.json();
  const { json } = await larder("audit", "--client", id, "--since", "1h", "--json");
  expect(json()).toEqual([
    expect.objectContaining({ action: "client-created", actor: "operator", client: id, address: null }),
  ]);
  expect((await larder("audit", "--client", id)).output).toMatch(/client-created +by operator +client_/);
  expect((await larder("audit", "--action", "keys-rotated", "--since", "2999-01-01")).output).toContain(
    "Nothing",
  );
  for (const wrong of [
    ["--action", "dance"],
    ["--since", "yesterday"],
    ["--limit", "0"],
    ["--user", "user_999"],
  ])
    expect((await larder("audit", ...wrong)).code).toBe(1);
});

test("keys are listed, and rotated under the right secret only", async () => {
  const LARDER_SECRET = "a secret that is long enough for a test";
  const keys = (...args: string[]) =>
    new Program("cli/main.js", ["keys", ...args], { DATABASE_URL: url, LARDER_SECRET }).ended;
  expect(JSON.parse((await keys("rotate", "--json")).output)).toHaveLength(4);
  expect(JSON.parse((await keys("list", "--json")).output)).toHaveLength(4);
  const { code, output } = await new Program("cli/main.js", ["keys", "rotate"], {
    DATABASE_URL: url,
    LARDER_SECRET: "another secret that is long enough for a test",
  }).ended;
  expect([code, output]).toEqual([1, expect.stringContaining("LARDER_SECRET is not the one")]);
});

test("purging tells what it removed, and takes whole hours only", async () => {
  expect((await larder("purge", "--json")).json()).toEqual({
    artifacts: 0,
    sessions: 0,
    mailLinks: 0,
    clients: 0,
    auditEvents: 0,
    keys: 0,
    requests: 0,
  });
  expect((await larder("purge", "--older-than", "soon")).code).toBe(1);
});

test("what the operator did wrong is one sentence and exit code 1", async () => {
  const { code, output } = await larder("client", "show", "client_x", "--json");
  expect([code, output.trim()]).toEqual([
    1,
    "larder: There is no client client_x. All of them: npx larder client list",
  ]);
});
