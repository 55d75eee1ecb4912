import { type Html, html, page } from "../html.js";

export interface ErrorPage {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

export function errorPage({ status, title, detail }: ErrorPage): Html {
  return page({
    title,
    narrow: true,
    main: html`<p class="quiet">${status}</p>
<h1>${title}</h1>
<p>${detail}</p>
<p><a href="/">To the start page</a></p>`,
  });
}
