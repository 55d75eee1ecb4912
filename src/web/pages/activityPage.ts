import { type Html, html, page, type Visitor } from "../html.js";

export interface ActivityPage {
  readonly visitor: Visitor;
  /** Newest first. */
  readonly events: readonly {
    readonly at: Date;
    readonly what: string;
    readonly app: string | null;
    readonly address: string | null;
    readonly detail: string | null;
    readonly isOperators: boolean;
  }[];
  /** The last event shown, where there are older ones. */
  readonly older: number | null;
}

export function activityPage({ visitor, events, older }: ActivityPage): Html {
  const row = ({ at, what, app, address, detail, isOperators }: ActivityPage["events"][number]) => html`<li>
<div>
<p><strong>${what}</strong>${app !== null && html`: ${app}`}${detail !== null && html` <span class="quiet">(${detail})</span>`}</p>
<p class="small quiet"><time datetime="${at.toISOString()}">${at.toISOString().slice(0, 16).replace("T", " ")} UTC</time>${address !== null && html` from ${address}`}${isOperators && html` by whoever runs this server`}</p>
</div>
</li>
`;
  return page({
    title: "Activity",
    visitor,
    main: html`<h1>Activity</h1>
<p class="lead">What has happened to your account. If something was not you, <a href="/account">change your password</a>: that ends every other session and every app's access.</p>
${events.length === 0 ? html`<p>Nothing is recorded.</p>` : html`<ul class="rows card">\n${events.map(row)}</ul>`}
${older !== null && html`<p><a class="button plain" href="/account/activity?before=${older}">Older</a></p>`}
<p><a href="/account">Back to your account</a></p>`,
  });
}
