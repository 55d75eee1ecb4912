import { type Html, hidden, html, newPasswordField, page, problemNote } from "../html.js";
import type { SignInPage } from "./signInPage.js";

export interface SignUpPage extends Omit<SignInPage, "hasMail" | "isReset"> {
  readonly name: string;
  /** Where a mail follows, the password is chosen behind its link. */
  readonly asksPassword: boolean;
}

export function signUpPage(form: SignUpPage): Html {
  const { signIn, signUp, clientName, token, name, email, asksPassword, problem } = form;
  return page({
    title: "Sign up",
    narrow: true,
    main: html`<div class="card">
<h1>Make an account</h1>
${clientName !== null && html`<p>to continue to <strong>${clientName}</strong></p>`}
${problemNote(problem)}
<form method="post" action="${signUp}">
${hidden("token", token)}
<div class="field">
<label for="name">Your name</label>
<input id="name" name="name" autocomplete="name" maxlength="100" required autofocus value="${name}">
</div>
<div class="field">
<label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="username" maxlength="254" required value="${email}">
</div>
${asksPassword && newPasswordField("Password")}
<button class="wide">Sign up</button>
</form>
</div>
<p class="quiet">You have an account? <a href="${signIn}">Sign in</a>. What is kept about you: <a href="/privacy">privacy</a>.</p>`,
  });
}
