import type { Context, Middleware } from "koa";
import type { Configuration, KoaContextWithOIDC } from "oidc-provider";
import { LimitReached } from "../errors.js";
import type { Engine } from "./engine.js";
import { refuse } from "./refusal.js";

/** What a person sees who connects a device without a browser of its own (RFC 8628). */
export interface DevicePages {
  enterCode(form: CodeForm): string;
  ended(outcome: "allowed" | "denied"): string;
}

export interface CodeForm {
  readonly action: string;
  readonly token: string;
  readonly userCode: string;
  readonly problem: string | null;
}

/** Each throws where it happens too often. */
export interface DeviceLimits {
  /** Counts one code that a person typed, until it turns out to be good. */
  typed(address: string): Promise<void>;
  wasGood(address: string): Promise<void>;
  /** One device asks whether its person has answered. */
  asked(deviceCode: string): Promise<void>;
}

/** How long a device waits before it asks again, as it is told in the answer to its first request. */
export const pollSeconds = 5;

/** The code that a person types: eight consonants, in which no word and no likeness of digits can occur. */
export const deviceFlow = ({ enterCode, ended }: DevicePages) =>
  ({
    enabled: true,
    charset: "base-20",
    mask: "****-****",
    // By default the device's address would be kept; nobody looks at it.
    deviceInfo: () => ({}),
    userCodeInputSource(ctx, _form, _out, error) {
      const { secret: token } = ctx.oidc.session!.state as { secret: string };
      if (error?.name === "AbortedError") {
        ctx.body = ended("denied");
        return;
      }
      if (error && ctx.status < 400) ctx.status = 400;
      const userCode = (error as WithUserCode)?.userCode ?? ctx.state.userCode ?? "";
      ctx.body = enterCode({ action: ctx.path, token, userCode, problem: error ? problemOf(error) : null });
    },
    // Never shown: the form above confirms at once, for the consent page asks with more to go by.
    userCodeConfirmSource(ctx: KoaContextWithOIDC) {
      ctx.throw(400, "the form was incomplete");
    },
    successSource(ctx) {
      ctx.body = ended("allowed");
    },
  }) satisfies NonNullable<Configuration["features"]>["deviceFlow"];

interface WithUserCode {
  readonly userCode?: string;
}

function problemOf(error: Error & WithUserCode): string {
  if (error.name === "NoCodeError") return "Enter the code that your device shows.";
  // Whether it never was, has expired or was used, is not for a guesser to know.
  if (error.userCode)
    return "That code is not waiting for anybody. Compare it, or let your device make a new one.";
  if ("expose" in error && error.expose) return "This form is out of date. Send it once more.";
  return "Something went wrong here. Let your device make a new code.";
}

/** A link may bring the code; the engine would send it on by a script, we show it to be compared. */
export const prefillCode: Middleware = (ctx, next) => {
  ctx.state.userCode = String(ctx.query.user_code ?? "").slice(0, 20);
  ctx.query = {};
  return next();
};

/** The engine fails on a form from a browser that has no session; that one never got the form from us. */
export const requireSession =
  (engine: Pick<Engine, "provider">): Middleware =>
  async (ctx, next) => {
    const { state } = await engine.provider.Session.get(ctx);
    if (state) return next();
    ctx.status = 303;
    ctx.redirect(ctx.path);
  };

/** Codes are short, so whoever tries many is stopped (RFC 8628, section 5.1). */
export const limitTyped =
  (limits: DeviceLimits): Middleware =>
  async (ctx, next) => {
    await limits.typed(ctx.ip);
    await next();
    if (ctx.status === 303) await limits.wasGood(ctx.ip);
  };

/** A device that asks more often than it was told (RFC 8628, section 3.5). */
export const slowDown =
  (limits: DeviceLimits): Middleware =>
  async (ctx, next) => {
    const deviceCode = ctx.state.form?.get("device_code");
    try {
      if (deviceCode) await limits.asked(deviceCode);
    } catch (error) {
      if (!(error instanceof LimitReached)) throw error;
      return refuse(ctx, "slow_down", `wait ${pollSeconds} seconds between two requests`);
    }
    return next();
  };

/** The engine leaves the interval out. */
export async function tellInterval(ctx: Context, next: () => Promise<void>): Promise<void> {
  await next();
  if (ctx.status === 200) Object.assign(ctx.body as object, { interval: pollSeconds });
}
