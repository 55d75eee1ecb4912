import type { Middleware } from "koa";
import type { Asked, Call, Standing, Viewer } from "../context.js";
import { AppError, LimitReached } from "../errors.js";
import type { Habits } from "../usage/habits.js";
import type { History, UsageEvent } from "../usage/history.js";
import type { Quota } from "../usage/quota.js";
import { doorOf } from "./door.js";

/** Shorter than any client waits (a GPT: 45 s), and far longer than an honest request takes. */
const longestMs = 10_000;

interface Parts {
  readonly history: Pick<History, "add">;
  readonly habits: Pick<Habits, "add">;
  readonly quota: Pick<Quota, "take">;
  readonly mostMs?: number;
}

/**
 * Counts the request, then sets `ctx.state.call`: who asks, and the signal that ends the work when time is up or the
 * client has gone. When the answer is out, the request goes into its user's history.
 */
export function calls({ history, habits, quota, mostMs = longestMs }: Parts): Middleware {
  return async (ctx, next) => {
    const { viewer } = ctx.state;
    const call = new RunningCall(viewer, () => ctx.ip, mostMs);
    const { asked } = call;
    const door = doorOf(ctx.path);
    ctx.res.once("close", () => {
      if (!ctx.res.writableFinished) call.end(clientGone());
      // Pages are no requests of an app, and strangers have no history.
      if (!door || !viewer) return;
      const bytes = ctx.method === "HEAD" ? 0 : (ctx.response.length ?? 0);
      history.add(
        eventOf(viewer, asked, { door, status: ctx.status, bytes, milliseconds: call.milliseconds }),
      );
    });
    try {
      call.standing = door && viewer ? await quota.take(viewer) : null;
      if (call.standing) {
        ctx.res.setHeader("RateLimit-Policy", policyOf(call.standing));
        ctx.res.setHeader("RateLimit", whatIsLeft(call.standing));
      }
      if (call.standing?.isUsedUp) throw usedUp(call.standing);
      ctx.state.call = call;
      await next();
      noteUses(habits, viewer, asked);
    } finally {
      call.done();
    }
  };
}

/** What it has to work out waits for its first use: an answer that is at hand needs neither signal nor address. */
export class RunningCall implements Call {
  readonly asked: Asked = { operation: null, query: null, results: null, used: [] };
  standing: Standing | null = null;
  private readonly started = performance.now();
  private controller: AbortController | undefined;
  private late: NodeJS.Timeout | undefined;
  private reason: AppError | undefined;

  constructor(
    readonly viewer: Viewer | null,
    private readonly addressOf: () => string,
    private readonly mostMs = longestMs,
  ) {}

  get address(): string {
    return this.addressOf();
  }

  /** Since the request came. */
  get milliseconds(): number {
    return performance.now() - this.started;
  }

  get signal(): AbortSignal {
    if (!this.controller) {
      this.controller = new AbortController();
      this.late = setTimeout(() => this.end(tookTooLong(this.mostMs)), this.mostMs - this.milliseconds);
      if (this.reason) this.controller.abort(this.reason);
    }
    return this.controller.signal;
  }

  end(reason: AppError): void {
    this.reason = reason;
    this.controller?.abort(reason);
  }

  done(): void {
    clearTimeout(this.late);
  }
}

type Sent = Pick<UsageEvent, "door" | "status" | "bytes" | "milliseconds">;

/** What the history keeps of a request. */
export function eventOf(
  { userId, clientId }: Viewer,
  { operation, query, results }: Asked,
  sent: Sent,
): UsageEvent {
  const { door, status, bytes, milliseconds } = sent;
  return { at: new Date(), userId, clientId, door, operation, query, results, status, bytes, milliseconds };
}

export function noteUses(habits: Pick<Habits, "add">, viewer: Viewer | null, { used }: Asked): void {
  if (!viewer?.userId) return;
  for (const foodId of used) habits.add({ userId: viewer.userId, foodId, at: new Date() });
}

/** The values of RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-10). */
export const policyOf = ({ tier }: Standing): string => `"day";q=${tier.requestsPerDay};w=86400`;
export const whatIsLeft = ({ remaining, resetsAt }: Standing): string =>
  `"day";r=${remaining};t=${secondsTo(resetsAt)}`;

function usedUp({ tier, resetsAt }: Standing): LimitReached {
  const seconds = secondsTo(resetsAt);
  return new LimitReached(
    `The ${tier.requestsPerDay} requests of today are used up. Try again after midnight UTC, in ${Math.ceil(seconds / 3600)} hours.`,
    seconds,
  );
}

const secondsTo = (date: Date) => Math.max(1, Math.ceil((date.getTime() - Date.now()) / 1000));

const tookTooLong = (ms: number) =>
  new AppError(
    "TIMEOUT",
    `This took longer than ${ms / 1000} seconds and was stopped. Ask for less, or try again later.`,
    503,
  );

/** Nobody will read it. */
export const clientGone = () => new AppError("CLIENT_GONE", "The client has closed the connection.", 400);
