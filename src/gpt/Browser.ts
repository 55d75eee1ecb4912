import { OperatorError } from "../errors.js";
import { CookieJar } from "./CookieJar.js";

interface Page {
  readonly url: URL;
  readonly status: number;
  readonly body: string;
}

/**
 * The user's browser, as far as signing in and consenting needs one: it keeps cookies, follows redirects and
 * submits forms. It stops where the browser would leave for `callback`, and returns that address.
 */
export class Browser {
  readonly cookies = new CookieJar();

  constructor(
    private readonly callback: string,
    private readonly say: (line: string) => void,
  ) {}

  /** Walks from the authorization URL through our pages to the callback. */
  async authorize(url: string, email: string, password: string): Promise<URL> {
    let page = await this.request(new URL(url));
    // Sign-in and consent are two pages; more mean that one of them came back with an error.
    for (let step = 0; step < 3 && !isCallback(page.url, this.callback); step++) {
      page = await this.submit(page, { email, password, decision: "approve" });
    }
    if (!isCallback(page.url, this.callback))
      throw new OperatorError(`${page.url.pathname} says: ${textOf(page.body)}`);
    return page.url;
  }

  private async submit(page: Page, answers: Record<string, string>): Promise<Page> {
    const form = /<form\b[^>]*\bmethod="post"[^>]*>[\s\S]*?<\/form>/i.exec(
      page.body.replace(/<header[\s\S]*?<\/header>/i, ""),
    )?.[0];
    if (!form || page.status >= 400) {
      throw new OperatorError(`${page.url.pathname} answered ${page.status}: ${textOf(page.body)}`);
    }
    const action = attribute(/<form\b[^>]*>/i.exec(form)![0], "action");
    const fields = new URLSearchParams();
    for (const [tag] of form.matchAll(/<(input|button)\b[^>]*>/gi)) {
      const name = attribute(tag, "name");
      if (name) fields.set(name, answers[name] ?? attribute(tag, "value") ?? "");
    }
    return this.request(new URL(action ?? page.url, page.url), fields);
  }

  private async request(url: URL, form?: URLSearchParams): Promise<Page> {
    if (isCallback(url, this.callback)) return { url, status: 200, body: "" };
    const response = await fetch(url, {
      method: form ? "POST" : "GET",
      body: form,
      headers: { accept: "text/html", cookie: this.cookies.headerFor(url), origin: url.origin },
      redirect: "manual",
    });
    this.cookies.keep(response);
    const location = response.headers.get("location");
    const leadsTo = location?.replace(/([?&]code=)[^&]+/, "$1$CODE");
    this.tell(url, form, leadsTo ? `${response.status} → ${leadsTo}` : `${response.status}, a page`);
    if (location) return this.request(new URL(location, url));
    return { url, status: response.status, body: await response.text() };
  }

  /** What opens something is not repeated: what a terminal shows is copied into tickets and chats. */
  private tell(url: URL, form: URLSearchParams | undefined, answer: string): void {
    const hidden: Record<string, string> = { password: "$PASSWORD", token: "$FORM_TOKEN" };
    const fields = [...(form ?? [])].map(([name, value]) => ` -d '${name}=${hidden[name] ?? value}'`);
    this.say(`   curl -b cookies -c cookies${fields.join("")} '${url.href}'\n   ${answer}`);
  }
}

const isCallback = (url: URL, callback: string) => url.href.startsWith(`${callback}?`);

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`, "i").exec(tag)?.[1];
  return value && plain(value);
}

const entities: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
};

const plain = (html: string) => html.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => entities[entity]!);

/** What a person would read on the page, in one line. */
function textOf(html: string): string {
  const main = /<main\b[\s\S]*<\/main>/i.exec(html)?.[0] ?? html;
  const text = main
    .replace(/<(style|script|form)\b[\s\S]*?<\/\1>/gi, " ")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return plain(text).slice(0, 500);
}
