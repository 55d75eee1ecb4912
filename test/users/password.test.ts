import { argon2Sync } from "node:crypto";
import { expect, test } from "@jest/globals";
import { BadInput } from "../../src/errors.js";
import { hashPassword, verifyPassword } from "../../src/users/password.js";

const hash = (password: string, email = "ann@example.com") => hashPassword(password, email);

test("a password is kept as argon2id with the cost that OWASP asks for, and a salt of its own", async () => {
  const [one, other] = await Promise.all([hash("correct horse"), hash("correct horse")]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(other).not.toBe(one);
});

test("the right password matches, any other does not", async () => {
  const stored = await hash("correct horse");
  await expect(verifyPassword("correct horse", stored)).resolves.toBe(true);
  await expect(verifyPassword("correct horsE", stored)).resolves.toBe(false);
  await expect(verifyPassword("", stored)).resolves.toBe(false);
});

test("a password typed with other code points for the same letters matches", async () => {
  const stored = await hash("cre\u0300me bru\u0302le\u0301e");
  await expect(verifyPassword("cr\u00e8me br\u00fbl\u00e9e", stored)).resolves.toBe(true);
});

test("a hash made at another cost still matches", async () => {
  const salt = Buffer.from("a salt of sixteen");
  const cost = { memory: 64, passes: 3, parallelism: 2, tagLength: 16 };
  const hash = argon2Sync("argon2id", { ...cost, message: "correct horse", nonce: salt });
  const stored = `$argon2id$v=19$m=64,t=3,p=2$${salt.toString("base64")}$${hash.toString("base64")}`;
  await expect(verifyPassword("correct horse", stored)).resolves.toBe(true);
});

test.each([
  ["seven characters", "1234567", false],
  ["eight characters", "q7 zebra", true],
  ["seven characters in fourteen code units", "🥕".repeat(7), false],
  ["256 characters", "x".repeat(256), true],
  ["257 characters", "x".repeat(257), false],
])("a password of %s: accepted or not by its length", async (_length, password, accepted) => {
  const hashed = hash(password);
  if (accepted) await expect(hashed).resolves.toContain("$argon2id$");
  else await expect(hashed).rejects.toThrow(BadInput);
});

test.each(["password", "12345678", "QWERTYUIOP", "Trustno1", "ｐａｓｓｗｏｒｄ"])(
  "%s, which everybody guesses first, is refused in any letter case and width",
  async (password) => {
    await expect(hash(password)).rejects.toThrow("one of the most used");
  },
);

test.each([
  ["Ann.Miller1", "ann.miller@example.com"],
  ["annmiller2026", "ann.miller@example.com"],
  ["MILLER!MILLER!", "ann.miller@example.com"],
  ["Larder2026!", "ann@example.com"],
  ["larderlarder", "ann@example.com"],
])("%s, made of the address %s or of the server's name, is refused", async (password, email) => {
  await expect(hash(password, email)).rejects.toThrow("little more than your e-mail address");
});

test.each([
  ["ann likes soup", "ann@example.com"],
  ["larder of many things", "larder@example.com"],
  ["a long way home", "a@example.com"],
  ["🥕🥕🥕🥕 crème brûlée ٣٤٥", "ann@example.com"],
  ["correct horse battery staple ".repeat(8), "ann@example.com"],
])("%s has enough besides the address %s", async (password, email) => {
  await expect(verifyPassword(password, await hash(password, email))).resolves.toBe(true);
});

test("an unknown account costs as much time as a known one, and matches nothing", async () => {
  const stored = await hash("correct horse");
  const known = await timed(() => verifyPassword("wrong horse", stored));
  const unknown = await timed(() => verifyPassword("wrong horse", null));
  expect(unknown).toBeGreaterThan(known / 4);
  await expect(verifyPassword("", null)).resolves.toBe(false);
});

/** The fastest of five, for other work on the machine only ever adds. */
async function timed(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const started = performance.now();
    await run();
    times.push(performance.now() - started);
  }
  return Math.min(...times);
}
