import type { Viewer } from "../context.js";
import type { Answers } from "../graphql/answers.js";
import { findEndpoint } from "./findEndpoint.js";
import { howToKeep, json, linkTo } from "./keeping.js";

interface Parts {
  readonly answers: Pick<Answers, "atHand">;
  readonly publicUrl: string;
}

/** What `GET url` is answered with, as `restRoutes` would, where it was answered before; null where it was not. */
export function answersAtHand({ answers, publicUrl }: Parts) {
  return (url: string, viewer: Viewer, varies: string, known: string | undefined) => {
    const query = url.indexOf("?");
    const path = query < 0 ? url : url.slice(0, query);
    const operation = findEndpoint("GET", path)?.endpoint.operation;
    if (!operation || !viewer.scopes.has(operation.scope)) return null;
    const kept = answers.atHand(operation, url, viewer);
    if (!kept) return null;
    const { name, body, next, asked } = kept;
    const headers = howToKeep(name, varies);
    if (known?.includes(name)) return { headers, asked, body: null };
    headers["Content-Type"] = json;
    if (next !== null) headers.Link = linkTo(publicUrl, path, url.slice(path.length), next);
    return { headers, asked, body };
  };
}
