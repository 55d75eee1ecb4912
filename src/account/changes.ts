import type { MikroORM } from "@mikro-orm/postgresql";
import { type Origin, record } from "../audit/record.js";
import type { Mailer } from "../mail.js";
import type { Bearer } from "../oauth/bearer.js";
import { withdrawConsent } from "../oauth/Consent.js";
import { endTokens } from "../oauth/endTokens.js";
import { deleteUsage } from "../usage/findUsage.js";
import { deleteHabits } from "../usage/habits.js";
import { changePassword, requirePassword } from "../users/changePassword.js";
import { readEmail, readName } from "../users/createUser.js";
import { deleteUser } from "../users/deleteUser.js";
import { makeLink } from "../users/MailLink.js";
import { endSessions, Session } from "../users/Session.js";
import { User } from "../users/User.js";
import { inField, UserErrorCode, WrongField } from "../users/UserError.js";
import type { Attempts } from "./Attempts.js";
import { type AccountExport, accountExport } from "./accountExport.js";
import { changeEmailMail, hasAccountMail, passwordChangedMail } from "./mails.js";

/** Who changes their account, from where; `sessionId` is the session that they do it in. */
export interface Person {
  readonly user: User;
  readonly address: string;
  readonly sessionId: number;
}

/** What people do to their own account, on our pages and by GraphQL alike. Bad input is a `WrongField`. */
export interface AccountChanges {
  rename(person: Person, name: string): Promise<void>;
  /** Sends a link to the new address, which is the account's once the link is opened. */
  changeEmail(person: Person, password: string, email: string): Promise<void>;
  /** Ends every other session and all tokens. */
  changePassword(person: Person, password: string, next: string): Promise<void>;
  /** Ends the app's tokens at once. */
  disconnectApp(person: Person, clientId: string): Promise<void>;
  endSession(person: Person, id: number | null): Promise<void>;
  endOtherSessions(person: Person): Promise<void>;
  exportData(person: Person): Promise<AccountExport>;
  /** The history of requests, and the habits that searches go by. */
  deleteUsage(person: Person): Promise<void>;
  deleteAccount(person: Person, password: string): Promise<void>;
}

interface Parts {
  readonly orm: MikroORM;
  readonly attempts: Pick<Attempts, "signIn" | "signedIn" | "mail">;
  readonly bearer: Pick<Bearer, "forget">;
  readonly mailer: Mailer | null;
  readonly publicUrl: string;
}

/** All that the id of an app can be, a web address included; a NUL would not even reach the database. */
const clientIdShape = /^[\x21-\x7e]{1,500}$/;

export function createAccountChanges({ orm, attempts, bearer, mailer, publicUrl }: Parts): AccountChanges {
  /** Before what cannot be taken back. Counted as sign-ins are, so that neither is a way around the other's limit. */
  async function confirm({ user, address }: Person, password: string): Promise<void> {
    await attempts.signIn(user.email, address);
    await requirePassword(orm.em.fork(), user, password, { actor: "user", address });
    await attempts.signedIn(user.email, address);
  }

  return {
    rename: async ({ user, address }, given) => {
      const name = await inField("name", () => readName(given));
      await orm.em.fork().transactional(async (em) => {
        await em.nativeUpdate(User, { id: user.id }, { name });
        await record(em, { action: "name-changed", userId: user.id, ...originOf(address) });
      });
    },

    changeEmail: async (person, password, given) => {
      const { user, address } = person;
      if (!mailer)
        throw new WrongField(
          "email",
          UserErrorCode.UNAVAILABLE,
          "This server sends no mail to prove an address by.",
        );
      const email = await inField("email", () => readEmail(given));
      if (email === user.email)
        throw new WrongField("email", UserErrorCode.INVALID, "That is the address of the account already.");
      await confirm(person, password);
      await attempts.mail(email, address);
      mailer.send(async () => {
        const em = orm.em.fork();
        // Whether an address has an account is told to its mailbox alone.
        if (await em.count(User, { email })) return hasAccountMail(email, publicUrl);
        const token = await makeLink(em, { purpose: "change-email", email, user: user.id });
        return changeEmailMail(email, publicUrl, token);
      });
    },

    changePassword: async (person, password, next) => {
      const { user, address, sessionId } = person;
      await confirm(person, password);
      await inField("newPassword", () =>
        orm.em.fork().transactional(async (em) => {
          await changePassword(em, user, next, sessionId);
          await endTokens(em, user.id);
          await record(em, { action: "password-changed", userId: user.id, ...originOf(address) });
        }),
      );
      bearer.forget();
      mailer?.send(async () => passwordChangedMail(user.email, publicUrl));
    },

    disconnectApp: async ({ user, address }, clientId) => {
      const isConnected =
        clientIdShape.test(clientId) &&
        (await withdrawConsent(orm.em.fork(), user.id, clientId, originOf(address)));
      if (!isConnected)
        throw new WrongField(
          "clientId",
          UserErrorCode.NOT_FOUND,
          "There is no such app among those connected.",
        );
      bearer.forget();
    },

    endSession: async ({ user, address }, id) => {
      const ended = await orm.em.fork().transactional(async (em) => {
        const count = id === null ? 0 : await em.nativeDelete(Session, { id, user: user.id });
        if (count > 0) await record(em, { action: "session-ended", userId: user.id, ...originOf(address) });
        return count;
      });
      if (ended === 0)
        throw new WrongField(
          "id",
          UserErrorCode.NOT_FOUND,
          "There is no such session, or it has ended before.",
        );
    },

    endOtherSessions: ({ user, address, sessionId }) =>
      orm.em.fork().transactional(async (em) => {
        const ended = await endSessions(em, user.id, sessionId);
        if (ended > 0)
          await record(em, {
            action: "sessions-ended",
            userId: user.id,
            detail: String(ended),
            ...originOf(address),
          });
      }),

    exportData: async ({ user, address }) => {
      const em = orm.em.fork();
      const data = await accountExport(em, user);
      await record(em, { action: "data-exported", userId: user.id, ...originOf(address) });
      return data;
    },

    deleteUsage: ({ user, address }) =>
      orm.em.fork().transactional(async (em) => {
        await deleteUsage(em, user.id);
        await deleteHabits(em, user.id);
        await record(em, { action: "usage-deleted", userId: user.id, ...originOf(address) });
      }),

    deleteAccount: async (person, password) => {
      await confirm(person, password);
      await deleteUser(orm.em.fork(), person.user, originOf(person.address));
      bearer.forget();
    },
  };
}

const originOf = (address: string): Origin => ({ actor: "user", address });
