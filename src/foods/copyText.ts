const special: Record<string, string> = { "\0": "", "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const hasSpecial = /[\0\\\n\r\t]/;

/** How the text format of `COPY` writes what is unknown. */
export const copyNull = "\\N";

/** A value in the text format of `COPY`; without NUL, which no text of PostgreSQL can hold. */
export function copyText(value: string | null): string {
  if (value === null) return copyNull;
  if (!hasSpecial.test(value)) return value;
  return value.replace(/[\0\\\n\r\t]/g, (character) => special[character]!);
}
