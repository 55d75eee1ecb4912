import { type Html, html, page, type Visitor } from "../html.js";

export interface DocsPage {
  readonly visitor: Visitor | null;
  readonly publicUrl: string;
  readonly endpoints: readonly Endpoint[];
}

interface Endpoint {
  readonly method: string;
  readonly path: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly scopes: readonly string[];
  readonly mostBytes: number;
  readonly parameters: readonly {
    readonly name: string;
    readonly where: string;
    readonly isRequired: boolean;
    readonly limits: string;
    readonly description: string;
  }[];
  readonly fields: readonly {
    readonly name: string;
    readonly type: string;
    readonly description: string;
    readonly isUsual: boolean;
  }[];
  readonly request: string;
  readonly answer: string;
  readonly refusals: readonly { readonly status: string; readonly text: string }[];
}

/** The API reference: all that a caller can send, and what comes. */
export function docsPage({ visitor, publicUrl, endpoints }: DocsPage): Html {
  return page({
    title: "API reference",
    visitor,
    main: html`<h1>API reference</h1>
<p class="lead">The REST door, for assistants and scripts. The examples are real answers of the starter catalogue.</p>
<p>Every request takes an access token, <code>Authorization: Bearer …</code>, which an app gets when its user signs in here and allows it; the token names what it may do (its scopes). Programs read the same reference as <a href="/openapi.json">OpenAPI 3.1</a>. The <a href="/graphql">GraphQL door</a> has all of it and more.</p>
<h2>What holds everywhere</h2>
<ul>
<li>Figures are per 100 g or 100 ml unless an amount is given; the unit is in the name of a figure. <code>null</code> means unknown, not zero.</li>
<li><code>fields</code> replaces the usual fields of an answer by others: comma-separated, <code>nutrition.energyKcal</code> for a part of one. What is not asked for is not read.</li>
<li>An answer stays below its size. Where items were left out, <code>truncated</code> is true and <code>next</code> is the <code>cursor</code> that goes on with them.</li>
<li>Enum values are written in capitals. An unknown, empty, repeated or misspelt parameter is refused with 400, and the answer says what is allowed.</li>
<li>A refusal is <code>application/problem+json</code> (RFC 9457): <code>status</code>, a <code>code</code> for programs, and a <code>detail</code> that says what to do.</li>
</ul>
<h2>Endpoints</h2>
<ul class="ways">
${endpoints.map(({ method, path, name, title }) => html`<li><a href="#${name}"><code>${method} ${path}</code></a> <span class="quiet">${title}</span></li>\n`)}</ul>
${endpoints.map(section)}
<p class="quiet small">The address of this server: <code>${publicUrl}</code></p>`,
  });
}

const section = ({
  parameters,
  fields,
  ...endpoint
}: Endpoint): Html => html`<section class="card" id="${endpoint.name}" aria-labelledby="${endpoint.name}-title">
<h2 id="${endpoint.name}-title">${endpoint.title}</h2>
<p><code>${endpoint.method} ${endpoint.path}</code></p>
<p>${endpoint.description}</p>
<p class="quiet small">Operation <code>${endpoint.name}</code>. Scope <code>${endpoint.scopes[0]}</code>${endpoint.scopes.slice(1).map((scope) => html`, for some fields also <code>${scope}</code>`)}. An answer has at most ${endpoint.mostBytes} bytes.</p>
${
  parameters.length > 0 &&
  html`<h3>Parameters</h3>
<dl class="parts">
${parameters.map(
  ({
    name,
    where,
    isRequired,
    limits,
    description,
  }) => html`<dt><code>${name}</code> <span class="quiet small">in the ${where}${isRequired && ", required"}; ${limits}</span></dt>
<dd>${description}</dd>
`,
)}</dl>`
}
<h3>Example</h3>
<pre tabindex="0"><code>${endpoint.request}</code></pre>
<pre tabindex="0" class="answer"><code>${endpoint.answer}</code></pre>
<details>
<summary>Fields of the answer</summary>
<dl class="parts">
${fields.map(
  ({
    name,
    type,
    description,
    isUsual,
  }) => html`<dt><code>${name}</code> <span class="quiet small">${type}</span>${isUsual && html` <span class="tag">usual</span>`}</dt>
<dd>${description}</dd>
`,
)}</dl>
</details>
<details>
<summary>Refusals</summary>
<dl class="parts">
${endpoint.refusals.map(({ status, text }) => html`<dt>${status}</dt>\n<dd>${text}</dd>\n`)}</dl>
</details>
</section>
`;
