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
  const sum = [...gtin].reverse().reduce((total, digit, at) => total + Number(digit) * (at % 2 ? 3 : 1), 0);
  return sum % 10 === 0;
}
