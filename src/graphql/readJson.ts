import { bodyParser } from "@koa/bodyparser";
import type { Context } from "koa";
import { AppError } from "../errors.js";

/** Reads the JSON body of a request into `ctx.request.body`; a larger one, or another type, is refused. */
export function readJson(mostKb: number): (ctx: Context) => Promise<void> {
  const parse = bodyParser({
    enableTypes: ["json"],
    jsonLimit: `${mostKb}kb`,
    onError(error) {
      const isTooLarge = "status" in error && error.status === 413;
      throw isTooLarge
        ? new AppError("PAYLOAD_TOO_LARGE", `The body is larger than ${mostKb} kB.`, 413, { cause: error })
        : new AppError("BAD_REQUEST", "The body is not JSON.", 400, { cause: error });
    },
  });
  return async (ctx) => {
    if (!ctx.is("json"))
      throw new AppError("UNSUPPORTED_MEDIA_TYPE", "Send the body as application/json.", 415);
    await parse(ctx, async () => {});
  };
}
