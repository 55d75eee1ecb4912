import { BadInput } from "../errors.js";
import { badCursor } from "../relay/connection.js";

export interface Item {
  readonly item: object;
  /** To go on behind it; null in a list that is always whole. */
  readonly cursor: string | null;
}

/** A list whose items can be left out from the end. */
export interface Page {
  /** What comes before the list. */
  readonly head?: object;
  readonly items: readonly Item[];
  readonly hasMore: boolean;
  /** What the answer tells beside the list; null is left out. */
  readonly told: Readonly<Record<string, unknown>>;
}

/** What a door sends: JSON, and the cursor in it that goes on behind its last item; null where there is nothing behind. */
export interface Answer {
  readonly json: string;
  readonly next: string | null;
}

/** The items that come behind the one with this cursor; all of them without one. */
export function behind(items: readonly Item[], cursor: unknown): readonly Item[] {
  if (cursor === undefined) return items;
  const at = items.findIndex((one) => one.cursor === cursor);
  if (at < 0) throw badCursor();
  return items.slice(at + 1);
}

/** The answer as JSON of at most `mostBytes`. Each item is written once, for writing is most of the work. */
export function prune(list: string, page: Page, mostBytes: number): Answer {
  const texts = page.items.map(({ item }) => JSON.stringify(item));
  const next = page.hasMore ? (page.items.at(-1)?.cursor ?? null) : null;
  const json = write(list, page, texts, next, false);
  return Buffer.byteLength(json) <= mostBytes ? { json, next } : cut(list, page, texts, mostBytes);
}

/** Whole items are left out from the end: `truncated` says so, `next` goes on with the first that was, and `rest` tells how. */
function cut(list: string, page: Page, texts: readonly string[], mostBytes: number): Answer {
  const { items } = page;
  let size = Buffer.byteLength(write(list, page, [], items.at(-1)?.cursor ?? null, true));
  let kept = 0;
  for (const text of texts) {
    size += Buffer.byteLength(text) + 1;
    if (size > mostBytes) break;
    kept += 1;
  }
  if (kept === 0)
    throw new BadInput(`One item with these fields is larger than ${mostBytes} bytes. Ask for fewer fields.`);
  const next = items[kept - 1]!.cursor;
  return { json: write(list, page, texts.slice(0, kept), next, true), next };
}

function write(
  list: string,
  { head = {}, told }: Page,
  items: readonly string[],
  next: string | null,
  truncated: boolean,
): string {
  const said = Object.entries(told).filter(([, value]) => value !== null);
  const tail = { next, truncated, ...(truncated && { rest: howToGoOn(list) }), ...Object.fromEntries(said) };
  const begun = JSON.stringify(head).slice(0, -1);
  return `${begun}${begun === "{" ? "" : ","}"${list}":[${items.join(",")}],${JSON.stringify(tail).slice(1)}`;
}

const howToGoOn = (list: string) =>
  `Not all ${list} fit. Send next as cursor, all else the same, for the others; or ask for fewer fields.`;
