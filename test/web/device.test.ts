import { expect, test } from "@jest/globals";
import { auditEvents } from "../../src/cli/auditCommand.js";
import { Client } from "../../src/oauth/Client.js";
import { formOf, startPages } from "../support/pagesApp.js";

const { origin, orm, browser } = await startPages();
const { client } = Client.make({ name: "TV <b>", public: true, device: true });
await orm.em.fork().persist(client).flush();

async function begin(): Promise<Record<string, string>> {
  const body = new URLSearchParams({ client_id: client.id, scope: "foods:read" });
  const response = await fetch(`${origin}/oauth/device/code`, { method: "POST", body });
  return (await response.json()) as Record<string, string>;
}

const fieldOf = (page: string, name: string) =>
  new RegExp(`name="${name}"[^>]* value="([^"]*)"`).exec(page)?.[1] ?? "";

test("a person enters the code, signs in, reads what it is for, and allows it", async () => {
  const { user_code, device_code, verification_uri_complete } = await begin();
  const person = browser();
  await person.signUp("ann@example.com");

  const entry = await person.get(
    new URL(verification_uri_complete!).pathname + new URL(verification_uri_complete!).search,
  );
  const csp = entry.headers.get("content-security-policy");
  expect(csp).toContain("default-src 'none'");
  expect(csp).toContain("form-action 'self'");
  expect(csp).toContain("frame-ancestors 'none'");
  const form = await entry.text();
  expect(form).not.toContain("<script");
  expect(fieldOf(form, "user_code")).toBe(user_code);

  const fields = { xsrf: fieldOf(form, "xsrf"), confirm: "yes", user_code: user_code! };
  const consent = await person.follow(await person.post("/oauth/device", fields));
  const page = await consent.text();
  expect(page).toContain("TV &lt;b&gt;");
  expect(page).toContain("Look up foods");
  expect(page).toContain("This is for a device");
  expect(formOf(page).action).toMatch(/^\/consent\//);

  const ended = await person.follow(await person.submit(page, { decision: "approve" }));
  expect(ended.status).toBe(200);
  expect(await ended.text()).toContain("Your device is connected");
  expect(await (await person.get("/account/apps")).text()).toContain("TV &lt;b&gt;");

  const body = new URLSearchParams({
    grant_type: "urn:ietf:params:oauth:grant-type:device_code",
    client_id: client.id,
    device_code: device_code!,
  });
  const token = await fetch(`${origin}/oauth/token`, { method: "POST", body });
  expect(token.status).toBe(200);
  const events = await auditEvents(orm.em.fork(), { client: client.id, limit: 10 });
  expect(events.map(({ action }) => action)).toEqual(["authorization-granted", "consent-granted"]);
});

test("S35 what was typed comes back as text", async () => {
  const person = browser();
  const form = await (await person.get("/oauth/device")).text();
  const typed = `"><script>alert(1)</script>`;
  const again = await person.post("/oauth/device", {
    xsrf: fieldOf(form, "xsrf"),
    confirm: "yes",
    user_code: typed,
  });
  const page = await again.text();
  expect(again.status).toBe(400);
  expect(page).toContain("not waiting for anybody");
  expect(page).not.toContain("<script");
});
