/** A table with more of its places taken than this is slow to look things up in. */
const fullest = 0.7;
const smallest = 65_536;
/** A place is told by as many bits of a hash as its mark leaves over. */
const largest = 2_097_152;

/**
 * A set of millions of texts that keeps a mark of 32 bits of each, in tables that are never copied: a full one is left,
 * and one twice as large begun. It may take a new text for one that it has seen, once in some hundred imports of two
 * million; never the other way round.
 */
export class Seen {
  readonly #tables = [new Uint32Array(smallest)];
  #size = 0;

  /** Whether the text is new. */
  add(text: string): boolean {
    const hash = hashOf(text);
    const mark = hash % 4_294_967_296 || 1;
    const start = Math.floor(hash / 4_294_967_296);
    let place = 0;
    for (const table of this.#tables) {
      place = placeOf(mark, start, table);
      if (table[place] === mark) return false;
    }
    const last = this.#tables.at(-1)!;
    last[place] = mark;
    this.#size += 1;
    if (this.#size > fullest * last.length) {
      this.#tables.push(new Uint32Array(Math.min(largest, 2 * last.length)));
      this.#size = 0;
    }
    return true;
  }
}

/** Where a mark is, or the free place where it belongs. Zero is a free place; there are a power of two. */
function placeOf(mark: number, start: number, table: Uint32Array): number {
  const mask = table.length - 1;
  let place = start & mask;
  while (table[place] !== 0 && table[place] !== mark) place = (place + 1) & mask;
  return place;
}

/** Two hashes of 32 bits (multiplied and mixed as in MurmurHash3), of which 53 bits fit into a number. */
function hashOf(text: string): number {
  let [low, high] = [0x9e3779b9, 0x85ebca6b];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0xcc9e2d51);
    high = Math.imul(high ^ code, 0x1b873593);
    low ^= low >>> 15;
    high ^= high >>> 13;
  }
  low = Math.imul(low ^ (high >>> 16), 0x85ebca6b);
  high = Math.imul(high ^ (low >>> 13), 0xc2b2ae35);
  low ^= high >>> 15;
  return (high & 0x1f_ffff) * 4_294_967_296 + (low >>> 0);
}
