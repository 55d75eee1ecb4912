const examplesShown = 3;

/** What an import left out: how often each reason occurred, with the first examples. */
export class Refusals {
  private readonly reasons = new Map<string, { count: number; examples: string[] }>();

  add(reason: string, example: string): void {
    const entry = this.reasons.get(reason) ?? { count: 0, examples: [] };
    entry.count += 1;
    if (entry.examples.length < examplesShown) entry.examples.push(example);
    this.reasons.set(reason, entry);
  }

  count(reason: string): number {
    return this.reasons.get(reason)?.count ?? 0;
  }

  /** One line per reason, the commonest first. */
  get lines(): string[] {
    return [...this.reasons]
      .sort(([, a], [, b]) => b.count - a.count)
      .map(([reason, { count, examples }]) => `${count} × ${reason}, such as ${examples.join("; ")}`);
  }
}
