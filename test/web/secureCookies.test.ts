import { expect, test } from "@jest/globals";
import { startPages } from "../support/pagesApp.js";

const plain = await startPages();
const secure = await startPages({ publicUrl: "https://larder.example" });

test("S30 on https every cookie is Secure, HttpOnly, SameSite=Lax and bound to this host", async () => {
  const person = secure.browser();
  const form = await person.get("/sign-up");
  expect(form.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^__Host-larder-form=[\w-]{43}; path=\/; samesite=lax; secure; httponly$/i),
  ]);
  const answer = await person.signUp("ann@example.com");
  expect(answer.headers.getSetCookie()).toEqual([
    expect.stringMatching(
      /^__Host-larder=[\w-]{43}; path=\/; expires=[^;]+; samesite=lax; secure; httponly$/i,
    ),
  ]);
});

test("on plain http the cookie does without what browsers would refuse there", async () => {
  const answer = await plain.browser().signUp("ann@example.com");
  expect(answer.headers.getSetCookie()[0]).toMatch(
    /^larder=[\w-]{43}; path=\/; expires=[^;]+; samesite=lax; httponly$/i,
  );
});
