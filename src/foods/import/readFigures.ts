export const lineFeed = 0x0a;
export const carriageReturn = 0x0d;
export const quote = 0x22;
export const comma = 0x2c;
const point = 0x2e;
const zero = 0x30;

/** A double holds every whole number of so many digits, and each of these powers of ten: their quotient is the nearest double. */
const mostDigits = 15;
const powers = Float64Array.from({ length: mostDigits + 1 }, (_, power) => 10 ** power);

/**
 * Reads the figures of a CSV record from its bytes: to make texts of them first takes five times as long, and a full
 * download has 28 million such records. `places` says for each column which of the figures it is, -1 for those that
 * nobody wants. Returns where the next record starts, or -1 if one is no plain figure, or the record is an odd one.
 */
export function readFigures(
  bytes: Buffer,
  start: number,
  places: readonly number[],
  figures: Float64Array,
): number {
  let at = start;
  for (let column = 0; column < places.length; column++) {
    const isQuoted = bytes[at] === quote;
    if (isQuoted) at += 1;
    const place = places[column]!;
    if (place !== -1) {
      let [value, digits, decimals] = [0, 0, -1];
      for (; ; at++) {
        const digit = bytes[at]! - zero;
        if (digit >= 0 && digit <= 9) {
          value = 10 * value + digit;
          digits += 1;
          if (decimals !== -1) decimals += 1;
        } else if (bytes[at] === point && decimals === -1) decimals = 0;
        else break;
      }
      if (digits === 0 || digits > mostDigits) return -1;
      figures[place] = decimals > 0 ? value / powers[decimals]! : value;
    } else if (isQuoted) while (at < bytes.length && bytes[at] !== quote) at++;
    else
      while (at < bytes.length && bytes[at] !== comma && bytes[at] !== lineFeed && bytes[at] !== quote) at++;
    if (isQuoted && bytes[at++] !== quote) return -1;
    if (column < places.length - 1) {
      if (bytes[at++] !== comma) return -1;
    } else if (bytes[at] === carriageReturn) at += 1;
  }
  return bytes[at] === lineFeed ? at + 1 : -1;
}
