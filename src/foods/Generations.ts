/**
 * Keeps what was asked for lately: at least values of so much size, and at most of twice as much. To keep all of them in
 * the order of their use, as an LRU cache does, takes several times as long as to look one up.
 */
export class Generations<Key, Value> {
  readonly #least: number;
  readonly #sizeOf: (value: Value, key: Key) => number;
  #young = new Map<Key, Value>();
  #old = new Map<Key, Value>();
  /** Of the young ones. */
  #size = 0;

  /** Each value counts as one where nothing says how large it is. */
  constructor(least: number, sizeOf: (value: Value, key: Key) => number = () => 1) {
    this.#least = least;
    this.#sizeOf = sizeOf;
  }

  get(key: Key): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: Key, value: Value): void {
    if (this.#size >= this.#least) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#size = 0;
    }
    this.#young.set(key, value);
    this.#size += this.#sizeOf(value, key);
  }
}
