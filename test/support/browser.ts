import { CookieJar } from "../../src/gpt/CookieJar.js";

/** A person's browser: keeps cookies by path, and stops at each redirect so that a test can look at it. */
export class Browser {
  private readonly cookies = new CookieJar();

  constructor(readonly origin: string) {}

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.send(path, { headers: { accept: "text/html", ...headers } });
  }

  post(path: string, fields: Record<string, string> = {}): Promise<Response> {
    return this.send(path, {
      method: "POST",
      headers: { accept: "text/html" },
      body: new URLSearchParams(fields),
    });
  }

  /** Follows redirects as long as they stay on this server; the last one names the client's address. */
  async follow(response: Response): Promise<Response> {
    const location = response.headers.get("location");
    if (!location) return response;
    const url = new URL(location, this.origin);
    return url.origin === this.origin ? this.follow(await this.get(url.pathname + url.search)) : response;
  }

  /** Forgets cookies; all of them without a name. */
  forget(name?: string): void {
    this.cookies.forget(name);
  }

  /** What the cookies hold. */
  values(): string[] {
    return this.cookies.values;
  }

  protected async send(
    path: string,
    init: RequestInit & { headers: Record<string, string> },
  ): Promise<Response> {
    const url = new URL(path, this.origin);
    const cookie = this.cookies.headerFor(url);
    const response = await fetch(url, {
      ...init,
      redirect: "manual",
      headers: { ...init.headers, ...(cookie && { cookie }) },
    });
    this.cookies.keep(response);
    return response;
  }
}
