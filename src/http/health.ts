import { setTimeout } from "node:timers/promises";
import type { MikroORM } from "@mikro-orm/postgresql";
import type { Middleware } from "koa";
import { AppError } from "../errors.js";

const patienceMs = 2000;

/** `/health/live`: the process runs. `/health/ready`: it can also do its work, so send it requests. */
export function health(orm: MikroORM): Middleware {
  return async (ctx, next) => {
    if (ctx.path === "/health/ready") await requireDatabase(orm);
    else if (ctx.path !== "/health/live") return next();
    ctx.body = { status: "ok" };
  };
}

async function requireDatabase(orm: MikroORM): Promise<void> {
  const late = setTimeout(patienceMs, null, { ref: false }).then(() => {
    throw new Error(`no answer within ${patienceMs} ms`);
  });
  try {
    await Promise.race([orm.em.fork().execute("select 1"), late]);
  } catch (cause) {
    throw new AppError("NOT_READY", "The database does not answer.", 503, { cause });
  }
}
