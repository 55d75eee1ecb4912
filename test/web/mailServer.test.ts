import { networkInterfaces } from "node:os";
import { expect, test } from "@jest/globals";
import { User } from "../../src/users/User.js";
import { startPages } from "../support/pagesApp.js";
import { startSmtp } from "../support/smtpServer.js";

/** An address of this machine by which others know it; a machine without a network has none. */
const outside = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

const smtp = await startSmtp(outside);
const remote = await startPages({ settings: { SMTP_URL: smtp.url, MAIL_FROM: "food@example.com" } });
const silent = await startPages({
  settings: { SMTP_URL: "smtp://127.0.0.1:9", MAIL_FROM: "food@example.com" },
});

(outside ? test : test.skip)("no link and no password crosses a network in clear", async () => {
  const email = "ann@example.com";
  await remote.orm.em.fork().insert(User, { email, name: "Ann", passwordHash: "none" });
  expect((await remote.browser().fill("/forgot-password", { email })).status).toBe(200);
  await remote.mailer!.finish();
  expect([smtp.received, smtp.credentials]).toEqual([[], []]);
  expect(remote.logged.join("")).toContain("a mail could not be sent");
});

test("a mail server that does not answer holds up nobody", async () => {
  const answer = await silent.browser().fill("/sign-up", { name: "Ann", email: "ann@example.com" });
  expect([answer.status, await answer.text()]).toEqual([
    200,
    expect.stringContaining("Look into your mailbox"),
  ]);
  await silent.mailer!.finish();
  expect(silent.logged.join("")).toContain("ECONNREFUSED");
});
