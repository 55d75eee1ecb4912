import type { MikroORM } from "@mikro-orm/postgresql";
import { commandLine } from "../../src/audit/record.js";
import { createUser } from "../../src/users/createUser.js";
import { makeToken } from "./token.js";

interface App {
  readonly origin: string;
  readonly orm: MikroORM;
}

export interface Answered {
  readonly status: number;
  readonly etag: string | null;
  readonly headers: Headers;
  readonly text: string;
}

/** A person and an app of theirs, which asks by token at any of several servers. */
export class Reader {
  private constructor(
    private readonly app: App,
    readonly userId: number | null,
    readonly headers: { readonly authorization: string },
  ) {}

  /** Without a name it is a client that acts for itself. */
  static async make(
    app: App,
    name: string | null,
    scopes = ["foods:read", "foods:write", "profile:read"],
  ): Promise<Reader> {
    const { orm, origin } = app;
    const user = { email: `${name}@example.com`, name: name ?? "", password: "correct horse" };
    const userId = name === null ? null : (await createUser(orm.em.fork(), user, commandLine)).id;
    return new Reader(app, userId, (await makeToken(orm, origin, userId, scopes)).headers);
  }

  async get(path: string, headers: Record<string, string> = {}, at: App = this.app): Promise<Answered> {
    return answered(await fetch(at.origin + path, { headers: { ...this.headers, ...headers } }));
  }

  async post(path: string, body: unknown, at: App = this.app): Promise<Answered> {
    const headers = { ...this.headers, "content-type": "application/json" };
    return answered(await fetch(at.origin + path, { method: "POST", headers, body: JSON.stringify(body) }));
  }

  // biome-ignore lint/suspicious/noExplicitAny: the answer to any query
  async graphql(query: string, variables: Record<string, unknown> = {}): Promise<any> {
    const { text } = await this.post("/graphql", { query, variables });
    const { data, errors } = JSON.parse(text);
    if (errors) throw new Error(errors[0].message);
    return data;
  }
}

async function answered(answer: Response): Promise<Answered> {
  const { status, headers } = answer;
  return { status, headers, etag: headers.get("etag"), text: await answer.text() };
}
