import { resolve } from "node:path";

/** Every setting. Each is documented for operators in README, "Settings". */
export interface Config {
  readonly production: boolean;
  /** PostgreSQL 15 to 18; null means the embedded one in `dataFolder`. */
  readonly databaseUrl: string | null;
  readonly dataFolder: string;
  readonly port: number;
  /** The only origin that appears in metadata, links and documents; no trailing slash. */
  readonly publicUrl: string;
  /** How many reverse proxies stand in front, each adding the address it was called from to X-Forwarded-For. */
  readonly trustedProxies: number;
  /** Hosts that apps which nobody here made may send people back to; "*" is any, null refuses such apps. */
  readonly registrationHosts: readonly string[] | null;
  /** Null in development without LARDER_SECRET: one is then kept in `dataFolder`. */
  readonly secret: string | null;
  /** JSON with other limits for the tiers; null leaves them as they are. */
  readonly tiersFile: string | null;
  /** Signs what Stripe sends to /webhooks/stripe; null means that nobody pays here. */
  readonly stripeWebhookSecret: string | null;
  /** How large an answer of the REST facade may be, in bytes; null leaves it to each operation. */
  readonly answerBytes: number | null;
  /** Who may ask the GraphQL schema what it holds, and is told of near misses in names. */
  readonly introspection: Introspection;
  /** The server that takes our mail; null writes mail to files in development and switches it off in production. */
  readonly smtpUrl: string | null;
  /** Whom our mail is from: an address, or a name with the address in angle brackets. */
  readonly mailFrom: string;
}

/** Tells the operator everything that is wrong with the settings. */
export class SettingsError extends Error {}

const introspections = ["everyone", "signed-in", "nobody"] as const;
export type Introspection = (typeof introspections)[number];

type Environment = Record<string, string | undefined>;

const shortestSecret = 32;

/** Reads all settings, or throws one error that lists every problem. */
export function readConfig(env: Environment): Config {
  const problems: string[] = [];
  const production = readProduction(env.NODE_ENV, problems);
  const port = readPort(env.PORT, problems);
  const config: Config = {
    production,
    databaseUrl: readDatabaseUrl(env.DATABASE_URL, problems),
    dataFolder: resolve(env.LARDER_DATA || "data"),
    port,
    publicUrl: readPublicUrl(env.PUBLIC_URL, port, production, problems),
    trustedProxies: readTrustedProxies(env.TRUSTED_PROXIES, problems),
    registrationHosts: readRegistrationHosts(env.REGISTRATION_HOSTS, problems),
    secret: readSecret(env.LARDER_SECRET, production, problems),
    tiersFile: env.TIERS_FILE ? resolve(env.TIERS_FILE) : null,
    stripeWebhookSecret: readStripeSecret(env.STRIPE_WEBHOOK_SECRET, problems),
    answerBytes: readAnswerBytes(env.REST_ANSWER_BYTES, problems),
    introspection: readIntrospection(env.GRAPHQL_INTROSPECTION, production, problems),
    smtpUrl: readSmtpUrl(env.SMTP_URL, problems),
    mailFrom: readMailFrom(env.MAIL_FROM, env.SMTP_URL, problems),
  };
  if (problems.length > 0) {
    throw new SettingsError(
      `The settings need mending:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`,
    );
  }
  return config;
}

/** A misspelt "production" must not quietly switch off what production demands. */
function readProduction(text: string | undefined, problems: string[]): boolean {
  if (text && !["production", "development", "test"].includes(text)) {
    problems.push(`NODE_ENV is "${text}"; it must be production, development or test, or be absent.`);
  }
  return text === "production";
}

function readPort(text: string | undefined, problems: string[]): number {
  if (!text) return 4000;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65535) {
    problems.push(`PORT is "${text}"; it must be a whole number from 1 to 65535.`);
  }
  return port;
}

function readDatabaseUrl(text: string | undefined, problems: string[]): string | null {
  if (!text) return null;
  // The value itself is not repeated: it holds a password.
  if (!/^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? "")) {
    problems.push("DATABASE_URL must look like postgresql://user:password@host:5432/database.");
  }
  return text;
}

function readPublicUrl(
  text: string | undefined,
  port: number,
  production: boolean,
  problems: string[],
): string {
  if (!text) return `http://localhost:${port}`;
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.origin !== text.replace(/\/$/, "")) {
    problems.push(
      `PUBLIC_URL is "${text}"; it must be an origin such as https://food.example.com, without a path.`,
    );
    return text;
  }
  // OAuth needs https everywhere but on loopback (RFC 9700, section 2.6).
  if (production && url.protocol === "http:" && !isLoopback(url.hostname)) {
    problems.push(`PUBLIC_URL is "${text}"; in production it must start with https://.`);
  }
  return url.origin;
}

function readTrustedProxies(text: string | undefined, problems: string[]): number {
  if (!text) return 0;
  if (!/^\d$/.test(text))
    problems.push(`TRUSTED_PROXIES is "${text}"; it must be a whole number from 0 to 9.`);
  return Number(text);
}

/** Where ChatGPT and Claude take their users; their apps register by themselves. */
const assistants = ["chatgpt.com", "claude.ai", "claude.com"];

function readRegistrationHosts(text: string | undefined, problems: string[]): string[] | null {
  if (!text) return assistants;
  if (text === "none") return null;
  const hosts = text.split(",").map((host) => host.trim());
  const isHost = (host: string) => host === "*" || URL.parse(`https://${host}`)?.host === host;
  if (!hosts.every(isHost)) {
    problems.push(
      `REGISTRATION_HOSTS is "${text}"; it must be hosts such as chatgpt.com,claude.ai, or *, or none.`,
    );
  }
  return hosts;
}

function readSecret(text: string | undefined, production: boolean, problems: string[]): string | null {
  if (!text) {
    if (production)
      problems.push("LARDER_SECRET is missing; production needs one, for example from: openssl rand -hex 32");
    return null;
  }
  if (text.length < shortestSecret) {
    problems.push(`LARDER_SECRET has ${text.length} characters; it needs at least ${shortestSecret}.`);
  }
  return text;
}

function readStripeSecret(text: string | undefined, problems: string[]): string | null {
  if (!text) return null;
  // The value itself is not repeated: it is a secret.
  if (!/^whsec_\w{4,}$/.test(text))
    problems.push(
      "STRIPE_WEBHOOK_SECRET must be the signing secret of the webhook, which begins with whsec_.",
    );
  return text;
}

/** The usual answer to a search must fit, and a custom GPT takes less than 100,000 characters. */
const answerLimits = { least: 2000, most: 90_000 };

function readAnswerBytes(text: string | undefined, problems: string[]): number | null {
  if (!text) return null;
  const bytes = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  const { least, most } = answerLimits;
  if (!(bytes >= least && bytes <= most))
    problems.push(`REST_ANSWER_BYTES is "${text}"; it must be a whole number from ${least} to ${most}.`);
  return bytes;
}

function readIntrospection(text: string | undefined, production: boolean, problems: string[]): Introspection {
  // In production strangers do not get a map of the house.
  if (!text) return production ? "signed-in" : "everyone";
  const known = introspections.find((one) => one === text);
  if (!known)
    problems.push(`GRAPHQL_INTROSPECTION is "${text}"; it must be ${introspections.join(", ")}, or absent.`);
  return known ?? "nobody";
}

function readSmtpUrl(text: string | undefined, problems: string[]): string | null {
  if (!text) return null;
  const url = URL.parse(text);
  // The value itself is not repeated: it holds a password.
  if (!url || !/^smtps?:$/.test(url.protocol) || !url.hostname || !/^\/?$/.test(url.pathname) || url.search) {
    problems.push("SMTP_URL must look like smtps://user:password@mail.example.com or smtp://…:587.");
  }
  return text;
}

function readMailFrom(text: string | undefined, smtpUrl: string | undefined, problems: string[]): string {
  if (!text) {
    if (smtpUrl)
      problems.push(
        "MAIL_FROM is missing; with SMTP_URL it says whom mail is from, such as food@example.com.",
      );
    return "Larder <larder@localhost>";
  }
  if (!/^([^<>@\p{Cc}]+<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/u.test(text)) {
    problems.push(`MAIL_FROM is "${text}"; it must be food@example.com or Larder <food@example.com>.`);
  }
  return text;
}

/** This machine itself, under any of its names. */
export const isLoopback = (host: string) =>
  host === "localhost" || host === "[::1]" || /^127(\.\d+){3}$/.test(host);
