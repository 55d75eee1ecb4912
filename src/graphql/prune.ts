import { BadInput } from "../errors.js";

/** A list whose items can be left out from the end, each with the cursor to go on behind it. */
export interface Page {
  readonly items: readonly { readonly item: object; readonly cursor: string }[];
  readonly hasMore: boolean;
  /** What the answer tells beside the list; null is left out. */
  readonly told: Readonly<Record<string, string | null>>;
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
