/** A figure as a source writes it; NaN for what is none. `Number` alone takes a blank, a list and `false` for 0. */
export function figureIn(value: unknown): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
}
