import { expect, test } from "@jest/globals";
import {
  disableUser,
  enableUser,
  findUser,
  listUsers,
  makeUser,
  type NewAccount,
  removeUser,
  resetPassword,
  setRole,
  setTier,
} from "../../src/cli/users.js";
import { BadInput, NotFound } from "../../src/errors.js";
import { Tiers } from "../../src/users/tiers.js";
import { startPages } from "../support/pagesApp.js";

const { orm, browser } = await startPages();
const em = () => orm.em.fork();
const create = (account: Omit<NewAccount, "name">) => makeUser(em(), { name: "Ann", ...account });

async function signIn(email: string, password: string) {
  const person = browser();
  return { person, status: (await person.fill("/sign-in", { email, password })).status };
}

test("the operator makes an account and is told its password, once, which then signs in", async () => {
  const { password, ...sheet } = await create({ email: "Ann@example.com" });
  expect(password).toMatch(/^\S{20}$/);
  expect(sheet).toMatchObject({ id: expect.stringMatching(/^user_\d+$/), email: "ann@example.com" });
  expect((await signIn("ann@example.com", password!)).status).toBe(303);
  expect(JSON.stringify(await findUser(em(), sheet.id))).not.toMatch(/password|argon2/i);
});

test("a password that the operator gives is not repeated", async () => {
  const made = await create({ email: "bob@example.com", password: "correct horse" });
  expect(JSON.stringify(made)).not.toContain("correct horse");
  expect((await signIn("bob@example.com", "correct horse")).status).toBe(303);
});

test("an e-mail that has an account and a short password are refused with the reason", async () => {
  await create({ email: "eve@example.com" });
  await expect(create({ email: "EVE@example.com" })).rejects.toThrow(BadInput);
  await expect(create({ email: "dan@example.com", password: "short" })).rejects.toThrow(
    "at least 8 characters",
  );
});

test("an account is found by its e-mail in any case and by its id, and an unknown one is named", async () => {
  const { id, email } = await create({ email: "fay@example.com" });
  expect(await findUser(em(), "FAY@example.com")).toMatchObject({ id, email });
  expect(await findUser(em(), id)).toMatchObject({ id, email });
  expect(await listUsers(em())).toContainEqual(expect.objectContaining({ id, email }));
  await expect(findUser(em(), "user_999")).rejects.toThrow(NotFound);
  await expect(findUser(em(), "nobody@example.com")).rejects.toThrow(
    "There is no account nobody@example.com",
  );
});

test("a tier is one that there is", async () => {
  const { id } = await create({ email: "gil@example.com" });
  expect(await setTier(em(), new Tiers(), id, "premium")).toMatchObject({ tier: "premium" });
  expect(await findUser(em(), id)).toMatchObject({ tier: "premium" });
  await expect(setTier(em(), new Tiers(), id, "gold")).rejects.toThrow("There are: free, premium");
});

test("a role is one that there is, and an operator is made so or becomes one", async () => {
  const { id } = await create({ email: "kim@example.com" });
  expect(await findUser(em(), id)).toMatchObject({ role: "user" });
  expect(await setRole(em(), id, "operator")).toMatchObject({ role: "operator" });
  expect(await create({ email: "lea@example.com", operator: true })).toMatchObject({ role: "operator" });
  await expect(setRole(em(), id, "root")).rejects.toThrow("There are: user, operator");
});

test("an operator who deletes their own account is told what that may mean", async () => {
  const { email, password } = await create({ email: "mia@example.com", operator: true });
  const { person } = await signIn(email, password!);
  expect(await (await person.get("/account")).text()).toContain("You are an operator of this server.");
});

test("another password signs in instead of the former one, and ends every session", async () => {
  const { id, email, password } = await create({ email: "hal@example.com" });
  const { person } = await signIn(email, password!);
  expect((await person.get("/account")).status).toBe(200);
  const { password: other } = await resetPassword(em(), id);
  expect((await person.get("/account")).status).toBe(303);
  expect((await signIn(email, password!)).status).toBe(400);
  expect((await signIn(email, other!)).status).toBe(303);
  await expect(resetPassword(em(), id, "short")).rejects.toThrow(BadInput);
});

test("a disabled account is signed out and stays out until it is enabled, and only its owner is told why", async () => {
  const { id, email, password } = await create({ email: "ivy@example.com" });
  const { person } = await signIn(email, password!);
  expect(await disableUser(em(), id)).toMatchObject({ disabledAt: expect.any(Date) });
  expect((await person.get("/account")).status).toBe(303);
  const told = async (attempt: string) =>
    (await browser().fill("/sign-in", { email, password: attempt })).text();
  expect(await told(password!)).toContain("This account is disabled");
  expect(await told("a wrong password")).not.toContain("disabled");
  await enableUser(em(), id);
  expect((await signIn(email, password!)).status).toBe(303);
});

test("a deleted account is gone, and its e-mail is free", async () => {
  const { id, email, password } = await create({ email: "jon@example.com" });
  const { person } = await signIn(email, password!);
  await removeUser(em(), email);
  expect((await person.get("/account")).status).toBe(303);
  await expect(findUser(em(), id)).rejects.toThrow(NotFound);
  expect((await create({ email })).id).not.toBe(id);
});
