/**
 * Whole numbers as text, the small ones short. The driver reads every column as UTF-8, and so loses bytes that are no
 * text. Each character from the 33rd on is a digit to base 48, the lowest first: one of the lower 48 ends a number, one of
 * the upper 48 says that it goes on.
 */
const first = 32;
const base = 48;

/** Collects numbers, each from 0 to 2^31 − 1. */
export class Packer {
  #bytes = new Uint8Array(16);
  #length = 0;

  add(number: number): void {
    if (this.#length + 6 > this.#bytes.length) this.#grow();
    let rest = number;
    for (; rest >= base; rest = Math.floor(rest / base)) {
      this.#bytes[this.#length++] = first + base + (rest % base);
    }
    this.#bytes[this.#length++] = first + rest;
  }

  /** For a number that may be negative; read it with `nextSigned`. */
  addSigned(number: number): void {
    this.add(number < 0 ? -2 * number - 1 : 2 * number);
  }

  #grow(): void {
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  /** What was collected so far. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

/** How many numbers a character tells apart where it stands alone, and the one that stands for all others. */
export const digits = 94;
export const noDigit = digits;

/** A character for one of these numbers, or for `noDigit`. */
export const characterOf = (number: number): number => first + number;
export const digitOf = (character: number): number => character - first;

/** Reads what a `Packer` wrote, in the same order. */
export class Unpacker {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The place of the next number. */
  get at(): number {
    return this.#at;
  }

  next(): number {
    let digit = this.#bytes[this.#at++]! - first;
    if (digit < base) return digit;
    let number = digit - base;
    for (let unit = base; ; unit *= base) {
      digit = this.#bytes[this.#at++]! - first;
      if (digit < base) return number + digit * unit;
      number += (digit - base) * unit;
    }
  }

  nextSigned(): number {
    const number = this.next();
    return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
  }
}
