import { expect, test } from "@jest/globals";
import { makeUsagePartitions } from "../../src/usage/keepUsage.js";
import { makeDatabase } from "../support/database.js";
import { Program } from "../support/program.js";

const { orm, url } = await makeDatabase();
const larder = (...args: string[]) =>
  new Program("cli/main.js", ["usage", ...args], { DATABASE_URL: url }).ended;

test("larder usage says how many requests there were, by day, door and client, and of nobody what for", async () => {
  expect((await larder()).output).toBe("There were no requests.\n");
  const em = orm.em.fork();
  await makeUsagePartitions(em);
  for (const [status, milliseconds] of [
    [200, 10],
    [200, 20],
    [404, 90],
  ])
    await em.execute(
      `insert into usage_events (at, client_id, door, operation, query, status, bytes, milliseconds)
       values (now(), 'client_gone', 'api', 'searchFoods', 'tofu', ?, 100, ?)`,
      [status, milliseconds],
    );
  const { output } = await larder("--days", "1", "--json");
  expect(JSON.parse(output)).toEqual([
    {
      day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      door: "api",
      client: "client_gone",
      requests: 3,
      users: 0,
      errors: 1,
      medianMs: 20,
    },
  ]);
  const lines = await larder();
  expect(lines.output).toMatch(/api +client_gone +3 requests of 0 users, 1 refused, median 20 ms\n$/);
  expect(output + lines.output).not.toContain("tofu");
  expect((await larder("--days", "0")).output).toContain("whole number of days, 1 to 9999");
});
