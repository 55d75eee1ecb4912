import { icon, stylesheetPath } from "./stylesheet.js";

/** Text that is HTML already. Only `html` makes it from values, and it escapes them. */
export class Html {
  constructor(readonly text: string) {}
}

type Piece = string | number | Html | null | undefined | false | readonly Piece[];

/** HTML in which every value is text: quotes, ampersands and angle brackets included. Attributes must be quoted. */
export function html(strings: TemplateStringsArray, ...pieces: Piece[]): Html {
  return new Html(strings.reduce((text, next, at) => text + written(pieces[at - 1]) + next));
}

function written(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return "";
  if (piece instanceof Html) return piece.text;
  if (typeof piece === "string") return piece.replace(/[&<>"']/g, (character) => entities[character]!);
  return typeof piece === "number" ? String(piece) : piece.map(written).join("");
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** The signed-in reader of a page. */
export interface Visitor {
  readonly name: string;
  readonly email: string;
  /** Form token of the sign-out button. */
  readonly signOutToken: string;
}

export interface PageFrame {
  readonly title: string;
  readonly main: Html;
  /** Null offers to sign in; absent on pages with one thing to do, which show no way around it. */
  readonly visitor?: Visitor | null;
  readonly narrow?: boolean;
}

/** A whole page around its main part. */
export function page({ title, main, visitor, narrow }: PageFrame): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title === "Larder" ? title : `${title} · Larder`}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${stylesheetPath}">
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="site-header">
<a class="brand" href="/">${inlineIcon} Larder</a>
${visitor !== undefined && navigation(visitor)}
</header>
<main id="main"${narrow && html` class="narrow"`}>
${main}
</main>
<footer class="site-footer">
<a href="/">About</a> <a href="/privacy">Privacy</a> <a href="/docs">API reference</a> <a href="/graphql">GraphQL</a> <a href="/openapi.json">OpenAPI</a>
</footer>
</body>
</html>
`;
}

function navigation(visitor: Visitor | null): Html {
  if (!visitor) {
    return html`<nav class="site-nav" aria-label="Account"><a href="/sign-in">Sign in</a> <a href="/sign-up">Sign up</a></nav>`;
  }
  return html`<nav class="site-nav" aria-label="Account">
<a href="/account">${visitor.name}</a>
<form method="post" action="/sign-out">${hidden("token", visitor.signOutToken)}<button class="link">Sign out</button></form>
</nav>`;
}

/** Beside its name the picture says nothing; its colour follows the text. */
const inlineIcon = new Html(icon.replace(' color="#2f6b3c"', ' aria-hidden="true"'));

export const hidden = (name: string, value: string): Html =>
  html`<input type="hidden" name="${name}" value="${value}">`;

/** What was wrong with the form that was sent; read out when the page opens. */
export const problemNote = (problem: string | null): Html =>
  html`${problem !== null && html`<p class="alert" role="alert">${problem}</p>`}`;

export const newPasswordField = (label: string): Html => html`<div class="field">
<label for="password">${label}</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="8" maxlength="256" required aria-describedby="password-hint">
<span class="hint" id="password-hint">At least 8 characters. A long one is better than a complicated one.</span>
</div>`;
