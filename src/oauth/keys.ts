import { createCipheriv, createDecipheriv, generateKeyPairSync, hkdfSync, randomBytes } from "node:crypto";
import { Entity, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import type { EntityManager, Opt } from "@mikro-orm/postgresql";
import type { JWK } from "oidc-provider";
import { commandLine, record } from "../audit/record.js";
import { OperatorError } from "../errors.js";

const purposes = ["signing", "cookie"] as const;
type Purpose = (typeof purposes)[number];

/** A key of this server, readable only with LARDER_SECRET. */
@Entity({ tableName: "oauth_keys" })
export class Key {
  @PrimaryKey({ type: "text" })
  id!: string;

  @Property({ type: "text" })
  purpose!: Purpose;

  /** Nonce, tag and ciphertext of AES-256-GCM. */
  @Property({ type: "uint8array", hidden: true })
  sealed!: Uint8Array;

  @Property({ type: "datetime" })
  createdAt: Opt<Date> = new Date();
}

/** The first key of each kind signs; the others only verify. */
export interface Keys {
  /** Tells one set of keys from another, and which of them sign. */
  readonly names: string;
  readonly signing: JWK[];
  readonly cookie: string[];
}

/** Any number will do, as long as nothing else in this database locks it. */
const lock = 761_037;
/** A new key verifies at once and signs later: by then every server knows it, whichever is asked next. */
const waitsMs = 10_000;
const nonceBytes = 12;
const tagBytes = 16;

const fresh: Record<Purpose, () => string> = {
  signing: () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    return JSON.stringify(privateKey.export({ format: "jwk" }));
  },
  cookie: () => randomBytes(32).toString("base64url"),
};

/** The keys in the database; the first process that needs them makes them, and the others wait for it. */
export async function loadKeys(em: EntityManager, secret: string): Promise<Keys> {
  const sealingKey = sealingKeyOf(secret);
  return em.transactional(async (inner) => {
    await inner.execute("select pg_advisory_xact_lock(?)", [lock]);
    const keys = await inner.find(Key, {});
    for (const purpose of purposes) {
      if (keys.some((key) => key.purpose === purpose)) continue;
      keys.push(makeKey(inner, purpose, sealingKey));
    }
    const inOrder = signingFirst(keys);
    const open = (purpose: Purpose) =>
      inOrder.filter((key) => key.purpose === purpose).map((key) => unseal(key, sealingKey));
    return {
      names: namesOf(keys),
      signing: open("signing").map((text) => JSON.parse(text)),
      cookie: open("cookie"),
    };
  });
}

/** The names of the keys as they are now, at the price of reading a few short rows. */
export async function currentNames(em: EntityManager): Promise<string> {
  return namesOf(await listKeys(em));
}

const namesOf = (keys: readonly KeySheet[]): string =>
  signingFirst(keys)
    .map(({ id }) => id)
    .join(" ");

/** The newest first, but those that still wait last, as the youngest of all. */
function signingFirst<T extends KeySheet>(keys: readonly T[]): T[] {
  const newest = keys.toSorted((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
  const waits = ({ createdAt }: KeySheet) => createdAt.getTime() > Date.now() - waitsMs;
  return [...newest.filter((key) => !waits(key)), ...newest.filter(waits).toReversed()];
}

/** What may be shown of a key. */
export type KeySheet = Pick<Key, "id" | "purpose" | "createdAt">;

export async function listKeys(em: EntityManager): Promise<KeySheet[]> {
  const keys = await em.find(Key, {}, { orderBy: { createdAt: "desc", id: "asc" } });
  return keys.map(({ id, purpose, createdAt }) => ({ id, purpose, createdAt }));
}

/** Adds one of each kind. Those of before stay, so that what they have signed is still good. */
export async function rotateKeys(em: EntityManager, secret: string): Promise<KeySheet[]> {
  // A wrong secret is told here, and not by the next server that starts.
  await loadKeys(em.fork(), secret);
  await em.transactional(async (inner) => {
    for (const purpose of purposes) makeKey(inner, purpose, sealingKeyOf(secret));
    await record(inner, { action: "keys-rotated", ...commandLine });
  });
  return listKeys(em);
}

function makeKey(em: EntityManager, purpose: Purpose, sealingKey: Buffer): Key {
  const id = `${purpose}_${randomBytes(6).toString("hex")}`;
  return em.create(Key, { id, purpose, sealed: seal(fresh[purpose](), id, sealingKey) });
}

const sealingKeyOf = (secret: string) => Buffer.from(hkdfSync("sha256", secret, "", "larder keys", 32));

/** The id is bound to the ciphertext, so that rows cannot be swapped. */
function seal(text: string, id: string, sealingKey: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", sealingKey, nonce).setAAD(Buffer.from(id));
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function unseal({ id, sealed }: Key, sealingKey: Buffer): string {
  const nonce = sealed.subarray(0, nonceBytes);
  const tag = sealed.subarray(nonceBytes, nonceBytes + tagBytes);
  const decipher = createDecipheriv("aes-256-gcm", sealingKey, nonce).setAAD(Buffer.from(id)).setAuthTag(tag);
  try {
    const body = decipher.update(sealed.subarray(nonceBytes + tagBytes));
    return Buffer.concat([body, decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new OperatorError(
      "LARDER_SECRET is not the one this database was set up with: its keys cannot be read. Set the former secret.",
      { cause },
    );
  }
}
