import { BadInput } from "../errors.js";

export interface Item {
  readonly item: object;
  /** To go on behind it; null in a list that is always whole. */
  readonly cursor: string | null;
}

/** A list whose items can be left out from the end. */
export interface Page {
  readonly items: readonly Item[];
  readonly hasMore: boolean;
  /** What the answer tells beside the list; null is left out. */
  readonly told: Readonly<Record<string, string | null>>;
}

/** The items that come behind the one with this cursor; all of them without one. */
export function behind(items: readonly Item[], cursor: unknown): readonly Item[] {
  if (cursor === undefined) return items;
  const at = items.findIndex((one) => one.cursor === cursor);
  if (at < 0) throw new BadInput("The cursor is none of ours. Send the one of the last answer unchanged.");
  return items.slice(at + 1);
}

/**
 * The answer as JSON of at most `mostBytes`: whole items are left out from the end, and then `truncated` says so and
 * `next` goes on with the first that was. Each item is written once, for writing is most of the work.
 */
export function prune(list: string, { items, hasMore, told }: Page, mostBytes: number): string {
  const written: string[] = [];
  let last: string | null = null;
  let size = Buffer.byteLength(answer(list, [], items.at(-1)?.cursor ?? null, false, told));
  for (const { item, cursor } of items) {
    const text = JSON.stringify(item);
    size += Buffer.byteLength(text) + 1;
    if (size > mostBytes) break;
    written.push(text);
    last = cursor;
  }
  const truncated = written.length < items.length;
  if (truncated && written.length === 0) {
    throw new BadInput(`One item with these fields is larger than ${mostBytes} bytes. Ask for fewer fields.`);
  }
  return answer(list, written, hasMore || truncated ? last : null, truncated, told);
}

function answer(
  list: string,
  items: readonly string[],
  next: string | null,
  truncated: boolean,
  told: Page["told"],
): string {
  const said = Object.entries(told).filter(([, value]) => value !== null);
  return `{"${list}":[${items.join(",")}],${JSON.stringify({ next, truncated, ...Object.fromEntries(said) }).slice(1)}`;
}
