import { expect, test } from "@jest/globals";
import { MailLink } from "../../src/users/MailLink.js";
import { User } from "../../src/users/User.js";
import { formOf, password, startPages } from "../support/pagesApp.js";
import { startSmtp } from "../support/smtpServer.js";

const { orm, browser, mailbox, mailer, logged } = await startPages();
const smtp = await startSmtp();
const withSmtp = await startPages({
  settings: { SMTP_URL: smtp.url, MAIL_FROM: "Larder <food@example.com>" },
});
const withoutMail = await startPages({
  settings: { NODE_ENV: "production", LARDER_SECRET: "s".repeat(32) },
});
const next = "another horse battery";
let people = 0;
const newEmail = () => `person${people++}@example.com`;
const forget = (email: string) => browser().fill("/forgot-password", { email });

async function signedUp() {
  const person = browser();
  const email = newEmail();
  await person.signUp(email);
  return { person, email };
}

test("who forgot the password is led from sign-in to a mail, and from its link to another one", async () => {
  const { person, email } = await signedUp();
  const guest = browser();
  expect(await (await guest.get("/sign-in")).text()).toContain('href="/forgot-password"');
  expect((await guest.fill("/forgot-password", { email: ` ${email.toUpperCase()} ` })).status).toBe(200);
  const answer = await guest.fill(await mailbox.link(email), { password: next });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/sign-in?done=password"]);
  expect(await (await guest.get("/sign-in?done=password")).text()).toContain("Your password is changed.");
  expect((await mailbox.next(email)).subject).toBe("Your Larder password was changed");
  expect((await person.get("/account")).status).toBe(303);
  expect((await browser().signIn(email)).status).toBe(400);
  expect((await browser().fill("/sign-in", { email, password: next })).status).toBe(303);
});

test("the answer is the same whether there is an account or not, and nobody else gets a mail", async () => {
  const { email } = await signedUp();
  const { email: disabled } = await signedUp();
  await orm.em.fork().nativeUpdate(User, { email: disabled }, { disabledAt: new Date() });
  const before = await mailbox.count();
  const unknown = newEmail();
  const pages = await Promise.all(
    [email, unknown, disabled].map(async (each) => (await (await forget(each)).text()).replaceAll(each, "?")),
  );
  expect(new Set(pages).size).toBe(1);
  await mailbox.next(email);
  await mailer!.finish();
  expect(await mailbox.count()).toBe(before + 1);
});

test("the link is good once and for an hour, and a refused password leaves it as it was", async () => {
  const { email } = await signedUp();
  await forget(email);
  const link = await mailbox.link(email);
  const [{ minutes }] = (await orm.em
    .fork()
    .execute(
      "select extract(epoch from expires_at - now()) / 60 as minutes from mail_links where email = ?",
      [email],
    )) as [{ minutes: string }];
  expect(Number(minutes)).toBeLessThanOrEqual(60);
  expect((await browser().fill(link, { password: "short" })).status).toBe(400);
  const answers = await Promise.all([1, 2, 3].map(() => browser().fill(link, { password: next })));
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 404, 404]);

  await forget(email);
  const late = await mailbox.link(email);
  await orm.em.fork().nativeUpdate(MailLink, { email }, { expiresAt: new Date() });
  expect((await browser().get(late)).status).toBe(404);
});

test("a password that was changed meanwhile ends every link to another one", async () => {
  const { email } = await signedUp();
  await forget(email);
  await forget(email);
  const [one, other] = [await mailbox.link(email), await mailbox.link(email)];
  expect((await browser().fill(one, { password: next })).status).toBe(303);
  expect((await browser().get(other)).status).toBe(404);
});

test("a link for one thing opens nothing else", async () => {
  const { email } = await signedUp();
  await forget(email);
  const token = (await mailbox.link(email)).split("token=")[1]!;
  for (const path of ["/sign-up/confirm", "/reset-password"]) {
    const expected = path === "/reset-password" ? 200 : 404;
    expect((await browser().get(`${path}?token=${token}`)).status).toBe(expected);
  }
  for (const query of ["", "?token=", "?token=%00", "?token=a&token=b"])
    expect((await browser().get(`/reset-password${query}`)).status).toBe(404);
});

test("a form that did not come from this browser is refused", async () => {
  const { email } = await signedUp();
  await forget(email);
  const link = (await mailbox.link(email)).split("token=")[1]!;
  const foreign = formOf(await (await browser().get("/forgot-password")).text()).token;
  const posts = { "/forgot-password": { email }, "/reset-password": { link, password: next } };
  for (const [path, fields] of Object.entries(posts))
    expect((await browser().post(path, { token: foreign, ...fields })).status).toBe(403);
  expect((await browser().signIn(email)).status).toBe(303);
});

test("what is no address is told so, and the sixth mail within the hour has to wait", async () => {
  expect(await (await forget("ann")).text()).toContain("The e-mail must be an address");
  const unknown = newEmail();
  for (let n = 0; n < 5; n++) expect((await forget(unknown)).status).toBe(200);
  expect((await forget(unknown)).status).toBe(429);
});

test("with SMTP_URL the mail goes to that server, signed in, and its link arrives whole", async () => {
  const email = newEmail();
  await withSmtp.orm.em.fork().insert(User, { email, name: "Ann", passwordHash: "none" });
  await withSmtp.browser().fill("/forgot-password", { email });
  await withSmtp.mailer!.finish();
  expect(smtp.credentials).toEqual(["larder", "p@ss"]);
  const [mail] = smtp.received;
  expect(mail).toMatchObject({ to: email, subject: "Another password for your Larder account" });
  const link = /\/reset-password\?token=[\w-]{43}$/m.exec(mail!.text)![0];
  expect((await withSmtp.browser().fill(link, { password })).status).toBe(303);
  expect((await withSmtp.browser().signIn(email)).status).toBe(303);
});

test("a mail server that refuses is in the log, without the link; the page stays the same", async () => {
  const email = newEmail();
  await withSmtp.orm.em.fork().insert(User, { email, name: "Ann", passwordHash: "none" });
  smtp.reply = "550 no such mailbox";
  const answer = await withSmtp.browser().fill("/forgot-password", { email });
  await withSmtp.mailer!.finish();
  expect(answer.status).toBe(200);
  const log = withSmtp.logged.join("");
  expect(log).toContain("a mail could not be sent");
  expect(log).toContain("550 no such mailbox");
  expect(log).not.toMatch(/token=|p@ss/);
});

test("without mail no page leads to a mail that would never come", async () => {
  expect(await (await withoutMail.browser().get("/sign-in")).text()).not.toContain("/forgot-password");
  const answer = await withoutMail.browser().get("/forgot-password");
  expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining("sends no mail")]);
});

test("no password and no link of this file is in the log", () => {
  expect(logged.join("")).not.toMatch(/horse battery|token=/);
  expect(logged.filter((line) => line.includes('"level":50'))).toEqual([]);
});
