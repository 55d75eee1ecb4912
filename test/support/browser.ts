interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** A person's browser: keeps cookies by path, and stops at each redirect so that a test can look at it. */
export class Browser {
  private cookies: Cookie[] = [];

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
    this.cookies = name ? this.cookies.filter((cookie) => !cookie.name.startsWith(name)) : [];
  }

  /** What the cookies hold. */
  values(): string[] {
    return this.cookies.map(({ value }) => value);
  }

  protected async send(
    path: string,
    init: RequestInit & { headers: Record<string, string> },
  ): Promise<Response> {
    const url = new URL(path, this.origin);
    const cookie = this.cookies
      .filter((each) => url.pathname === each.path || url.pathname.startsWith(each.path.replace(/\/?$/, "/")))
      .map(({ name, value }) => `${name}=${value}`)
      .join("; ");
    const response = await fetch(url, {
      ...init,
      redirect: "manual",
      headers: { ...init.headers, ...(cookie && { cookie }) },
    });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    return response;
  }

  private keep(line: string): void {
    const [pair, ...attributes] = line.split("; ");
    const [, name, value] = /^([^=]+)=(.*)$/.exec(pair!)!;
    const path = attributes.find((each) => /^path=/i.test(each))?.slice(5) ?? "/";
    this.cookies = this.cookies.filter((cookie) => cookie.name !== name || cookie.path !== path);
    const isGone = /expires=Thu, 01 Jan 1970/i.test(line);
    if (!isGone) this.cookies.push({ name: name!, value: value!, path });
  }
}
