import { type Html, hidden, html, page, problemNote, type Visitor } from "../html.js";

export interface AccountPage {
  readonly visitor: Visitor;
  readonly user: {
    readonly name: string;
    readonly email: string;
    readonly tier: string;
    readonly createdAt: Date;
  };
  /** Form tokens of the two forms. */
  readonly tokens: { readonly password: string; readonly delete: string };
  readonly problem: string | null;
  readonly isPasswordChanged: boolean;
}

export function accountPage({ visitor, user, tokens, problem, isPasswordChanged }: AccountPage): Html {
  return page({
    title: "Your account",
    visitor,
    main: html`<h1>Your account</h1>
${problemNote(problem)}
${isPasswordChanged && html`<p role="status">Your password is changed. Everywhere else you are signed out, and apps have to connect again.</p>`}
<div class="card">
<dl class="facts">
<dt>Name</dt><dd>${user.name}</dd>
<dt>E-mail</dt><dd>${user.email}</dd>
<dt>Tier</dt><dd><span class="tag">${user.tier}</span></dd>
<dt>Since</dt><dd>${user.createdAt.toISOString().slice(0, 10)}</dd>
</dl>
<p><a class="button plain" href="/account/apps">Connected apps</a>
<a class="button plain" href="/account/export">Download my data</a></p>
</div>
<div class="card">
<h2>Change your password</h2>
<form method="post" action="/account/password">
${hidden("token", tokens.password)}
${passwordField("present", "password", "Present password", "current-password")}
${passwordField("next", "next", "New password, at least 8 characters", "new-password")}
<button>Change password</button>
</form>
</div>
<div class="card">
<h2>Delete your account</h2>
<p>All that is kept about you goes, and every connected app loses its access. This cannot be undone.</p>
<form method="post" action="/account/delete">
${hidden("token", tokens.delete)}
${passwordField("confirm", "password", "Present password", "current-password")}
<button class="plain">Delete my account</button>
</form>
</div>`,
  });
}

const passwordField = (
  id: string,
  name: string,
  label: string,
  autocomplete: string,
) => html`<div class="field">
<label for="${id}">${label}</label>
<input id="${id}" name="${name}" type="password" autocomplete="${autocomplete}" required>
</div>`;
