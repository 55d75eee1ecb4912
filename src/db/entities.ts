import { AuditEvent } from "../audit/AuditEvent.js";
import { Food } from "../foods/Food.js";
import { Nutrients } from "../foods/Nutrients.js";
import { Artifact } from "../oauth/Artifact.js";
import { Client } from "../oauth/Client.js";
import { Consent } from "../oauth/Consent.js";
import { Key } from "../oauth/keys.js";
import { MailLink } from "../users/MailLink.js";
import { Session } from "../users/Session.js";
import { User } from "../users/User.js";

/** Every table. */
export const entities = [
  Food,
  Nutrients,
  Session,
  User,
  MailLink,
  Client,
  Consent,
  Artifact,
  Key,
  AuditEvent,
];
