import { type Html, hidden, html, page, type Visitor } from "../html.js";

export interface AppsPage {
  readonly visitor: Visitor;
  readonly token: string;
  readonly apps: readonly {
    readonly clientId: string;
    readonly name: string;
    readonly since: Date;
    readonly lastUsedAt: Date | null;
    readonly permissions: readonly string[];
  }[];
}

export function appsPage({ visitor, token, apps }: AppsPage): Html {
  const row = ({ clientId, name, since, lastUsedAt, permissions }: AppsPage["apps"][number]) => html`<li>
<div>
<p><strong>${name}</strong> <span class="quiet small">since ${since.toISOString().slice(0, 10)}${lastUsedAt && html`, last used ${lastUsedAt.toISOString().slice(0, 10)}`}</span></p>
<p class="small">${permissions.join("; ")}</p>
</div>
<form method="post" action="/account/apps">${hidden("token", token)}${hidden("client", clientId)}<button class="plain" aria-label="Disconnect ${name}">Disconnect</button></form>
</li>
`;
  return page({
    title: "Connected apps",
    visitor,
    main: html`<h1>Connected apps</h1>
<p class="lead">What you have allowed to use your account. Disconnecting one ends its access at once.</p>
${apps.length === 0 ? html`<p>No app is connected.</p>` : html`<ul class="rows card">\n${apps.map(row)}</ul>`}
<p><a href="/account">Back to your account</a></p>`,
  });
}
