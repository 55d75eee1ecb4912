import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { BadInput } from "../errors.js";
import commonPasswords from "./commonPasswords.json" with { type: "json" };

const derive = promisify(argon2);

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 };
const saltBytes = 16;
const hashBytes = 32;

/** NIST 800-63B: length over composition; the upper bound keeps a hash from becoming a way to burn our CPU. */
const shortest = 8;
const longest = 256;

/**
 * The 2000 most used of at least 8 characters, which whoever guesses tries first (NIST 800-63B asks to refuse them).
 * From zxcvbn 4.4.2 (MIT), which took them from Mark Burnett's ten million leaked passwords.
 */
const common = new Set(commonPasswords);

/** The PHC string format: a hash carries its own cost, so that raising ours locks nobody out. */
const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/;

/** Refuses a password that breaks the rule, or that is made of the e-mail address of its owner. */
export async function hashPassword(password: string, email: string): Promise<string> {
  requireLength(password);
  requireUncommon(normal(password).toLowerCase(), email);
  const salt = randomBytes(saltBytes);
  const hash = await derive("argon2id", {
    ...cost,
    message: bytesOf(password),
    nonce: salt,
    tagLength: hashBytes,
  });
  return format(salt, hash);
}

/** `stored` is null where there is no such account: the work is done all the same, so that timing does not tell. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [, memory, passes, parallelism, salt = "", hash = ""] = phc.exec(stored ?? nobodysHash)!;
  const expected = Buffer.from(hash, "base64");
  const found = await derive("argon2id", {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    message: bytesOf(password),
    nonce: Buffer.from(salt, "base64"),
    tagLength: expected.length,
  });
  return timingSafeEqual(found, expected) && stored !== null;
}

function requireLength(password: string): void {
  const length = [...normal(password)].length;
  if (length < shortest) throw new BadInput(`The password needs at least ${shortest} characters.`);
  if (length > longest) throw new BadInput(`The password may have at most ${longest} characters.`);
}

/** What is tried first by whoever guesses at one account (NIST 800-63B, "context-specific words"). */
function requireUncommon(password: string, email: string): void {
  if (common.has(password)) {
    throw new BadInput("This password is one of the most used, and guessed first. Choose another.");
  }
  const name = email.split("@")[0]!;
  const words = ["larder", name, ...name.split(/[._+-]/)].filter((word) => [...word].length > 2);
  const rest = words.reduce((text, word) => text.replaceAll(word, ""), password);
  if (rest !== password && [...rest].length < shortest) {
    throw new BadInput(
      `This password is little more than your e-mail address or the name of this server. Choose another, or add ${shortest} characters.`,
    );
  }
}

function format(salt: Buffer, hash: Buffer): string {
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** One password typed on two keyboards may arrive as different code points (NIST 800-63B asks for NFKC). */
const normal = (password: string) => password.normalize("NFKC");

const bytesOf = (password: string) => Buffer.from(normal(password));

const unpadded = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");

const nobodysHash = format(Buffer.alloc(saltBytes), Buffer.alloc(hashBytes));
