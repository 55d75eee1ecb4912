import type { Context, Middleware } from "koa";

/** Each throws where it happens too often. */
export interface ClientLimits {
  /** A request in a client's name. */
  asked(client: string, address: string): Promise<void>;
  /** Its credentials were wrong. */
  failed(client: string, address: string): Promise<void>;
}

/** Before the transaction: a request that holds one connection must not wait for a second. */
export function limitClient(limits: ClientLimits): Middleware {
  return async (ctx, next) => {
    const client = namedClient(ctx);
    await limits.asked(client, ctx.ip);
    await next();
    if (ctx.status === 401) await limits.failed(client, ctx.ip);
  };
}

/** Who the request says it is, however it is spelled; whether that is so is the engine's to find out. */
export function namedClient(ctx: Context): string {
  const form: URLSearchParams | undefined = ctx.state.form;
  const basic = /^Basic +(\S+)$/i.exec(ctx.get("Authorization"))?.[1];
  if (basic) return formDecoded(Buffer.from(basic, "base64").toString().split(":")[0]!);
  return form?.get("client_id") ?? subjectOf(form?.get("client_assertion") ?? "") ?? "";
}

const formDecoded = (text: string) => new URLSearchParams(`text=${text}`).get("text")!;

/** Of an assertion that nobody has verified yet; undefined where it is none. */
function subjectOf(assertion: string): string | undefined {
  try {
    return String(JSON.parse(Buffer.from(assertion.split(".")[1] ?? "", "base64url").toString()).sub);
  } catch {
    return undefined;
  }
}
