import { type Html, hidden, html, page, problemNote } from "../html.js";

export interface ForgotPasswordPage {
  readonly token: string;
  readonly email: string;
  readonly problem: string | null;
}

export function forgotPasswordPage({ token, email, problem }: ForgotPasswordPage): Html {
  return page({
    title: "Choose another password",
    narrow: true,
    main: html`<div class="card">
<h1>Choose another password</h1>
<p>A mail brings a link that is good for an hour.</p>
${problemNote(problem)}
<form method="post" action="/forgot-password">
${hidden("token", token)}
<div class="field">
<label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="username" maxlength="254" required autofocus value="${email}">
</div>
<button class="wide">Send the link</button>
</form>
</div>
<p class="quiet">You know it again? <a href="/sign-in">Sign in</a></p>`,
  });
}
