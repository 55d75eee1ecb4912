export interface Rate {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
}

/** Each worker does its work over and over, one after the other, all of them side by side. */
export async function repeat(workers: readonly (() => Promise<unknown>)[], seconds: number): Promise<Rate> {
  const took: number[] = [];
  const begun = performance.now();
  const end = begun + seconds * 1000;
  await Promise.all(
    workers.map(async (work) => {
      for (let before = performance.now(); before < end; ) {
        await work();
        const after = performance.now();
        took.push(after - before);
        before = after;
      }
    }),
  );
  const elapsed = (performance.now() - begun) / 1000;
  took.sort((one, other) => one - other);
  const quantile = (share: number) => took[Math.floor((took.length - 1) * share)]!;
  return { perSecond: took.length / elapsed, p50: quantile(0.5), p95: quantile(0.95) };
}
