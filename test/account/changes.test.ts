import { expect, test } from "@jest/globals";
import { Client } from "../../src/oauth/Client.js";
import { rememberConsent } from "../../src/oauth/Consent.js";
import { password, startPages } from "../support/pagesApp.js";
import { makeToken } from "../support/token.js";

const { origin, orm, browser, mailbox, logged } = await startPages();
const next = "another horse battery";
let people = 0;

async function signedUp() {
  const person = browser();
  const email = `person${people++}@example.com`;
  await person.signUp(email);
  const { data } = await person.graphql("{ me { id } }");
  return { person, email, userId: Number(data.me.id.slice("user_".length)) };
}

async function signIn(email: string, attempt = password) {
  const person = browser();
  return { person, status: (await person.fill("/sign-in", { email, password: attempt })).status };
}

type Browser = ReturnType<typeof browser>;

/** Runs a mutation and answers with its payload. */
async function change(
  person: Browser,
  mutation: string,
  below = "user { name email } errors { field code message }",
) {
  const { data, errors } = await person.graphql(`mutation { it: ${mutation} { ${below} } }`);
  return errors ? { refusal: errors[0].extensions.code } : data.it;
}

const wrongPassword = [
  { field: "password", code: "WRONG_PASSWORD", message: "Your present password is wrong." },
];

async function activity(person: Browser): Promise<string[]> {
  const { data } = await person.graphql("{ me { activity { edges { node { action } } } } }");
  return data.me.activity.edges.map(({ node }: { node: { action: string } }) => node.action);
}

test("another name is the account's at once, and is checked as at sign-up", async () => {
  const { person, email } = await signedUp();
  expect(await change(person, `updateProfile(input: { name: " Ann  B. " })`)).toEqual({
    user: { name: "Ann B.", email },
    errors: [],
  });
  const refused = await change(person, `updateProfile(input: { name: " " })`);
  expect(refused).toEqual({
    user: { name: "Ann B.", email },
    errors: [{ field: "name", code: "INVALID", message: expect.stringContaining("1 to 100") }],
  });
  expect(await (await person.get("/account")).text()).toContain("<dd>Ann B.</dd>");
  expect((await activity(person))[0]).toBe("NAME_CHANGED");
});

test("the page changes the name by the same rules", async () => {
  const { person } = await signedUp();
  const page = await (await person.get("/account")).text();
  const form = `<main>${page.slice(page.indexOf('<form method="post" action="/account/name"'))}`;
  expect((await person.submit(form, { name: "x".repeat(101) })).status).toBe(400);
  const answer = await person.submit(form, { name: "Cleo" });
  expect(answer.headers.get("location")).toBe("/account?done=name");
  expect((await person.graphql("{ me { name } }")).data.me.name).toBe("Cleo");
});

test("another password ends other sessions and tokens, keeps this one, and is told by mail", async () => {
  const { person, email, userId } = await signedUp();
  const { person: elsewhere } = await signIn(email);
  const wrong = await change(person, `changePassword(input: { password: "nope", newPassword: "${next}" })`);
  expect(wrong.errors).toEqual(wrongPassword);
  const weak = await change(
    person,
    `changePassword(input: { password: "${password}", newPassword: "Password1" })`,
  );
  expect(weak.errors).toEqual([
    { field: "newPassword", code: "INVALID", message: expect.stringContaining("most used") },
  ]);
  expect((await elsewhere.get("/account")).status).toBe(200);

  expect(
    (await change(person, `changePassword(input: { password: "${password}", newPassword: "${next}" })`))
      .errors,
  ).toEqual([]);
  expect((await elsewhere.get("/account")).status).toBe(303);
  expect((await person.get("/account")).status).toBe(200);
  expect([(await signIn(email)).status, (await signIn(email, next)).status]).toEqual([400, 303]);
  expect((await mailbox.next(email)).subject).toBe("Your Larder password was changed");
  const grants = await orm.em
    .fork()
    .execute("select 1 from oauth_artifacts where model = 'Grant' and user_id = ?", [userId]);
  expect(grants).toEqual([]);
});

test("wrong passwords are counted with those of the pages, however many fit into one request", async () => {
  const { person, email } = await signedUp();
  const tries = Array.from(
    { length: 12 },
    (_, at) => `t${at}: deleteAccount(input: { password: "no" }) { isDeleted }`,
  );
  await person.graphql(`mutation { ${tries.join(" ")} }`);
  expect(await change(person, `deleteAccount(input: { password: "${password}" })`, "isDeleted")).toEqual({
    refusal: "LIMIT_REACHED",
  });
  expect((await signIn(email)).status).toBe(429);
});

test("another address is the account's once its link is opened by whoever is signed in", async () => {
  const { person, email } = await signedUp();
  const other = `new-${email}`;
  const mutation = (password: string, address = other) =>
    `changeEmail(input: { email: "${address}", password: "${password}" })`;
  expect((await change(person, mutation("nope"))).errors).toEqual(wrongPassword);
  expect((await change(person, mutation(password, "none"))).errors).toMatchObject([
    { field: "email", code: "INVALID" },
  ]);
  expect((await change(person, mutation(password, email))).errors).toMatchObject([
    { field: "email", code: "INVALID" },
  ]);
  expect(await change(person, mutation(password, other.toUpperCase()))).toEqual({
    user: { name: "Ann", email },
    errors: [],
  });

  const link = await mailbox.link(other);
  expect(link).toContain("/change-email?token=");
  const { person: stranger } = await signedUp();
  expect((await stranger.get(link)).status).toBe(403);
  expect((await browser().get(link)).headers.get("location")).toContain("/sign-in?return_to=");
  expect((await person.get(link)).headers.get("location")).toBe("/account?done=email");
  expect((await person.graphql("{ me { email emailVerifiedAt } }")).data.me).toEqual({
    email: other,
    emailVerifiedAt: expect.any(String),
  });
  expect((await mailbox.next(email)).subject).toBe("Your Larder account has another address");
  expect([(await signIn(email)).status, (await signIn(other)).status]).toEqual([400, 303]);
  expect((await person.get(link)).status).toBe(404);
});

test("that an address has an account already is told to its mailbox alone", async () => {
  const { person } = await signedUp();
  const { email: taken } = await signedUp();
  const asked = await change(person, `changeEmail(input: { email: "${taken}", password: "${password}" })`);
  expect(asked.errors).toEqual([]);
  expect((await mailbox.next(taken)).subject).toBe("You have a Larder account already");
});

test("an app that is disconnected loses its tokens at once, and another's cannot be", async () => {
  const { person, userId } = await signedUp();
  const { person: stranger } = await signedUp();
  const { client } = Client.make({
    name: "Menu",
    gpt: true,
    redirectUris: ["https://chatgpt.com/aip/g-1/oauth/callback"],
  });
  const em = orm.em.fork();
  await em.persist(client).flush();
  await rememberConsent(em, userId, client.id, ["foods:read"], { actor: "user", address: null });
  const mutation = `disconnectApp(input: { clientId: "${client.id}" })`;
  expect((await change(stranger, mutation)).errors).toMatchObject([{ field: "clientId", code: "NOT_FOUND" }]);
  expect(await change(person, mutation, "user { apps { edges { cursor } } } errors { code }")).toEqual({
    user: { apps: { edges: [] } },
    errors: [],
  });
  expect((await change(person, mutation)).errors).toMatchObject([{ field: "clientId", code: "NOT_FOUND" }]);
  expect((await change(person, `disconnectApp(input: { clientId: "a\\u0000b" })`)).errors).toMatchObject([
    { code: "NOT_FOUND" },
  ]);
  expect((await activity(person))[0]).toBe("CONSENT_WITHDRAWN");
});

test("sessions are ended one by one, or all the others at once, and only one's own", async () => {
  const { person, email } = await signedUp();
  const others = [await signIn(email), await signIn(email), await signIn(email)].map(({ person }) => person);
  const { data } = await person.graphql("{ me { sessions { edges { node { id isCurrent } } } } }");
  const nodes: { id: string; isCurrent: boolean }[] = data.me.sessions.edges.map(
    ({ node }: { node: object }) => node,
  );
  expect(nodes.map(({ isCurrent }) => isCurrent)).toEqual([false, false, false, true]);
  const mutation = `endSession(input: { id: "${nodes[0]!.id}" })`;
  const { person: stranger } = await signedUp();
  expect((await change(stranger, mutation)).errors).toMatchObject([{ field: "id", code: "NOT_FOUND" }]);
  expect((await change(person, mutation)).errors).toEqual([]);
  expect((await others[2]!.get("/account")).status).toBe(303);
  expect((await others[1]!.get("/account")).status).toBe(200);
  for (const wrong of ["session_0", "user_1", "x"])
    expect((await change(person, `endSession(input: { id: "${wrong}" })`)).errors).toMatchObject([
      { code: "NOT_FOUND" },
    ]);
  expect((await change(person, "endOtherSessions")).errors).toEqual([]);
  for (const other of others) expect((await other.get("/account")).status).toBe(303);
  expect((await person.get("/account")).status).toBe(200);
  expect((await activity(person)).slice(0, 2)).toEqual(["SESSIONS_ENDED", "SESSION_ENDED"]);
});

test("the export is the same as the page's, and is in the activity", async () => {
  const { person, email } = await signedUp();
  const { data } = await change(person, "exportData", "data");
  expect(data.account).toMatchObject({ email, name: "Ann" });
  const page = JSON.parse(await (await person.get("/account/export")).text());
  expect(Object.keys(data)).toEqual(Object.keys(page));
  expect((await activity(person)).slice(0, 2)).toEqual(["DATA_EXPORTED", "DATA_EXPORTED"]);
});

test("the history of requests is deleted, and that is in the activity", async () => {
  const { person, userId } = await signedUp();
  const count = async () =>
    (
      await orm.em
        .fork()
        .execute("select 1 from usage_events where user_id = ? and operation = 'past'", [userId])
    ).length;
  await orm.em
    .fork()
    .execute(
      "insert into usage_events (at, user_id, door, operation, status, bytes, milliseconds) values (now(), ?, 'graphql', 'past', 200, 1, 1)",
      [userId],
    );
  expect(await count()).toBe(1);
  expect((await change(person, "deleteUsage")).errors).toEqual([]);
  expect(await count()).toBe(0);
  expect((await activity(person))[0]).toBe("USAGE_DELETED");
});

test("deleting takes the password, and leaves nothing that signs in", async () => {
  const { person, email, userId } = await signedUp();
  const mutation = (given: string) => `deleteAccount(input: { password: "${given}" })`;
  const below = "isDeleted errors { field code message }";
  expect(await change(person, mutation("nope"), below)).toEqual({ isDeleted: false, errors: wrongPassword });
  expect(await change(person, mutation(password), below)).toEqual({ isDeleted: true, errors: [] });
  expect((await person.graphql("{ me { name } }")).errors[0].extensions.code).toBe("UNAUTHENTICATED");
  expect((await signIn(email)).status).toBe(400);
  expect(await orm.em.fork().execute("select 1 from users where id = ?", [userId])).toEqual([]);
});

test("what comes after the deletion in the same request finds nobody", async () => {
  const { person } = await signedUp();
  const { data, errors } = await person.graphql(
    `mutation { a: deleteAccount(input: { password: "${password}" }) { isDeleted } b: updateProfile(input: { name: "Bob" }) { user { id } } }`,
  );
  expect([data, errors[0].extensions.code]).toEqual([null, "UNAUTHENTICATED"]);
});

test("no token of an app does any of it, and no form of another site", async () => {
  const { person, userId } = await signedUp();
  const scopes = ["foods:read", "foods:write", "nutrients:read", "profile:read", "usage:read"];
  const { headers } = await makeToken(orm, origin, userId, scopes);
  const query = `mutation { updateProfile(input: { name: "Mallory" }) { errors { code } } }`;
  const byToken = await fetch(`${origin}/graphql`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  expect(((await byToken.json()) as { errors: object[] }).errors).toMatchObject([
    { extensions: { code: "FORBIDDEN" } },
  ]);
  const form = await person.post("/graphql", { query });
  expect(form.status).toBeGreaterThanOrEqual(400);
  const link = await person.get(`/graphql?query=${encodeURIComponent(query)}`);
  expect(await link.text()).not.toContain('"updateProfile":{');
  expect((await person.graphql("{ me { name } }")).data.me.name).toBe("Ann");
});

test("no password of this file is in the log, and nothing failed", () => {
  expect(logged.join("")).not.toMatch(/horse battery/);
  expect(logged.filter((line) => line.includes('"level":50'))).toEqual([]);
});
