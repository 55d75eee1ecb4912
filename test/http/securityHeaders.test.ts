import { expect, test } from "@jest/globals";
import { startPages } from "../support/pagesApp.js";

const plain = await startPages();
const secure = await startPages({ publicUrl: "https://larder.example" });

test.each(["/", "/sign-in", "/privacy", "/nothing", "/api/nothing", "/health/live"])(
  "40, S25 and S26 %s cannot be framed, sniffed, stored or leaked, and loads nothing from elsewhere",
  async (path) => {
    const { headers } = await fetch(plain.origin + path, { headers: { accept: "text/html" } });
    expect(Object.fromEntries(headers)).toMatchObject({
      "x-frame-options": "DENY",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
      "content-security-policy":
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    });
  },
);

test("https is for good, plain http is not told so", async () => {
  const over = async ({ origin }: { origin: string }) =>
    (await fetch(`${origin}/`)).headers.get("strict-transport-security");
  expect(await over(secure)).toBe("max-age=31536000");
  expect(await over(plain)).toBeNull();
});
