import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { FoundEvent } from "../../src/audit/findEvents.js";
import { makeDatabase } from "../support/database.js";
import { freePort, Program } from "../support/program.js";

const { url: databaseUrl, orm } = await makeDatabase();
const port = await freePort();
const env = { DATABASE_URL: databaseUrl, PORT: String(port), LARDER_SECRET: "s".repeat(32) };
const person = ["--user", "ada@example.com", "--password", "correct horse battery"];
const callback = "https://chat.openai.com/aip/g-123/oauth/callback";

const larder = (...args: string[]) => new Program("cli/main.js", args, env).ended;
let server: Program;
let client: { id: string; secret: string };

beforeAll(async () => {
  server = new Program("main.js", [], env);
  await server.prints("Larder is ready");
  await larder("user", "create", "--email", "ada@example.com", "--name", "Ada", ...person.slice(2));
  const { output } = await larder(
    "client",
    "create",
    "--name",
    "My GPT",
    "--gpt",
    "--redirect-uri",
    callback,
  );
  client = { id: /client_\w+/.exec(output)![0], secret: /larder_secret_[\w-]+/.exec(output)![0] };
});

afterAll(() => server.stop());

const check = (...args: string[]) => larder("gpt", "check", ...args);
const ownClient = () => ["--client", client.id, "--secret", client.secret, "--redirect-uri", callback];

test("a GPT's whole way works: document, sign-in, consent, token, tofu, refresh, revocation", async () => {
  const { code, output } = await check(...ownClient(), ...person);
  expect(output).toContain("All is well");
  expect(output).toContain('"name":"Tofu, ');
  expect(output.match(/^ +curl /gm)!.length).toBeGreaterThanOrEqual(7);
  expect(output).not.toContain(client.secret);
  expect(code).toBe(0);
});

test("without a client the check makes one of its own, and leaves nothing behind but that it was there", async () => {
  const { code } = await check(...person);
  expect(code).toBe(0);
  expect((await larder("client", "list")).output.match(/^client_/gm)).toHaveLength(1);
  const events = JSON.parse((await larder("audit", "--json")).output) as FoundEvent[];
  const own = events.filter(({ detail }) => detail === "larder gpt check");
  expect(own.map(({ action, actor }) => [action, actor])).toEqual([
    ["client-revoked", "operator"],
    ["client-created", "operator"],
  ]);
  expect(new Set(own.map(({ client }) => client)).size).toBe(1);
}, 90_000);

test("no secret, token, code or password is printed, for people or as JSON", async () => {
  for (const format of [[], ["--json"]]) {
    const { output } = await check(...ownClient(), ...person, ...format);
    expect(output).toContain("$ACCESS_TOKEN");
    expect(output).toContain("$REFRESH_TOKEN");
    expect(output).not.toContain(client.secret);
    expect(output).not.toContain(person[3]);
    // All of these are 43 random characters, or at least 20 of them.
    expect(output.match(/(?:_token|code|secret|token)["=:\s]+(?!\$)[\w-]{20,}/g)).toBeNull();
    expect(output).not.toMatch(/Bearer (?!\$)/);
  }
}, 90_000);

test("the report is JSON for programs, whether it passed or not", async () => {
  const { code, output } = await check(...ownClient(), ...person, "--json");
  const report = JSON.parse(output);
  expect([code, report.passed, report.problem]).toEqual([0, true, null]);
  expect(report.steps.map(({ title }: { title: string }) => title)).toHaveLength(6);
  const failed = await check(...ownClient().with(3, "larder_secret_wrong"), ...person, "--json");
  expect(failed.code).toBe(1);
  expect(JSON.parse(failed.output)).toMatchObject({
    passed: false,
    problem: expect.stringContaining("Wrong secret, or wrong client id."),
  });
  expect((await check(...ownClient(), "--json")).output).toContain("give --user and --password");
}, 90_000);

test("a check that is interrupted takes its own client back", async () => {
  const program = new Program("cli/main.js", ["gpt", "check"], env);
  await program.prints("Open this address in your browser");
  expect((await program.stop()).output).toContain("Interrupted");
  expect((await larder("client", "list")).output.match(/^client_/gm)).toHaveLength(1);
});

test("an address that is none is refused without showing the secret", async () => {
  const { code, output } = await check("--url", "food.example", ...ownClient());
  expect(output).toContain('--url is "food.example"; it must be an origin');
  expect(output).not.toContain(client.secret);
  expect(code).toBe(1);
});

test("a wrong secret is named as the cause, with how to mend it", async () => {
  const args = ownClient().with(3, "larder_secret_wrong");
  const { code, output } = await check(...args, ...person);
  expect(output).toContain("invalid_client");
  expect(output).toContain(`Wrong secret, or wrong client id.`);
  expect(output).toContain(`npx larder client rotate-secret ${client.id}`);
  expect(code).toBe(1);
});

test("a redirect URI that is not registered is named, with the command that registers it", async () => {
  const other = "https://chatgpt.com/aip/g-123/oauth/callback";
  const { code, output } = await check(...ownClient().with(5, other), ...person);
  expect(output).toContain(`larder client add-redirect ${client.id} '${other}'`);
  expect(code).toBe(1);
});

test("a code that has expired is named as the cause", async () => {
  // As with an instance whose clock is behind: what it issues has ended by the clock of the others.
  await orm.em.fork().execute(
    `create function age() returns trigger language plpgsql as $$ begin
       new.payload = jsonb_set(new.payload, '{exp}', to_jsonb(extract(epoch from now())::int - 1)); return new; end $$;
     create trigger age before insert on oauth_artifacts for each row when (new.model = 'AuthorizationCode') execute function age()`,
  );
  const { code, output } = await check(...ownClient(), ...person);
  await orm.em.fork().execute("drop trigger age on oauth_artifacts");
  expect(output).toMatch(/invalid_grant: .*Expired code: .*clock/s);
  expect(code).toBe(1);
});

test("a missing refresh token is named, with the command that allows it, and then all is well", async () => {
  await larder("client", "update", client.id, "--grant", "authorization_code");
  const { code, output } = await check(...ownClient(), ...person);
  const command = `npx larder client update ${client.id} --grant authorization_code refresh_token`;
  expect(output).toContain("Missing refresh token");
  expect(output).toContain(command);
  expect(code).toBe(1);
  await larder(...command.split(" ").slice(2));
  expect((await check(...ownClient(), ...person)).code).toBe(0);
});

test("a scope that the client may not ask for is named, with the command that allows it", async () => {
  await larder("client", "update", client.id, "--scope", "profile:read");
  const { code, output } = await check(...ownClient(), ...person);
  const command = `npx larder client update ${client.id} --scope foods:read`;
  expect(output).toMatch(/invalid_scope: .*Scope refused/s);
  expect(output).toContain(command);
  expect(code).toBe(1);
  await larder(...command.split(" ").slice(2));
  expect((await check(...ownClient(), ...person)).code).toBe(0);
});

test("a foreign host in the metadata is named, with the setting that mends it", async () => {
  const reachedAt = await freePort();
  const settings = { ...env, PORT: String(reachedAt), PUBLIC_URL: "https://food.example.com" };
  const other = new Program("main.js", [], settings);
  await other.prints("Larder is ready");
  const url = `http://localhost:${reachedAt}`;
  const { code, output } = await check("--url", url, ...ownClient(), ...person);
  await other.stop();
  expect(output).toMatch(/Foreign host in the metadata: .*token_endpoint https:\/\/food\.example\.com/s);
  expect(output).toContain(`Set PUBLIC_URL to ${url}`);
  expect(code).toBe(1);
});

test("a wrong password is told as the sign-in page tells it", async () => {
  const { code, output } = await check(...person.with(3, "not the password"));
  expect(output).toContain("E-mail or password is wrong");
  expect(code).toBe(1);
});

test("a Larder that does not answer is named as such", async () => {
  const { code, output } = await check(
    "--url",
    `http://localhost:${await freePort()}`,
    ...ownClient(),
    ...person,
  );
  expect(output).toMatch(/cannot be reached \(ECONNREFUSED\)\. Is Larder running there\?/);
  expect(code).toBe(1);
});

test("the sheet is JSON for programs", async () => {
  const { output } = await larder("gpt", "setup", "--client", client.id, "--json");
  expect(JSON.parse(output).lines).toContainEqual({ label: "Client ID", value: client.id });
});

test("the sheet says all that the GPT editor asks for", async () => {
  const { output } = await larder("gpt", "setup", "--client", client.id);
  const origin = `http://localhost:${port}`;
  for (const value of [
    client.id,
    `${origin}/oauth/authorize`,
    `${origin}/oauth/token`,
    `${origin}/openapi.json`,
    "foods:read",
    "Default (POST request)",
    "add-redirect",
  ]) {
    expect(output).toContain(value);
  }
});
