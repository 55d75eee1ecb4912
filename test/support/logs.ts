import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { type Logger, pino } from "pino";
import { namesRequest } from "../../src/http/requestId.js";

const folder = process.env.LARDER_TEST_LOGS!;
/** Shorter ones, such as a password that is refused for its length, stand by chance in any text. */
const shortest = 9;
const met = new Set<string>();

/** A log of its own for a test, which also goes to the folder that is searched for secrets after the run. */
export function makeLog(): { readonly log: Logger; readonly logged: string[] } {
  const logged: string[] = [];
  const write = (line: string) => {
    logged.push(line);
    keepLog(line);
  };
  return { log: pino({ mixin: namesRequest }, { write }), logged };
}

export function keepLog(text: string): void {
  // What a timer says once all tests have ended comes after the search: there is no folder any more.
  if (!existsSync(folder)) return;
  appendFileSync(join(folder, `log-${process.pid}`), text.endsWith("\n") ? text : `${text}\n`);
}

/** Called with every code, token, password and secret that a test meets: it may be in no log of the run. */
export function keepSecret(secret: string): void {
  if (secret.length < shortest || met.has(secret)) return;
  met.add(secret);
  appendFileSync(join(folder, `secrets-${process.pid}`), `${JSON.stringify(secret)}\n`);
}
