import { type Html, hidden, html, page, problemNote } from "../html.js";

export interface SignInPage {
  /** Where this form is sent. */
  readonly signIn: string;
  readonly signUp: string;
  /** The app that sent the user, if one did. */
  readonly clientName: string | null;
  readonly token: string;
  readonly email: string;
  /** Another password can be had by mail. */
  readonly hasMail: boolean;
  /** It was just changed that way. */
  readonly isReset: boolean;
  readonly problem: string | null;
}

export function signInPage(form: SignInPage): Html {
  const { signIn, signUp, clientName, token, email, hasMail, isReset, problem } = form;
  return page({
    title: "Sign in",
    narrow: true,
    main: html`<div class="card">
<h1>Sign in</h1>
${clientName !== null && html`<p>to continue to <strong>${clientName}</strong></p>`}
${isReset && html`<p role="status">Your password is changed. Sign in with the new one.</p>`}
${problemNote(problem)}
<form method="post" action="${signIn}">
${hidden("token", token)}
<div class="field">
<label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="username" maxlength="254" required autofocus value="${email}">
</div>
<div class="field">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
</div>
<button class="wide">Sign in</button>
</form>
</div>
<p class="quiet">No account yet? <a href="${signUp}">Sign up</a>${hasMail && html`. Forgot your password? <a href="/forgot-password">Choose another</a>`}</p>`,
  });
}
