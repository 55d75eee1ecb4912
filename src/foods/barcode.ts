/** Digits of a GTIN-8, UPC-A, EAN-13 or GTIN-14, with the blanks and hyphens that people type between them. */
const barcode = /^\d[\d -]{6,18}\d$/;
const lengths = new Set([8, 12, 13, 14]);

/**
 * A barcode in the one form that is stored, or null if the text is none: padded with zeros to 8, 13 or 14 digits,
 * so that a UPC-A equals the EAN-13 that scanners make of it.
 */
export function readGtin(text: string): string | null {
  const trimmed = text.trim();
  if (!barcode.test(trimmed)) return null;
  const digits = trimmed.replace(/\D/g, "");
  if (!lengths.has(digits.length)) return null;
  const significant = digits.replace(/^0+/, "");
  const length = significant.length <= 8 ? 8 : significant.length <= 13 ? 13 : 14;
  return significant.padStart(length, "0");
}

/** Whether the last digit of a barcode is the one that GS1 computes from the others, with weights of 3 and 1. */
export function hasRightCheckDigit(gtin: string): boolean {
  let sum = 0;
  for (let at = 0; at < gtin.length; at++) sum += Number(gtin[at]) * ((gtin.length - at) % 2 === 1 ? 1 : 3);
  return sum % 10 === 0;
}

/** A barcode and, where it can only be a UPC-E, the UPC-A that it is short for, as a scanner may read it. */
export function barcodesOf(gtin: string): string[] {
  const long = hasRightCheckDigit(gtin) ? null : longFormOf(gtin);
  return long !== null && hasRightCheckDigit(long) ? [gtin, long] : [gtin];
}

/** How a UPC-E is short for a UPC-A, by its last digit but one (GS1 General Specifications, 5.2.2.4). */
const zeroSuppressed = [
  {
    short: /^(?<system>[01])(?<maker>\d\d)(?<item>\d{3})(?<last>[0-2])(?<check>\d)$/,
    long: "0$<system>$<maker>$<last>0000$<item>$<check>",
  },
  {
    short: /^(?<system>[01])(?<maker>\d{3})(?<item>\d\d)3(?<check>\d)$/,
    long: "0$<system>$<maker>00000$<item>$<check>",
  },
  {
    short: /^(?<system>[01])(?<maker>\d{4})(?<item>\d)4(?<check>\d)$/,
    long: "0$<system>$<maker>00000$<item>$<check>",
  },
  {
    short: /^(?<system>[01])(?<maker>\d{5})(?<item>[5-9])(?<check>\d)$/,
    long: "0$<system>$<maker>0000$<item>$<check>",
  },
];

function longFormOf(gtin: string): string | null {
  const rule = zeroSuppressed.find(({ short }) => short.test(gtin));
  return rule ? gtin.replace(rule.short, rule.long) : null;
}

const checkDigits = [..."0123456789"];

/**
 * The barcodes that a text of digits can mean, as they are stored, the likeliest first; none if it is no such text.
 * Spreadsheets and forms take leading zeros away, and a UPC-E is often printed without its number system and check digit.
 */
export function readGtins(text: string): string[] {
  const digits = text.trim().replace(/[ -]/g, "");
  if (!/^\d{5,14}$/.test(digits)) return [];
  const typed = readGtin(digits) ?? readGtin(digits.padStart(digits.length < 8 ? 8 : 12, "0"));
  const short =
    digits.length === 6 ? checkDigits.flatMap((check) => barcodesOf(`0${digits}${check}`).slice(1)) : [];
  return [...(typed ? barcodesOf(typed) : []), ...short];
}
