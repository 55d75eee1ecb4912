import { type Html, hidden, html, page, problemNote, type Visitor } from "../html.js";

export interface AccountPage {
  readonly visitor: Visitor;
  readonly user: {
    readonly name: string;
    readonly email: string;
    readonly emailVerifiedAt: Date | null;
    readonly isOperator: boolean;
    readonly tier: string;
    readonly createdAt: Date;
  };
  readonly hasMail: boolean;
  /** Form tokens, by what the form does. */
  readonly tokens: Readonly<Record<"name" | "email" | "password" | "delete" | "verify", string>>;
  readonly problem: string | null;
  /** What has just been done. */
  readonly done: string | null;
}

const doneNotes: Record<string, string> = {
  "sign-up": "Your account is made. If an app brought you here, go back to its page and go on there.",
  name: "Your name is changed.",
  "new-email":
    "A mail is on its way to the new address. Open its link in this browser; until then the account keeps the old one.",
  email: "Your account has the new address.",
  password: "Your password is changed. Everywhere else you are signed out, and apps have to connect again.",
  mail: "A mail is on its way. Open its link in this browser.",
  verified: "Your e-mail address is confirmed.",
};

export function accountPage({ visitor, user, hasMail, tokens, problem, done }: AccountPage): Html {
  const note = doneNotes[done ?? ""];
  return page({
    title: "Your account",
    visitor,
    main: html`<h1>Your account</h1>
${problemNote(problem)}
${note !== undefined && html`<p role="status">${note}</p>`}
<div class="card">
<dl class="facts">
<dt>Name</dt><dd>${user.name}</dd>
<dt>E-mail</dt><dd>${user.email}</dd>
<dt>Confirmed</dt><dd>${user.emailVerifiedAt ? user.emailVerifiedAt.toISOString().slice(0, 10) : "not yet"}</dd>
<dt>Tier</dt><dd><span class="tag">${user.tier}</span></dd>
<dt>Since</dt><dd>${user.createdAt.toISOString().slice(0, 10)}</dd>
</dl>
${
  hasMail &&
  !user.emailVerifiedAt &&
  html`<form method="post" action="/account/verify-email">${hidden("token", tokens.verify)}<p>Confirm that the address is yours: <button class="plain">Send me a mail</button></p></form>`
}
<p><a class="button plain" href="/account/apps">Connected apps</a>
<a class="button plain" href="/account/sessions">Sessions</a>
<a class="button plain" href="/account/activity">Activity</a>
<a class="button plain" href="/account/usage">Usage</a>
${user.isOperator && html`<a class="button plain" href="/setup/gpt">Set up a GPT</a>\n`}<a class="button plain" href="/account/export">Download my data</a></p>
</div>
<div class="card">
<h2>Change your name</h2>
<form method="post" action="/account/name">
${hidden("token", tokens.name)}
<div class="field"><label for="name">Name</label><input id="name" name="name" value="${user.name}" autocomplete="name" maxlength="100" required></div>
<button>Change name</button>
</form>
</div>
${
  hasMail &&
  html`<div class="card">
<h2>Change your e-mail address</h2>
<form method="post" action="/account/email">
${hidden("token", tokens.email)}
<div class="field"><label for="email">New address</label><input id="email" name="email" type="email" autocomplete="email" maxlength="254" required></div>
${passwordField("for-email", "password", "Present password", "current-password")}
<button>Send a link there</button>
</form>
</div>
`
}<div class="card">
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
${user.isOperator && html`<p>You are an operator of this server. Where you are the last, nobody runs it from its pages until the command line makes another.</p>`}
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
