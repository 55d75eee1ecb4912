import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import type { Logger } from "pino";
import { type Config, isLoopback } from "./config.js";

/** Plain text: it needs nothing from anyone else to be read, and a link in it is seen whole. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Mailer {
  /** Whether mail goes out; in development without SMTP_URL it is written to files, which its addressees do not get. */
  readonly goesOut: boolean;
  /**
   * Writes and sends a mail while the one who asked has the answer already: neither its time nor a failure tells
   * whether there was somebody to write to. Null is no mail.
   */
  send(write: () => Promise<Mail | null>): void;
  /** Waits for those that are on their way. */
  finish(): Promise<void>;
}

type MailSettings = Pick<Config, "production" | "smtpUrl" | "mailFrom" | "dataFolder">;

/** How long a mail server may keep us waiting. */
const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/** Null where mail is off: in production without SMTP_URL. */
export function createMailer(settings: MailSettings, log: Logger): Mailer | null {
  const { smtpUrl, production } = settings;
  if (!smtpUrl && production) {
    log.warn(
      "Mail is off, for SMTP_URL is not set: nobody can confirm an address or reset a password by mail.",
    );
    return null;
  }
  const deliver = smtpUrl ? bySmtp(smtpUrl, settings.mailFrom) : toFile(settings, log);
  const underWay = new Set<Promise<void>>();

  async function work(write: () => Promise<Mail | null>): Promise<void> {
    try {
      const mail = await write();
      if (mail) await deliver(mail);
    } catch (err) {
      // What a mail says is in no error: it may be a link that opens an account.
      log.error({ err }, "a mail could not be sent");
    }
  }

  return {
    goesOut: smtpUrl !== null,
    send(write) {
      const job = work(write).finally(() => underWay.delete(job));
      underWay.add(job);
    },
    async finish() {
      await Promise.all(underWay);
    },
  };
}

function bySmtp(smtpUrl: string, from: string): (mail: Mail) => Promise<void> {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl);
  const transport = createTransport({
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port ? Number(port) : undefined,
    secure: protocol === "smtps:",
    // A link that opens an account crosses no network in clear.
    requireTLS: !isLoopback(hostname),
    auth: username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : undefined,
    ...timeouts,
  });
  return async (mail) => {
    await transport.sendMail({ ...mail, from });
  };
}

/** As it would be sent, but with lines as they are, so that a link can be copied. */
function toFile({ dataFolder, mailFrom }: MailSettings, log: Logger): (mail: Mail) => Promise<void> {
  const folder = join(dataFolder, "mail");
  let written = 0;
  return async ({ to, subject, text }) => {
    const now = new Date();
    await mkdir(folder, { recursive: true, mode: 0o700 });
    written += 1;
    const path = join(folder, `${now.toISOString().replaceAll(":", "-")}-${process.pid}-${written}.eml`);
    const head = [
      `From: ${mailFrom}`,
      `To: ${to}`,
      `Subject: ${subject}`,
      `Date: ${now.toUTCString()}`,
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: 8bit",
    ];
    await writeFile(path, `${head.join("\n")}\n\n${text}`, { mode: 0o600, flag: "wx" });
    log.warn({ path }, "SMTP_URL is not set: a mail was written to a file, and not sent");
  };
}
