import { type Html, hidden, html, page, problemNote, type Visitor } from "../html.js";

export interface SetupGptPage {
  readonly visitor: Visitor;
  readonly token: string;
  /** Address of the script with the copy buttons. */
  readonly script: string;
  readonly clients: readonly { readonly id: string; readonly name: string }[];
  /** The one that is being set up. */
  readonly client: {
    readonly id: string;
    readonly name: string;
    readonly redirectUris: readonly string[];
  } | null;
  /** The client's secret where it has just been made, and never again. */
  readonly secret: string | null;
  readonly problem: string | null;
  readonly sheet: {
    readonly lines: readonly { readonly label: string; readonly value: string }[];
  } | null;
  readonly checks: readonly { readonly what: string; readonly problems: readonly string[] }[];
}

export function setupGptPage(told: SetupGptPage): Html {
  const { visitor, script, problem, checks } = told;
  return page({
    title: "Set up a GPT",
    visitor,
    main: html`<h1>Set up a GPT</h1>
<p class="lead">What the GPT editor asks for under Configure, Actions, and what must hold here first.</p>
${problemNote(problem)}
<section class="card" aria-labelledby="checks">
<h2 id="checks">1. Can ChatGPT use this server?</h2>
<ul class="checks">
${checks.map(
  ({
    what,
    problems,
  }) => html`<li class="${problems.length > 0 ? "amiss" : "well"}"><strong>${problems.length > 0 ? "Not yet" : "Yes"}</strong> ${what}${problems.map((text) => html`<br><span class="small">${text}</span>`)}</li>
`,
)}</ul>
<p class="small quiet">Looked up just now. <a href="/setup/gpt${told.client && html`?client=${told.client.id}`}">Look again</a></p>
</section>
${chooseClient(told)}
${told.client && told.sheet && html`${sheetCard(told, told.sheet.lines)}${callbackCard(told, told.client)}`}
<script src="${script}" defer></script>`,
  });
}

const chooseClient = ({
  token,
  clients,
  client,
  secret,
}: SetupGptPage): Html => html`<section class="card" aria-labelledby="clients">
<h2 id="clients">2. The GPT's client</h2>
${
  clients.length > 0 &&
  html`<p>Each GPT has one of its own:</p>
<ul>
${clients.map(({ id, name }) => html`<li><a href="/setup/gpt?client=${id}"${id === client?.id && html` aria-current="true"`}>${name}</a> <code class="small">${id}</code></li>\n`)}</ul>`
}
${
  secret !== null &&
  html`<div role="status"><p><strong>The client's secret. It is shown only now:</strong> copy it into the GPT editor.</p>
${copied("secret", "Client Secret", secret)}</div>`
}
<form method="post" action="/setup/gpt">
${hidden("token", token)}${hidden("action", "create")}
<div class="field"><label for="name">Name of a new one, as people read it when they are asked</label>
<input id="name" name="name" maxlength="80" required></div>
<button>Make a client</button>
</form>
</section>
`;

const sheetCard = (
  { token, client }: SetupGptPage,
  lines: readonly { label: string; value: string }[],
): Html => html`<section class="card" aria-labelledby="sheet">
<h2 id="sheet">3. What the GPT editor asks for</h2>
${lines.map(({ label, value }, at) =>
  label === "Client Secret"
    ? html`<form method="post" action="/setup/gpt">${hidden("token", token)}${hidden("action", "rotate-secret")}${hidden("client", client!.id)}
<p><strong>Client Secret</strong>: the one that was shown when the client was made. Is it lost? <button class="plain">Make another</button> The former ends at once.</p></form>
`
    : copied(`sheet-${at}`, label, value),
)}
</section>
`;

const callbackCard = (
  { token }: SetupGptPage,
  { id, redirectUris }: NonNullable<SetupGptPage["client"]>,
): Html => html`<section class="card" aria-labelledby="callback">
<h2 id="callback">4. The callback URL</h2>
<p>Save the GPT; the editor then shows its callback URL. It is registered for both of ChatGPT's hosts. Its g-… part can change when the action's authentication is edited: look again after each edit.</p>
${
  redirectUris.length === 0
    ? html`<p><strong>None is registered yet</strong>, so nobody can sign in from the GPT.</p>`
    : html`<ul class="rows">
${redirectUris.map(
  (uri) => html`<li><code class="small">${uri}</code>
<form method="post" action="/setup/gpt">${hidden("token", token)}${hidden("action", "remove-callback")}${hidden("client", id)}${hidden("uri", uri)}<button class="plain" aria-label="Remove ${uri}">Remove</button></form></li>
`,
)}</ul>`
}
<form method="post" action="/setup/gpt">
${hidden("token", token)}${hidden("action", "add-callback")}${hidden("client", id)}
<div class="field"><label for="uri">Callback URL</label>
<input id="uri" name="uri" type="url" placeholder="https://chatgpt.com/aip/g-…/oauth/callback" required></div>
<button>Register it</button>
</form>
<p class="small quiet">Then try the whole way without the editor, in a terminal beside this server: <code>npx larder gpt check</code></p>
</section>
`;

const copied = (
  id: string,
  label: string,
  value: string,
): Html => html`<div class="field"><label for="${id}">${label}</label>
<div class="copied"><input id="${id}" value="${value}" readonly data-copy></div></div>
`;
