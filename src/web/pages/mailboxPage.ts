import { type Html, html, page } from "../html.js";

export interface MailboxPage {
  readonly email: string;
  /** Where to go once the link in the mail was opened; null where the link itself leads on. */
  readonly goOn: string | null;
}

/** The same whether there is an account or not. */
export function mailboxPage({ email, goOn }: MailboxPage): Html {
  return page({
    title: "Look into your mailbox",
    narrow: true,
    main: html`<div class="card">
<h1>Look into your mailbox</h1>
<p>If <strong>${email}</strong> can be used here, a mail with a link is on its way. Open the link to go on.</p>
<p class="quiet small">Nothing after a few minutes? Look into the spam folder, and check that the address is right.</p>
${goOn !== null && html`<p><a class="button plain" href="${goOn}">I have opened the link: go on</a></p>`}
</div>`,
  });
}
