import { createHash, randomBytes } from "node:crypto";
import { Entity, ManyToOne, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import type { EntityManager, Rel, RequiredEntityData } from "@mikro-orm/postgresql";
import { NotFound } from "../errors.js";
import { User } from "./User.js";

const hour = 60 * 60 * 1000;
/** A link to another password or address opens the account, so it is short-lived (OWASP). */
const lives = {
  "sign-up": 24 * hour,
  "verify-email": 24 * hour,
  "reset-password": hour,
  "change-email": hour,
} as const;

type Purpose = keyof typeof lives;

/** A link that was sent by mail, good once: whoever opens it reads that mailbox. */
@Entity({ tableName: "mail_links" })
export class MailLink {
  /** SHA-256 of the token in the link: who reads the table cannot open it. */
  @PrimaryKey({ type: "text" })
  tokenHash!: string;

  @Property({ type: "text" })
  purpose!: Purpose;

  @Property({ type: "text" })
  email!: string;

  /** Of the person who wants an account, which is made when the link is opened. */
  @Property({ type: "text", nullable: true })
  name: string | null = null;

  /** Whose link it is; null where there is no account yet. */
  @ManyToOne(() => User, { nullable: true, deleteRule: "cascade" })
  user: Rel<User> | null = null;

  @Property({ type: "datetime" })
  expiresAt!: Date;
}

/** The token for the link; it is nowhere else. */
export async function makeLink(
  em: EntityManager,
  wanted: Pick<RequiredEntityData<MailLink>, "email" | "name" | "user"> & { purpose: Purpose },
): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(Date.now() + lives[wanted.purpose]);
  em.create(MailLink, { ...wanted, tokenHash: hashOf(token), expiresAt });
  await em.flush();
  return token;
}

/** Throws for a link that never was, was used, or has expired. */
export async function findLink(em: EntityManager, purpose: Purpose, token: string): Promise<MailLink> {
  const link = await em.findOne(
    MailLink,
    { tokenHash: hashOf(token), purpose, expiresAt: { $gt: new Date() } },
    { populate: ["user"] },
  );
  if (!link) throw new NotFound("This link has expired or was used before. Ask for another mail.");
  return link;
}

/** As `findLink`, and of any number of rivals one gets it. */
export async function spendLink(em: EntityManager, purpose: Purpose, token: string): Promise<MailLink> {
  const link = await findLink(em, purpose, token);
  if ((await em.nativeDelete(MailLink, { tokenHash: link.tokenHash })) === 0)
    throw new NotFound("This link was used before.");
  return link;
}

const hashOf = (token: string) => createHash("sha256").update(token).digest("base64url");
