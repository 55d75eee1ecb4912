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

/**
 * The answer as JSON of at most `mostBytes`: whole items are left out from the end, and then `truncated` says so,
 * `next` goes on with the first that was, and `rest` tells how. Each item is written once, for writing is most of the work.
 */
export function prune(list: string, page: Page, mostBytes: number): Answer {
  const { items, hasMore } = page;
  const written: string[] = [];
  let last: string | null = null;
  const whole = Buffer.byteLength(write(list, page, [], items.at(-1)?.cursor ?? null, false));
  const cut = Buffer.byteLength(write(list, page, [], items.at(-1)?.cursor ?? null, true)) - whole;
  const texts = items.map(({ item }) => JSON.stringify(item));
  const sizes = texts.map((text) => Buffer.byteLength(text) + 1);
  const isWhole = sizes.reduce((sum, size) => sum + size, whole) <= mostBytes;
  let size = isWhole ? whole : whole + cut;
  for (const [at, text] of texts.entries()) {
    size += sizes[at]!;
    if (size > mostBytes) break;
    written.push(text);
    last = items[at]!.cursor;
  }
  const truncated = written.length < items.length;
  if (!isWhole && written.length === 0) {
    throw new BadInput(`One item with these fields is larger than ${mostBytes} bytes. Ask for fewer fields.`);
  }
  const next = hasMore || truncated ? last : null;
  return { json: write(list, page, written, next, truncated), next };
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
