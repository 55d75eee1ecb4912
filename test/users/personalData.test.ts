import { expect, test } from "@jest/globals";
import { createClient } from "../../src/oauth/clients.js";
import { makeFood } from "../support/make.js";
import { formOf, password, startPages } from "../support/pagesApp.js";

const { origin, orm, browser, mailbox, mailer, habits } = await startPages();
const callback = "https://chatgpt.com/aip/g-1/oauth/callback";
const em = () => orm.em.fork();

/** Every column that names a person, in tables that are to come as well. */
const columns = await em().execute<{ table: string; column: string }[]>(
  `select c.conrelid::regclass::text as table, a.attname as column from pg_constraint c
   join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
   where c.contype = 'f' and c.confrelid = 'users'::regclass order by 1`,
);

/** Where each of those tables is in the export. */
const exported: Record<string, string> = {
  audit_events: "activity",
  food_habits: "habits",
  foods: "foods",
  mail_links: "links",
  oauth_artifacts: "tokens",
  oauth_consents: "apps",
  payment_customers: "customers",
  payment_subscriptions: "subscriptions",
  sessions: "sessions",
};

const countOf = async (table: string, column: string, id: number) =>
  (await em().execute(`select 1 from ${table} where ${column} = ?`, [id])).length;

/** Somebody about whom every table holds something. */
async function livedIn(email: string, name: string) {
  const person = browser();
  await person.signUp(email, name);
  const [{ id }] = (await em().execute("select id from users where email = ?", [email])) as [{ id: number }];
  const client = await createClient(em(), { name: "Menu", gpt: true, redirectUris: [callback] });
  const query = new URLSearchParams({ response_type: "code", client_id: client.id, redirect_uri: callback });
  const consent = await person.follow(await person.get(`/oauth/authorize?${query}`));
  const answer = await person.follow(await person.submit(await consent.text(), { decision: "approve" }));
  const code = new URL(answer.headers.get("location")!).searchParams.get("code")!;
  const credentials = { client_id: client.id, client_secret: client.secret! };
  const fields = { grant_type: "authorization_code", code, redirect_uri: callback, ...credentials };
  await fetch(`${origin}/oauth/token`, { method: "POST", body: new URLSearchParams(fields) });
  // One more request that waits for an answer.
  await person.follow(await person.get(`/oauth/authorize?${query}&prompt=consent`));
  await browser().fill("/forgot-password", { email });
  await mailbox.next(email);
  const food = await makeFood(orm, { name: "Soup of the house" });
  await em().execute("update foods set kind = 'CUSTOM', owner_id = ? where id = ?", [id, food]);
  const customer = `cus_of_${id}`;
  await em().execute("insert into payment_customers (id, user_id) values (?, ?)", [customer, id]);
  await em().execute(
    "insert into payment_subscriptions (id, customer_id, user_id, is_over, told_at) values (?, ?, ?, false, now())",
    [`sub_of_${id}`, customer, id],
  );
  const [{ slug }] = (await em().execute("select slug from foods where id = ?", [food])) as [
    { slug: string },
  ];
  await person.get(`/foods/${slug}`);
  await habits.finish();
  return { person, id };
}

test("the export has what every table holds about the person, and nothing that opens anything", async () => {
  const { person, id } = await livedIn("ann@example.com", "Ann of the export");
  const text = await (await person.get("/account/export")).text();
  const data = JSON.parse(text);
  expect(data.account).toMatchObject({
    id: `user_${id}`,
    name: "Ann of the export",
    email: "ann@example.com",
  });
  for (const { table, column } of columns) {
    const kept = await countOf(table, column, id);
    expect({ table, kept: kept > 0 }).toEqual({ table, kept: true });
    // The export itself is the last event.
    const last = table === "audit_events" ? 1 : 0;
    expect({ table, exported: data[exported[table]!]?.length + last }).toEqual({ table, exported: kept });
  }
  expect(data.habits[0]).toMatchObject({ name: "Soup of the house", weight: 1 });
  expect(data.foods[0]).toMatchObject({ name: "Soup of the house" });
  expect(data.tokens).toContainEqual(
    expect.objectContaining({ kind: "RefreshToken", app: "Menu", scope: "foods:read" }),
  );
  expect(text).not.toMatch(/argon2|hash|secret/i);
});

test("after the deletion no table knows the person any more", async () => {
  const { person, id } = await livedIn("eve@example.com", "Eve of the deletion");
  for (const { table, column } of columns) {
    expect({ table, kept: (await countOf(table, column, id)) > 0 }).toEqual({ table, kept: true });
  }
  const page = await (await person.get("/account")).text();
  const form = formOf(`<main>${page.slice(page.indexOf('<form method="post" action="/account/delete"'))}`);
  expect((await person.post(form.action, { token: form.token, password })).status).toBe(303);
  await mailer!.finish();

  const tables = await em().execute<{ name: string }[]>(
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  );
  expect(tables.length).toBeGreaterThan(columns.length);
  for (const { name } of tables) {
    const rows = await em().execute(`select to_jsonb(t)::text as row from ${name} t`);
    const text = JSON.stringify(rows);
    for (const trace of ["eve@example.com", "Eve of the deletion", `user_${id}\\"`]) {
      expect({ name, trace, found: text.includes(trace) }).toEqual({ name, trace, found: false });
    }
  }
  for (const { table, column } of columns) expect(await countOf(table, column, id)).toBe(0);
});
