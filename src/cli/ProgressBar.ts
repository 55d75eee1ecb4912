const width = 24;
const everyMs = { terminal: 100, log: 5000 };

/** How far a download is: a bar on a terminal, a line now and then in a log. */
export class ProgressBar {
  private shownAt = 0;
  private first: { readonly at: number; readonly received: number } | null = null;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly now: () => number = () => performance.now(),
  ) {}

  show(received: number, total: number | null): void {
    const at = this.now();
    this.first ??= { at, received };
    const isDone = received === total;
    if (!isDone && at - this.shownAt < (this.stream.isTTY ? everyMs.terminal : everyMs.log)) return;
    this.shownAt = at;
    const text = this.text(received, total, at);
    if (!this.stream.isTTY) this.stream.write(`  ${text}\n`);
    else this.stream.write(`\r\x1b[K  ${text}${isDone ? "\n" : ""}`);
  }

  private text(received: number, total: number | null, at: number): string {
    const { first } = this;
    const perSecond = (received - first!.received) / Math.max((at - first!.at) / 1000, 0.001);
    const speed = `${megabytes(perSecond)} MB/s`;
    if (total === null) return `${megabytes(received)} MB  ${speed}`;
    const share = received / total;
    const done = Math.round(share * width);
    const left = perSecond > 0 ? `  ${clock((total - received) / perSecond)} left` : "";
    const bar = `[${"#".repeat(done)}${"-".repeat(width - done)}]`;
    return `${bar} ${Math.floor(share * 100)} %  ${megabytes(received)} of ${megabytes(total)} MB  ${speed}${left}`;
  }
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
const clock = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
