import { expect, test } from "@jest/globals";
import { commandLine, record } from "../../src/audit/record.js";
import { Client } from "../../src/oauth/Client.js";
import { rememberConsent } from "../../src/oauth/Consent.js";
import { apiScopes } from "../../src/oauth/scopes.js";
import { makeUsagePartitions } from "../../src/usage/keepUsage.js";
import { createUser } from "../../src/users/createUser.js";
import { Session, startSession } from "../../src/users/Session.js";
import { openDoors } from "../support/doors.js";

const { asking, graphql, orm } = await openDoors();
await makeUsagePartitions(orm.em.fork());
const pool = await orm.em.getConnection().getNativeClient();
let statements = 0;
pool.on("acquire", () => {
  statements += 1;
});

async function makePerson(name: string) {
  const em = orm.em.fork();
  const user = await createUser(
    em,
    { email: `${name}@example.com`, name, password: "correct horse" },
    commandLine,
  );
  await startSession(em, user, { device: "Firefox on Linux", network: "192.0.2.0/24" });
  const { id: sessionId } = await em.findOneOrFail(Session, { user });
  return { userId: user.id, clientId: null, tier: user.tier, scopes: new Set(apiScopes), sessionId };
}

async function connect(userId: number, name: string): Promise<string> {
  const { client } = Client.make({
    name,
    gpt: true,
    redirectUris: ["https://chatgpt.com/aip/g-1/oauth/callback"],
  });
  const em = orm.em.fork();
  await em.persist(client).flush();
  await rememberConsent(em, userId, client.id, ["foods:read"], { actor: "user", address: "192.0.2.7" });
  return client.id;
}

const ann = await makePerson("Ann");
const bob = await makePerson("Bob");
const apps = [
  await connect(ann.userId, "Menu"),
  await connect(ann.userId, "Diary"),
  await connect(ann.userId, "Shop"),
];
await connect(bob.userId, "Bob's own app");
await pool.query(
  "insert into usage_events (at, user_id, client_id, door, status, bytes, milliseconds) values ('2026-11-25T12:00Z', $1, $2, 'api', 200, 10, 1)",
  [ann.userId, apps[0]],
);
for (let more = 0; more < 2; more++)
  await startSession(
    orm.em.fork(),
    (await orm.em.fork().findOneOrFail(Session, { user: ann.userId }, { populate: ["user"] })).user,
  );
asking.viewer = ann;
for (const name of ["Pie", "Soup", "Bread"])
  await graphql(`mutation { createFood(input: { name: "${name}" }) { errors { message } } }`);

const page = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";

test("me with all the lists below it takes one statement for each, and one for the names of apps", async () => {
  asking.viewer = ann;
  statements = 0;
  const { data, errors } = await graphql(
    `{ me { id name email emailVerifiedAt tier createdAt allowance { requestsPerDay hasAllNutrients scopes { name description } }
         apps { edges { cursor node { clientId name since lastUsedAt scopes { name description } } } ${page} }
         sessions { edges { cursor node { id isCurrent device network since lastSeenAt expiresAt } } ${page} }
         activity { edges { cursor node { at action description actor clientId clientName network detail } } ${page} }
         foods { edges { cursor node { id name nutrition { fatG } portions { name } source { name } } } ${page} }
         usage { edges { cursor node { at clientName } } ${page} } } }`,
  );
  expect({ errors, statements }).toEqual({ errors: undefined, statements: 7 });
  const { apps, sessions, activity, foods, usage } = data.me;
  expect([apps, sessions, activity, foods, usage].map(({ edges }) => edges.length)).toEqual([3, 3, 4, 3, 1]);
});

test("a person sees what apps may do, in words, and when each was last used", async () => {
  asking.viewer = ann;
  const { data } = await graphql(
    "{ me { apps { edges { node { clientId name lastUsedAt scopes { name description } } } } } }",
  );
  const scopes = [{ name: "foods:read", description: "Look up foods and their label nutrients" }];
  expect(data.me.apps.edges.map(({ node }: { node: object }) => node)).toEqual([
    { clientId: apps[2], name: "Shop", lastUsedAt: null, scopes },
    { clientId: apps[1], name: "Diary", lastUsedAt: null, scopes },
    { clientId: apps[0], name: "Menu", lastUsedAt: "2026-11-25T12:00:00.000Z", scopes },
  ]);
});

test("of the sessions, the one that asks is marked, and none tells what opens it", async () => {
  asking.viewer = ann;
  const { data } = await graphql("{ me { sessions { edges { node { id isCurrent device network } } } } }");
  const nodes = data.me.sessions.edges.map(({ node }: { node: object }) => node);
  expect(nodes.filter(({ isCurrent }: { isCurrent: boolean }) => isCurrent)).toEqual([
    { id: `session_${ann.sessionId}`, isCurrent: true, device: "Firefox on Linux", network: "192.0.2.0/24" },
  ]);
  expect(nodes).toHaveLength(3);
});

test("the activity is newest first, and says what happened in words", async () => {
  asking.viewer = ann;
  const { data } = await graphql(
    "{ me { activity(first: 2) { edges { node { action description actor clientName network detail } } } } }",
  );
  expect(data.me.activity.edges[0].node).toEqual({
    action: "CONSENT_GRANTED",
    description: "App allowed",
    actor: "USER",
    clientName: "Shop",
    network: "192.0.2.0/24",
    detail: "foods:read",
  });
  await record(orm.em.fork(), {
    action: "tier-changed",
    userId: ann.userId,
    detail: "premium",
    ...commandLine,
  });
  const { data: later } = await graphql("{ me { activity(first: 1) { edges { node { action actor } } } } }");
  expect(later.me.activity.edges[0].node).toEqual({ action: "TIER_CHANGED", actor: "OPERATOR" });
});

test.each([
  ["apps", "clientId"],
  ["sessions", "id"],
  ["activity", "at"],
  ["foods", "id"],
])("%s go on page by page, each item once, none of another's", async (list, key) => {
  asking.viewer = ann;
  const ask = async (args: string) =>
    (await graphql(`{ me { ${list}(${args}) { edges { node { ${key} } } ${page} } } }`)).data.me[list];
  const all = (await ask("first: 100")).edges;
  const seen: object[] = [];
  let after = "";
  for (let more = true; more; ) {
    const { edges, pageInfo } = await ask(`first: 2${after}`);
    expect([pageInfo.hasPreviousPage, pageInfo.endCursor === null]).toEqual([seen.length > 0, false]);
    seen.push(...edges);
    more = pageInfo.hasNextPage;
    after = `, after: "${pageInfo.endCursor}"`;
  }
  expect(seen).toEqual(all);
  asking.viewer = bob;
  const { data } = await graphql(`{ me { ${list}(first: 100) { edges { node { ${key} } } } } }`);
  expect(
    data.me[list].edges.filter((edge: object) => JSON.stringify(all).includes(JSON.stringify(edge))),
  ).toEqual([]);
});

test.each(["apps", "sessions", "activity", "foods", "usage"])(
  "%s refuses a cursor that is none, and more than 100",
  async (list) => {
    asking.viewer = ann;
    const wrong = [
      [`after: "x"`, "The cursor is none of ours"],
      [`after: "${Buffer.from("a\u0000b").toString("base64url")}"`, "The cursor is none of ours"],
      ["first: 101", "it must be from 1 to 100"],
      ["first: 0", "it must be from 1 to 100"],
    ];
    for (const [args, reason] of wrong) {
      const { errors } = await graphql(`{ me { ${list}(${args}) { edges { cursor } } } }`);
      expect(errors).toEqual([
        expect.objectContaining({
          message: expect.stringContaining(reason!),
          extensions: { code: "BAD_USER_INPUT" },
        }),
      ]);
    }
  },
);

test("no app sees sessions, activity or other apps, whatever it was granted", async () => {
  asking.viewer = { ...ann, clientId: "app", sessionId: undefined };
  for (const list of ["apps", "sessions", "activity"]) {
    const { data, errors } = await graphql(`{ me { name ${list} { edges { cursor } } } }`);
    expect([data.me, errors![0]!.extensions.code]).toEqual([null, "FORBIDDEN"]);
  }
});
