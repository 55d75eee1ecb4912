import { createHmac, timingSafeEqual } from "node:crypto";
import { Forbidden } from "../errors.js";

/**
 * The token of one form in one browser: made from a secret in that browser's cookie, which no other site can read
 * or plant, and good at the form's own address only.
 */
export const formToken = (secret: string, address: string): string =>
  digest(secret, address).toString("base64url");

export function requireFormToken(secret: string | undefined, address: string, sent: string): void {
  if (!secret || !isSame(Buffer.from(sent, "base64url"), digest(secret, address))) {
    throw new Forbidden("This form is out of date or did not come from this site. Open the page again.");
  }
}

const digest = (secret: string, address: string) => createHmac("sha256", secret).update(address).digest();

const isSame = (one: Buffer, other: Buffer) => one.length === other.length && timingSafeEqual(one, other);
