import { createAccountChanges } from "../src/account/changes.js";
import type { Call, Context } from "../src/context.js";
import { openDatabase } from "../src/db/orm.js";
import { createContext } from "../src/graphql/requestContext.js";
import { createAttempts } from "../src/http/rateLimit.js";

const { DATABASE_URL, PUBLIC_URL } = process.env as Record<string, string>;

/** What our resolvers need of a request, for servers that run them without our doors: whoever asks is `given`. */
export async function ownContext(given: Pick<Call, "viewer" | "standing">): Promise<() => Context> {
  const { orm } = await openDatabase({ databaseUrl: DATABASE_URL!, dataFolder: "" });
  const attempts = createAttempts(await orm.em.getConnection().getNativeClient());
  const account = createAccountChanges({
    orm,
    attempts,
    bearer: { forget() {} },
    mailer: null,
    publicUrl: PUBLIC_URL!,
  });
  const changes = { release: () => "the only one" };
  const makeContext = await createContext(orm, { publicUrl: PUBLIC_URL! }, account, changes);
  return () =>
    makeContext({
      ...given,
      address: "127.0.0.1",
      signal: new AbortController().signal,
      asked: { operation: null, query: null, results: null, used: [] },
    });
}
