import { expect, test } from "@jest/globals";
import { serverAudits } from "graphql-http";
import { openDoors } from "../support/doors.js";

const { origin } = await openDoors();

/** GraphQL over HTTP, as the working group checks it, asked by a client with an access token. */
const audits = serverAudits({
  url: `${origin}/graphql`,
  fetchFn: (url: string, init: RequestInit = {}) =>
    fetch(url, { ...init, headers: { ...init.headers, authorization: "Bearer of the test" } }),
});

test("there are 61 audits", () => {
  expect(audits.length).toBe(61);
});

test.each(audits.map((audit) => [audit.name, audit] as const))("%s", async (_name, audit) => {
  const result = await audit.fn();
  expect({ status: result.status, reason: "reason" in result ? result.reason : undefined }).toEqual({
    status: "ok",
  });
});
