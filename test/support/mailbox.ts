import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { keepSecret } from "./logs.js";

export interface Received {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** All mailboxes of the people in a test. */
export class Mailbox {
  private readonly read = new Set<number>();

  constructor(
    /** All mail that has come, oldest first. */
    private readonly received: () => Promise<readonly Received[]>,
  ) {}

  /** The first mail to this address that was not looked at yet; waits for it. */
  async next(to: string): Promise<Received> {
    for (let wait = 0; wait < 500; wait++) {
      for (const [at, mail] of (await this.received()).entries()) {
        if (mail.to !== to || this.read.has(at)) continue;
        this.read.add(at);
        keepSecret(/token=(\S+)/.exec(mail.text)?.[1] ?? "");
        return mail;
      }
      await delay(10);
    }
    throw new Error(`no mail came for ${to}`);
  }

  /** The path of the link in the first mail that brings one for a single use. */
  async link(to: string): Promise<string> {
    const mail = await this.next(to);
    return mail.text.includes("token=") ? linkIn(mail) : this.link(to);
  }

  /** How many there are, read or not. */
  async count(): Promise<number> {
    return (await this.received()).length;
  }
}

/** What is in the folder that mail is written to in development. */
export async function mailIn(dataFolder: string): Promise<Received[]> {
  const folder = join(dataFolder, "mail");
  const files = (await readdir(folder).catch(() => [])).sort();
  const mails = files.map(async (file) => parse(await readFile(join(folder, file), "utf8")));
  return (await Promise.all(mails)).filter((mail) => mail !== null);
}

export function linkIn({ text }: Received): string {
  const url = new URL(/^https?:\S+$/m.exec(text)![0]);
  return url.pathname + url.search;
}

/** Null for a file that is still being written. */
function parse(file: string): Received | null {
  const [, to, subject, text] = /^To: (.*)\nSubject: (.*)\n[\s\S]*?\n\n([\s\S]*\n)$/m.exec(file) ?? [];
  return to && subject && text ? { to, subject, text } : null;
}
