import { type Html, html, page, type Visitor } from "../html.js";

export interface AccountPage {
  readonly visitor: Visitor;
  readonly user: {
    readonly name: string;
    readonly email: string;
    readonly tier: string;
    readonly createdAt: Date;
  };
}

export function accountPage({ visitor, user }: AccountPage): Html {
  return page({
    title: "Your account",
    visitor,
    main: html`<h1>Your account</h1>
<div class="card">
<dl class="facts">
<dt>Name</dt><dd>${user.name}</dd>
<dt>E-mail</dt><dd>${user.email}</dd>
<dt>Tier</dt><dd><span class="tag">${user.tier}</span></dd>
<dt>Since</dt><dd>${user.createdAt.toISOString().slice(0, 10)}</dd>
</dl>
<p><a class="button plain" href="/account/apps">Connected apps</a></p>
</div>`,
  });
}
