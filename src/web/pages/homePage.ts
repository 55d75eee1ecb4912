import { type Html, html, page, type Visitor } from "../html.js";

export interface HomePage {
  readonly publicUrl: string;
  readonly visitor: Visitor | null;
}

export function homePage({ publicUrl, visitor }: HomePage): Html {
  return page({
    title: "Larder",
    visitor,
    main: html`<h1>What is in your food, for the assistants you talk to</h1>
<p class="lead">Larder knows foods and their nutrition, each figure with the source it came from. Ask it through an app or an assistant; you decide here what each of them may do.</p>
${
  visitor
    ? html`<p><a class="button" href="/account">Your account</a></p>`
    : html`<p><a class="button" href="/sign-up">Make an account</a> <a class="button plain" href="/sign-in">Sign in</a></p>`
}
<h2>The doors</h2>
<ul class="grid">
<li class="card"><h2>REST</h2><p><code>${publicUrl}/api</code></p><p class="quiet">For custom GPTs and scripts: <a href="/docs">reference</a> for people, <a href="/openapi.json">openapi.json</a> for programs.</p></li>
<li class="card"><h2>GraphQL</h2><p><code>${publicUrl}/graphql</code></p><p class="quiet">For web and mobile apps, with a <a href="/graphql">playground</a>.</p></li>
<li class="card"><h2>OAuth</h2><p><code>${publicUrl}</code></p><p class="quiet">The issuer; apps find the rest in its <a href="/.well-known/oauth-authorization-server">metadata</a>.</p></li>
</ul>
<h2>Connect a custom GPT</h2>
<p>Whoever operates this server does it on <a href="/setup/gpt">one page</a>, or in a terminal beside it:</p>
<pre tabindex="0"><code>npx larder client create --name "My GPT" --gpt
npx larder gpt setup --client &lt;id&gt;   # what the GPT editor asks for
npx larder gpt check                  # does what ChatGPT will do, and says what fails</code></pre>
<h2>Ask for a food</h2>
<p>With the access token that an app got for you:</p>
<pre tabindex="0"><code>curl -H "Authorization: Bearer $TOKEN" "${publicUrl}/api/foods/search?query=tofu"</code></pre>`,
  });
}
