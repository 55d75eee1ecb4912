import { request } from "node:http";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { startPages } from "../support/pagesApp.js";
import { Reader } from "../support/reader.js";
import { countSeen } from "../support/seenByKoa.js";

const app = await startPages();
const { orm, koa, origin } = app;
const ann = await Reader.make(app, "ann", ["profile:read", "usage:read"]);
const seenByKoa = countSeen(koa);

const json = { "content-type": "application/json" };

test.each([
  ["GET", "/api/me/usage/requests", {}, undefined],
  ["POST", "/graphql", json, `{"query":"{ me { usage { edges { node { at } } } } }"}`],
] as [method: string, path: string, headers: Record<string, string>, body: string | undefined][])(
  "a client that goes away ends the work for its %s %s",
  async (method, path, headers, body) => {
    // Its token is read and requests are reserved, so that nothing has to wait for Koa.
    await ann.get("/api/me");
    const pool = await orm.em.getConnection().getNativeClient();
    const holder = await pool.connect();
    await holder.query("begin; lock table usage_events in access exclusive mode");
    const waiting = async () =>
      (
        await orm.em
          .fork()
          .execute(
            "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%e.user_id%'",
          )
      ).length;
    const before = seenByKoa();
    try {
      const asked = request(origin + path, { method, headers: { ...ann.headers, ...headers } });
      asked.on("error", () => {}).end(body);
      while ((await waiting()) === 0) await setTimeout(20);
      expect(seenByKoa()).toBe(before);
      asked.destroy();
      for (let tries = 0; tries < 100 && (await waiting()) > 0; tries++) await setTimeout(20);
      expect(await waiting()).toBe(0);
    } finally {
      await holder.query("rollback");
      holder.release();
    }
  },
);
