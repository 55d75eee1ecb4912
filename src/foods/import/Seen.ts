/** A table with more of its places taken than this is slow to look things up in. */
const fullest = 0.7;

/**
 * A set of millions of texts that keeps eight bytes of each, a hash of 53 bits. It may take a new text for one that it has
 * seen, once in some thousand imports of two million; never the other way round.
 */
export class Seen {
  #hashes = new Float64Array(65_536);
  #size = 0;

  /** Whether the text is new. */
  add(text: string): boolean {
    const hash = hashOf(text);
    const place = placeOf(hash, this.#hashes);
    if (this.#hashes[place] === hash) return false;
    this.#hashes[place] = hash;
    this.#size += 1;
    if (this.#size > fullest * this.#hashes.length) this.#grow();
    return true;
  }

  #grow(): void {
    const larger = new Float64Array(2 * this.#hashes.length);
    for (const hash of this.#hashes) if (hash !== 0) larger[placeOf(hash, larger)] = hash;
    this.#hashes = larger;
  }
}

/** Where a hash is, or the free place where it belongs. Zero is a free place; there are twice a power of two. */
function placeOf(hash: number, hashes: Float64Array): number {
  const mask = hashes.length - 1;
  let place = (hash % 4_294_967_296) & mask;
  while (hashes[place] !== 0 && hashes[place] !== hash) place = (place + 1) & mask;
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
  return (high & 0x1f_ffff) * 4_294_967_296 + (low >>> 0) || 1;
}
