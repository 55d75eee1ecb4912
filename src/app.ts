import type { MikroORM } from "@mikro-orm/postgresql";
import Koa from "koa";
import type { Logger } from "pino";
import type { Config } from "./config.js";

export interface AppParts {
  readonly config: Config;
  readonly orm: MikroORM;
  readonly secret: string;
  readonly log: Logger;
}

/** The request pipeline and all doors, top to bottom. */
export async function createApp(_parts: AppParts): Promise<Koa> {
  const app = new Koa();
  return app;
}
