import { expect, test } from "@jest/globals";
import { MailLink } from "../../src/users/MailLink.js";
import { User } from "../../src/users/User.js";
import { linkIn } from "../support/mailbox.js";
import { formOf, type Person, password, startPages } from "../support/pagesApp.js";
import { startSmtp } from "../support/smtpServer.js";

const { orm, browser, mailbox, mailer, logged } = await startPages({ smtp: await startSmtp() });
const development = await startPages();
const withoutMail = await startPages({
  settings: { NODE_ENV: "production", LARDER_SECRET: "s".repeat(32) },
});
let people = 0;
const newEmail = () => `person${people++}@example.com`;
const ask = (email: string, person: Person = browser()) => person.fill("/sign-up", { name: "Ann", email });

/** Signs up and opens the link that comes by mail. */
async function signUp(person: Person, email: string): Promise<Response> {
  await ask(email, person);
  return person.fill(await mailbox.link(email.toLowerCase()), { password });
}

test("a new person opens the link that was mailed, chooses a password, is signed in, and sees their account", async () => {
  const person = browser();
  const answer = await signUp(person, "Ann@Example.com");
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/account?done=sign-up"]);
  const account = await (await person.get("/account?done=sign-up")).text();
  expect(account).toContain("Your account is made.");
  for (const fact of ["<dd>Ann</dd>", "<dd>ann@example.com</dd>", ">free<"]) expect(account).toContain(fact);
  expect(account).not.toContain("not yet");
  expect((await browser().signIn("ann@example.com")).status).toBe(303);
});

test("the page is the same whether the address is taken or not; the mail tells its owner", async () => {
  const taken = newEmail();
  await signUp(browser(), taken);
  const free = newEmail();
  const answers = await Promise.all([ask(taken), ask(free)]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  const [one, other] = await Promise.all(answers.map((answer) => answer.text()));
  expect(one!.replaceAll(taken, "?")).toBe(other!.replaceAll(free, "?"));
  const told = await mailbox.next(taken);
  expect(told.subject).toBe("You have a Larder account already");
  expect(told.text).toContain("/forgot-password");
  expect(told.text).not.toContain("token=");
  expect((await mailbox.next(free)).text).toContain("/sign-up/confirm?token=");
});

test("no mail repeats the name, which a stranger chose", async () => {
  const email = newEmail();
  await browser().fill("/sign-up", { name: "Win at https://evil.example", email });
  const { subject, text } = await mailbox.next(email);
  expect(subject + text).not.toContain("evil");
});

test("the link makes one account, also when it is opened twice at the same moment, and is then of no use", async () => {
  const email = newEmail();
  await ask(email);
  const link = await mailbox.link(email);
  const answers = await Promise.all([1, 2, 3].map(() => browser().fill(link, { password })));
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 404, 404]);
  expect((await browser().get(link)).status).toBe(404);
  await expect(orm.em.fork().count(User, { email })).resolves.toBe(1);
});

test("of two links to one address the first that is opened makes the account", async () => {
  const email = newEmail();
  await ask(email);
  await ask(email);
  const links = [await mailbox.link(email), await mailbox.link(email)];
  expect((await browser().fill(links[0]!, { password })).status).toBe(303);
  const second = await browser().fill(links[1]!, { password: "another horse battery" });
  expect([second.status, await second.text()]).toEqual([
    400,
    expect.stringContaining("already is an account"),
  ]);
  expect((await browser().signIn(email)).status).toBe(303);
});

test("a link lives a day, and a password that is refused leaves it as it was", async () => {
  const email = newEmail();
  await ask(email);
  const link = await mailbox.link(email);
  for (const [wrong, reason] of [
    ["1234567", "at least 8 characters"],
    ["x".repeat(257), "at most 256 characters"],
    ["password1", "one of the most used"],
  ]) {
    const refused = await browser().fill(link, { password: wrong! });
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining(reason!)]);
  }
  await orm.em.fork().nativeUpdate(MailLink, { email }, { expiresAt: new Date(Date.now() + 1000) });
  expect((await browser().get(link)).status).toBe(200);
  await orm.em.fork().nativeUpdate(MailLink, { email }, { expiresAt: new Date() });
  expect((await browser().get(link)).status).toBe(404);
});

test("a link is kept as its hash only, and without this browser's form token it does nothing", async () => {
  const email = newEmail();
  await ask(email);
  const link = await mailbox.link(email);
  const token = link.split("token=")[1]!;
  expect(token).toMatch(/^[\w-]{43}$/);
  const rows = await orm.em.fork().execute("select to_jsonb(l)::text as row from mail_links l");
  expect(JSON.stringify(rows)).not.toContain(token);
  const foreign = formOf(await (await browser().get(link)).text()).token;
  expect((await browser().post("/sign-up/confirm", { token: foreign, link: token, password })).status).toBe(
    403,
  );
});

test("a sixth mail to one address within the hour has to wait, whoever asks", async () => {
  const email = newEmail();
  for (let n = 0; n < 5; n++) expect((await ask(email)).status).toBe(200);
  const answer = await ask(email.toUpperCase());
  expect([answer.status, Number(answer.headers.get("retry-after"))]).toEqual([429, expect.any(Number)]);
});

const wrongs = [
  ["no e-mail", { email: "" }, "The e-mail must be an address"],
  ["an e-mail without @", { email: "ann.example.com" }, "The e-mail must be an address"],
  ["an e-mail with a line break", { email: "ann@example.com\nbcc: x" }, "The e-mail must be an address"],
  ["an e-mail of 255 characters", { email: `${"a".repeat(243)}@example.com` }, "at most 254 characters"],
  ["no name", { name: "  " }, "The name must have 1 to 100 characters"],
  ["a name of 101 characters", { name: "é".repeat(101) }, "The name must have 1 to 100 characters"],
  ["a name with a NUL", { name: "A\0" }, "The name must have 1 to 100 characters"],
] as const;

test.each(wrongs)(
  "a sign-up with %s is refused with the reason, with mail and without",
  async (_what, wrong, reason) => {
    for (const visit of [browser, withoutMail.browser]) {
      const answer = await visit().fill("/sign-up", { name: "Ann", email: newEmail(), password, ...wrong });
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain(reason);
    }
  },
);

test("without mail a person signs up at once, and their address stays unconfirmed", async () => {
  const person = withoutMail.browser();
  const email = newEmail();
  const answer = await person.fill("/sign-up?return_to=/account/apps", { name: "Ann", email, password });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/account/apps"]);
  const account = await (await person.get("/account")).text();
  expect(account).toContain("<dt>Confirmed</dt><dd>not yet</dd>");
  expect(account).not.toContain("/account/verify-email");
  const short = await withoutMail
    .browser()
    .fill("/sign-up", { name: "Ann", email: newEmail(), password: "x" });
  expect(await short.text()).toContain("at least 8 characters");
});

test("where mail is only written to files a person signs up at once as well, and may confirm the address later", async () => {
  const person = development.browser();
  expect((await person.signUp("ann@example.com")).status).toBe(303);
  expect(await development.mailbox.count()).toBe(0);
  expect(await (await person.get("/account")).text()).toContain("/account/verify-email");
});

test("without mail one e-mail makes one account, also when some sign up at the same moment", async () => {
  const email = newEmail();
  const answers = await Promise.all([1, 2, 3].map(() => withoutMail.browser().signUp(email)));
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 400, 400]);
  expect(await (await withoutMail.browser().signUp(email.toUpperCase())).text()).toContain(
    `already is an account for ${email}.`,
  );
  await expect(withoutMail.orm.em.fork().count(User, { email })).resolves.toBe(1);
});

test("no link is in the log, which tells when mail is off", async () => {
  const email = newEmail();
  await ask(email);
  const mail = await mailbox.next(email);
  await mailer!.finish();
  expect(logged.join("")).not.toContain(linkIn(mail).split("token=")[1]);
  expect(logged.join("")).not.toContain("token=");
  expect(withoutMail.logged.join("")).toContain("Mail is off");
});
