import { type Html, hidden, html, page } from "../html.js";

export interface ConsentPage {
  readonly action: string;
  readonly token: string;
  readonly client: { readonly name: string; readonly isStranger: boolean };
  readonly user: { readonly name: string; readonly email: string; readonly tier: string };
  /** Null where a device waits for the answer. */
  readonly redirectHost: string | null;
  readonly scopes: readonly {
    readonly text: string;
    readonly isNew: boolean;
    readonly isIncluded: boolean;
  }[];
}

export function consentPage({ action, token, client, user, redirectHost, scopes }: ConsentPage): Html {
  const someKnown = scopes.some(({ isNew }) => !isNew);
  const included = scopes.filter(({ isIncluded }) => isIncluded);
  const others = scopes.filter(({ isIncluded }) => !isIncluded);
  return page({
    title: `Allow ${client.name}?`,
    narrow: true,
    main: html`<div class="card">
<h1>Allow <q>${client.name}</q> to use your account?</h1>
<p class="quiet">You are signed in as ${user.name} (${user.email}).</p>
${client.isStranger && redirectHost !== null && html`<p>Nobody here has checked this app: it chose its name itself. What is certain is that your browser goes on to <strong>${redirectHost}</strong>.</p>`}
${redirectHost === null && html`<p><strong>This is for a device</strong> that showed you a code. Allow it only if that device is yours and you have just started this yourself.</p>`}
${
  included.length > 0 &&
  html`<p>It will be able to:</p>
<ul class="ticks">
${included.map(({ text, isNew }) => html`<li>${text}${someKnown && isNew && html` <span class="tag">new</span>`}</li>\n`)}</ul>
`
}${
  others.length > 0 &&
  html`<p>It also asks for what your account (${user.tier}) does not include, and will not get it:</p>
<ul>
${others.map(({ text }) => html`<li>${text}</li>\n`)}</ul>
`
}<form method="post" action="${action}">
${hidden("token", token)}
<div class="actions">
${included.length > 0 && html`<button name="decision" value="approve">Allow</button>`}
<button class="plain" name="decision" value="deny">Do not allow</button>
</div>
</form>
</div>
<p class="quiet small">${redirectHost !== null && html`Either way your browser goes on to <strong>${redirectHost}</strong>. `}You can end this connection at any time under <a href="/account/apps">connected apps</a>. Your password stays here.</p>`,
  });
}
