import { type Html, hidden, html, newPasswordField, page, problemNote } from "../html.js";

export interface NewPasswordPage {
  readonly title: string;
  readonly action: string;
  readonly button: string;
  /** The token of the link that was mailed. */
  readonly link: string;
  readonly email: string;
  readonly token: string;
  readonly problem: string | null;
}

export function newPasswordPage({
  title,
  action,
  button,
  link,
  email,
  token,
  problem,
}: NewPasswordPage): Html {
  return page({
    title,
    narrow: true,
    main: html`<div class="card">
<h1>${title}</h1>
<p>for <strong>${email}</strong></p>
${problemNote(problem)}
<form method="post" action="${action}">
${hidden("token", token)}
${hidden("link", link)}
<input type="hidden" autocomplete="username" value="${email}">
${newPasswordField("Password")}
<button class="wide">${button}</button>
</form>
</div>`,
  });
}
