import type { Logger } from "pino";
import type { Standing, Statements, Viewer } from "../context.js";
import type { Tiers } from "../users/tiers.js";

export interface Quota {
  /** Counts one request. */
  take(viewer: Viewer): Promise<Standing>;
  /** Counts one request if it is among those reserved already; null, and counts none, where the database has to be asked. */
  takeReserved(viewer: Viewer): Standing | null;
  /** Gives back what this instance has reserved and not used. */
  finish(): Promise<void>;
}

/** Requests that this instance has reserved for somebody, to give out without asking the database for each. */
interface Block {
  readonly day: string;
  left: number;
  /** How many were reserved at once, and when. */
  size: number;
  reservedAt: number;
  /** How many all instances together have reserved, as the database said last. */
  reserved: number;
  usedAt: number;
  /** Until then nobody asks the database again whether another instance has given some back. */
  emptyUntil: number;
  reserving?: Promise<void>;
}

/** A hundredth of the day's requests at most, so that instances do not hide much from each other. */
const blockOf = (perDay: number, wanted: number) => Math.min(wanted, Math.max(1, Math.floor(perDay / 100)));
const usualSize = 50;
/** Where a block is used up within a second, the next one is twice as large, up to this. */
const largestSize = 1000;
const idleMs = 30_000;
const askAgainMs = 1000;
const dayMs = 86_400_000;

/** The row is locked while it changes, so that the sum of all blocks never exceeds the quota. */
const reserveStatement = {
  name: "reserve-requests",
  text: `insert into request_quotas as q (subject, day, reserved, granted) values ($1, $2, least($3::int, $4::int), least($3, $4))
         on conflict (subject, day) do update
           set granted = least($3, $4 - q.reserved), reserved = q.reserved + least($3, $4 - q.reserved)
           where q.reserved < $4
         returning granted, reserved`,
};
const returnStatement = `
  update request_quotas q set reserved = q.reserved - given.back
  from unnest($1::text[], $2::date[], $3::int[]) as given (subject, day, back)
  where q.subject = given.subject and q.day = given.day`;

/** Counts the requests of each user a day, and of each client that acts for itself, over all instances. */
export function createQuota(pool: Statements, tiers: Tiers, log: Logger): Quota {
  const blocks = new Map<string, Block>();
  const tidying = setInterval(() => giveBack((block) => Date.now() - block.usedAt > idleMs), idleMs).unref();

  function blockFor(subject: string): Block {
    const day = today().text;
    let block = blocks.get(subject);
    if (block?.day !== day) {
      block = { day, left: 0, size: 0, reservedAt: 0, reserved: 0, usedAt: 0, emptyUntil: 0 };
      blocks.set(subject, block);
    }
    block.usedAt = Date.now();
    return block;
  }

  async function reserve(subject: string, block: Block, perDay: number): Promise<void> {
    const isFast = Date.now() - block.reservedAt < 1000;
    block.size = isFast ? Math.min(2 * block.size, largestSize) : usualSize;
    block.reservedAt = Date.now();
    const { rows } = await pool.query<{ granted: number; reserved: number }>({
      ...reserveStatement,
      values: [subject, block.day, blockOf(perDay, block.size), perDay],
    });
    const [row] = rows;
    if (row) {
      block.left += row.granted;
      block.reserved = row.reserved;
    } else {
      block.reserved = perDay;
      block.emptyUntil = Date.now() + askAgainMs;
    }
  }

  // Only an operator lets a client act for itself.
  const tierOf = ({ tier }: Viewer) => tiers.of(tier ?? "premium");

  function takeReserved(viewer: Viewer): Standing | null {
    const block = blockFor(subjectOf(viewer));
    if (block.left === 0) return null;
    block.left -= 1;
    const tier = tierOf(viewer);
    const remaining = Math.max(0, tier.requestsPerDay - block.reserved + block.left);
    return { tier, remaining, isUsedUp: false, resetsAt: today().endsAt };
  }

  async function take(viewer: Viewer): Promise<Standing> {
    const subject = subjectOf(viewer);
    const tier = tierOf(viewer);
    for (;;) {
      const standing = takeReserved(viewer);
      if (standing) return standing;
      const block = blockFor(subject);
      if (block.emptyUntil > Date.now())
        return { tier, remaining: 0, isUsedUp: true, resetsAt: today().endsAt };
      // Requests that come meanwhile wait for the same block.
      block.reserving ??= reserve(subject, block, tier.requestsPerDay).finally(() => {
        block.reserving = undefined;
      });
      await block.reserving;
    }
  }

  async function giveBack(which: (block: Block) => boolean): Promise<void> {
    const idle = [...blocks].filter(([, block]) => which(block) && !block.reserving);
    for (const [subject] of idle) blocks.delete(subject);
    const unused = idle.filter(([, { left }]) => left > 0);
    if (unused.length === 0) return;
    const values = [
      unused.map(([subject]) => subject),
      unused.map(([, { day }]) => day),
      unused.map(([, { left }]) => left),
    ];
    // Nothing is lost but these few requests, until the day ends.
    await pool
      .query(returnStatement, values)
      .catch(({ code }) => log.error({ code }, "unused requests cannot be given back"));
  }

  return {
    take,
    takeReserved,
    async finish() {
      clearInterval(tidying);
      await giveBack(() => true);
    },
  };
}

const subjectOf = ({ userId, clientId }: Viewer): string => (userId === null ? clientId! : `user_${userId}`);

/** The day in UTC, its text such as 2026-11-25; made once a day, for every request asks. */
let present = { number: 0, text: "", endsAt: new Date(0) };
function today() {
  const number = Math.floor(Date.now() / dayMs);
  if (number !== present.number) {
    const text = new Date(number * dayMs).toISOString().slice(0, 10);
    present = { number, text, endsAt: new Date((number + 1) * dayMs) };
  }
  return present;
}
