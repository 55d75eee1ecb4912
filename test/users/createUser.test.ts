import { expect, test } from "@jest/globals";
import { createUserCommand } from "../../src/cli/createUser.js";
import { BadInput } from "../../src/errors.js";
import { startPages } from "../support/pagesApp.js";

const { orm, browser } = await startPages();

async function create(options: { email: string; password?: string }): Promise<string[]> {
  const said: string[] = [];
  await createUserCommand(orm, { name: "Ann", ...options }, (line) => said.push(line));
  return said;
}

const signIn = async (email: string, password: string) =>
  (await browser().fill("/sign-in", { email, password })).status;

test("the operator makes an account and is told its password, once, which then signs in", async () => {
  const said = await create({ email: "Ann@example.com" });
  expect(said[0]).toMatch(/^Made user_\d+ for ann@example\.com\.$/);
  const password = /^Password, shown only now: (\S{20})$/.exec(said[1]!)![1]!;
  expect(await signIn("ann@example.com", password)).toBe(303);
});

test("a password that the operator gives is not repeated", async () => {
  const said = await create({ email: "bob@example.com", password: "correct horse" });
  expect(said.join()).not.toContain("correct horse");
  expect(await signIn("bob@example.com", "correct horse")).toBe(303);
});

test("an e-mail that has an account and a short password are refused with the reason", async () => {
  await create({ email: "eve@example.com" });
  await expect(create({ email: "EVE@example.com" })).rejects.toThrow(BadInput);
  await expect(create({ email: "dan@example.com", password: "short" })).rejects.toThrow(
    "at least 8 characters",
  );
});
