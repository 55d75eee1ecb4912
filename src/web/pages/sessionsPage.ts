import type { SignedIn } from "../../account/findSessions.js";
import { type Html, hidden, html, page, type Visitor } from "../html.js";

export interface SessionsPage {
  readonly visitor: Visitor;
  readonly token: string;
  readonly sessions: readonly SignedIn[];
}

export function sessionsPage({ visitor, token, sessions }: SessionsPage): Html {
  const end = (session: string, button: Html) =>
    html`<form method="post" action="/account/sessions">${hidden("token", token)}${hidden("session", session)}${button}</form>`;
  const row = ({ id, isCurrent, device, network, since, lastSeenAt }: SignedIn) => {
    const name = device ?? "A browser";
    return html`<li>
<div>
<p><strong>${name}</strong>${isCurrent && html` <span class="tag">this one</span>`}</p>
<p class="quiet small">since ${day(since)}, last used ${day(lastSeenAt)}${network && html`, from ${network}`}</p>
</div>
${!isCurrent && end(id, html`<button class="plain" aria-label="Sign out ${name}">Sign out</button>`)}
</li>
`;
  };
  return page({
    title: "Sessions",
    visitor,
    main: html`<h1>Sessions</h1>
<p class="lead">The browsers that are signed in to your account. If you do not know one, sign it out and <a href="/account">change your password</a>.</p>
<ul class="rows card">
${sessions.map(row)}</ul>
${sessions.length > 1 && end("others", html`<button>Sign out everywhere else</button>`)}
<p><a href="/account">Back to your account</a></p>`,
  });
}

const day = (date: Date) => date.toISOString().slice(0, 10);
