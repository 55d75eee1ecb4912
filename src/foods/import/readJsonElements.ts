/** An element of an array of the outermost object. */
export interface JsonElement {
  /** The key of the array. */
  readonly array: string;
  /** As it stands there; null for one longer than is read. */
  readonly bytes: Buffer | null;
}

const [quote, backslash] = [0x22, 0x5c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Cuts `{"key": [element, …], …}` into its elements without parsing or keeping the whole, those of each chunk together.
 * Only what decides where an element ends is looked at: strings and brackets. A file that ends before its outermost
 * object does is an `Error`.
 */
export async function* readJsonElements(
  chunks: AsyncIterable<Buffer>,
  longest: number,
): AsyncGenerator<JsonElement[]> {
  const cutter = new Cutter(longest);
  for await (const chunk of chunks) yield cutter.cut(chunk);
  if (!cutter.isComplete) throw new Error("it ends before its last bracket. Download it again.");
}

class Cutter {
  private depth = 0;
  private inString = false;
  private escaped = false;
  /** The last string in the outermost object, which names the array that follows it. */
  private key = "";
  private array = "";
  /** What earlier chunks hold of the element or key that is being read. */
  private kept: Buffer[] = [];
  private keptBytes = 0;
  private inElement = false;

  constructor(private readonly longest: number) {}

  get isComplete(): boolean {
    return this.depth === 0 && this.array !== "";
  }

  cut(chunk: Buffer): JsonElement[] {
    const elements: JsonElement[] = [];
    let start = this.isKeeping ? 0 : -1;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (byte === backslash) this.escaped = true;
        else if (byte === quote) {
          this.inString = false;
          if (this.depth === 1) {
            this.key = this.take(chunk.subarray(start, at)).toString("utf8");
            start = -1;
          }
        }
        continue;
      }
      if (byte === quote) {
        this.inString = true;
        if (this.depth === 1) start = at + 1;
      } else if (byte === openBrace || byte === openBracket) {
        if (this.depth === 0 && byte !== openBrace) throw new Error("it is no object.");
        if (this.depth === 1) this.array = this.key;
        this.depth += 1;
        if (this.depth === 3) {
          this.inElement = true;
          start = at;
        }
      } else if (byte === closeBrace || byte === closeBracket) {
        this.depth -= 1;
        if (this.depth < 0) throw new Error("a bracket is closed that was never opened.");
        if (this.depth === 2) {
          const isTooLong = this.keptBytes + at + 1 - start > this.longest;
          const bytes = this.take(chunk.subarray(start, at + 1));
          elements.push({ array: this.array, bytes: isTooLong ? null : bytes });
          this.inElement = false;
          start = -1;
        }
      } else if (this.depth === 0 && !isBlank(byte!)) throw new Error("it does not begin with a bracket.");
    }
    if (start >= 0) this.keep(chunk.subarray(start));
    return elements;
  }

  private get isKeeping(): boolean {
    return this.inElement || (this.inString && this.depth === 1);
  }

  /** More than is read need not be kept: it will be refused by its length. */
  private keep(part: Buffer): void {
    this.keptBytes += part.length;
    if (this.keptBytes <= this.longest) this.kept.push(part);
    else this.kept = [];
  }

  private take(last: Buffer): Buffer {
    const whole = this.kept.length === 0 ? last : Buffer.concat([...this.kept, last]);
    this.kept = [];
    this.keptBytes = 0;
    return whole;
  }
}

/** Space, tab, line feed, carriage return, and the bytes of a byte order mark. */
const isBlank = (byte: number) => byte <= 0x20 || byte >= 0xbb;
