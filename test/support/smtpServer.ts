import { type AddressInfo, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { afterAll } from "@jest/globals";
import type { Received } from "./mailbox.js";

export interface SmtpServer {
  readonly url: string;
  readonly received: Received[];
  /** User and password of the last one who signed in. */
  readonly credentials: string[];
  /** What it answers to the next recipients; 250 takes them. */
  reply: string;
}

/** A mail server that speaks as much SMTP (RFC 5321) as a client needs to hand over a mail, and no TLS. */
export async function startSmtp(host = "127.0.0.1"): Promise<SmtpServer> {
  const smtp: SmtpServer = { url: "", received: [], credentials: [], reply: "250 fine" };
  const server = createServer((socket) => void serve(socket, smtp));
  await new Promise<void>((done) => server.listen(0, host, done));
  afterAll(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return Object.assign(smtp, { url: `smtp://larder:p%40ss@${host}:${port}` });
}

async function serve(socket: Socket, smtp: SmtpServer): Promise<void> {
  // A client may leave at any time.
  const say = (line: string) => socket.writable && socket.write(`${line}\r\n`);
  const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY });
  say("220 test ESMTP");
  let message: string[] | null = null;
  for await (const line of lines) {
    if (message && line === ".") {
      smtp.received.push(parse(message.join("\n")));
      message = null;
      say("250 taken");
    } else if (message) {
      message.push(line.replace(/^\./, ""));
    } else if (/^EHLO/i.test(line)) {
      say("250-test\r\n250 AUTH PLAIN");
    } else if (/^AUTH PLAIN /i.test(line)) {
      const [, user, password] = Buffer.from(line.split(" ")[2]!, "base64").toString().split("\0");
      smtp.credentials.splice(0, 2, user!, password!);
      say("235 welcome");
    } else if (/^RCPT/i.test(line)) {
      say(smtp.reply);
    } else if (/^DATA/i.test(line)) {
      message = [];
      say("354 go on");
    } else if (/^QUIT/i.test(line)) {
      socket.end("221 bye\r\n");
    } else if (/^MAIL/i.test(line)) {
      say("250 fine");
    } else {
      say("502 not here");
    }
  }
}

function parse(message: string): Received {
  const [head = "", ...body] = message.split("\n\n");
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1] ?? "";
  const text = body.join("\n\n");
  const isQuoted = header("Content-Transfer-Encoding") === "quoted-printable";
  return { to: header("To"), subject: header("Subject"), text: isQuoted ? unquote(text) : text };
}

/** Quoted-printable of ASCII text (RFC 2045, section 6.7). */
const unquote = (text: string) =>
  text
    .replace(/=\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_all, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
