const examplesShown = 3;

interface Tally {
  count: number;
  readonly examples: string[];
}

/** What an import left out, or doubts: how often each reason occurred, with the first examples. */
export class Refusals {
  private readonly reasons = new Map<string, Tally>();

  add(reason: string, example: string): void {
    this.addMany(reason, 1, [example]);
  }

  addMany(reason: string, count: number, examples: readonly string[]): void {
    const tally = this.reasons.get(reason) ?? { count: 0, examples: [] };
    tally.count += count;
    if (tally.examples.length < examplesShown)
      tally.examples.push(...examples.slice(0, examplesShown - tally.examples.length));
    this.reasons.set(reason, tally);
  }

  count(reason: string): number {
    return this.reasons.get(reason)?.count ?? 0;
  }

  /** The commonest first. */
  toJSON(): Record<string, Tally> {
    return Object.fromEntries([...this.reasons].sort(([, a], [, b]) => b.count - a.count));
  }

  /** One line per reason. */
  get lines(): string[] {
    return Object.entries(this.toJSON()).map(
      ([reason, { count, examples }]) => `${count} × ${reason}, such as ${examples.join("; ")}`,
    );
  }
}
