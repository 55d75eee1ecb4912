import { type Html, hidden, html, page, type Visitor } from "../html.js";

export interface UsagePage {
  readonly visitor: Visitor;
  readonly token: string;
  /** Newest first. */
  readonly requests: readonly {
    readonly at: Date;
    readonly door: string;
    readonly clientName: string | null;
    readonly operation: string | null;
    readonly query: string | null;
    readonly results: number | null;
    readonly status: number;
  }[];
  /** Cursor of the last one shown, where there are older ones. */
  readonly older: string | null;
  /** Those used most first. */
  readonly foods: readonly { readonly name: string; readonly lastUsedAt: Date }[];
  readonly days: readonly {
    readonly day: string;
    readonly clientName: string | null;
    readonly requests: number;
  }[];
}

export function usagePage({ visitor, token, requests, older, foods, days }: UsagePage): Html {
  const dayRow = ({ day, clientName, requests }: UsagePage["days"][number]) => html`<li>
<p>${day}: <strong>${requests}</strong> by ${clientName ?? "your browser"}</p>
</li>
`;
  const foodRow = ({ name, lastUsedAt }: UsagePage["foods"][number]) => html`<li>
<p><strong>${name}</strong> <span class="small quiet">last on ${lastUsedAt.toISOString().slice(0, 10)}</span></p>
</li>
`;
  const row = ({
    at,
    door,
    clientName,
    operation,
    query,
    results,
    status,
  }: UsagePage["requests"][number]) => html`<li>
<div>
<p><strong>${query ?? operation ?? "A request"}</strong>${results !== null && html` <span class="quiet">${results} foods</span>`}${status >= 400 && html` <span class="tag">refused</span>`}</p>
<p class="small quiet"><time datetime="${at.toISOString()}">${at.toISOString().slice(0, 16).replace("T", " ")} UTC</time> by ${clientName ?? "your browser"}, ${door}</p>
</div>
</li>
`;
  return page({
    title: "Usage",
    visitor,
    main: html`<h1>Usage</h1>
<p class="lead">What apps asked for in your name, and you yourself. Nobody else sees it; whoever runs this server sees how many requests there were.</p>
${foods.length > 0 && html`<h2>Foods you use</h2>\n<p>Among foods that fit a search of yours equally well, these come first.</p>\n<ul class="rows card">\n${foods.map(foodRow)}</ul>`}
${days.length > 0 && html`<h2>By day</h2>\n<ul class="rows card">\n${days.map(dayRow)}</ul>\n<h2>Requests</h2>`}
${requests.length === 0 ? html`<p>Nothing is kept.</p>` : html`<ul class="rows card">\n${requests.map(row)}</ul>`}
${older !== null && html`<p><a class="button plain" href="/account/usage?after=${older}">Older</a></p>`}
${requests.length + foods.length > 0 && html`<form method="post" action="/account/usage">${hidden("token", token)}<p><button class="plain">Delete all of it</button></p></form>`}
<p><a href="/account">Back to your account</a></p>`,
  });
}
