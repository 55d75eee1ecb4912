export interface Format {
  readonly json?: boolean;
}

/** One answer in two forms: JSON for programs, lines for people. */
export function print<T>(answer: T, { json }: Format, lines: (answer: T) => readonly string[]): void {
  console.log(json ? JSON.stringify(answer, null, 2) : lines(answer).join("\n"));
}

export const jsonOption = ["--json", "print the answer as JSON"] as const;
