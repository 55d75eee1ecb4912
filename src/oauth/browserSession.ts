import type { EntityManager } from "@mikro-orm/postgresql";

/** Who is signed in in this browser, and since when. */
export interface BrowserSession {
  readonly userId: number;
  readonly since: Date;
}

interface Cookies {
  get(name: string, options: { signed: false }): string | undefined;
}

export async function browserSession(
  _em: EntityManager,
  _publicUrl: string,
  _cookies: Cookies,
): Promise<BrowserSession | null> {
  return null;
}
