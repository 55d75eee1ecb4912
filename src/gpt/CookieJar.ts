interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** The cookies of one origin, as a browser keeps them: by name and path. */
export class CookieJar {
  private cookies: Cookie[] = [];

  /** The `Cookie` header for an address. */
  headerFor(url: URL): string {
    return this.cookies
      .filter(({ path }) => url.pathname === path || url.pathname.startsWith(path.replace(/\/?$/, "/")))
      .map(({ name, value }) => `${name}=${value}`)
      .join("; ");
  }

  keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const path = /; *path=([^;]*)/i.exec(line)?.[1] ?? "/";
      const expires = /; *expires=([^;]*)/i.exec(line)?.[1];
      this.cookies = this.cookies.filter((cookie) => cookie.name !== name || cookie.path !== path);
      if (!expires || Date.parse(expires) > Date.now()) this.cookies.push({ name, value, path });
    }
  }

  /** Forgets the cookies whose names begin so; all of them without a name. */
  forget(name = ""): void {
    this.cookies = this.cookies.filter((cookie) => !cookie.name.startsWith(name));
  }

  /** What the cookies hold. */
  get values(): string[] {
    return this.cookies.map(({ value }) => value);
  }
}
