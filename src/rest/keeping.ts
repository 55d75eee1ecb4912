/** What all answers of `/api` say of themselves. */
export const json = "application/json; charset=utf-8";

/**
 * Whoever has an answer asks each time whether it still holds: that is counted, and refused once the token has ended.
 * The name is of what is said, however it is packed, so it is a weak one (RFC 9110, section 8.8.1).
 */
export function howToKeep(name: string, varies: string): Record<string, string> {
  return {
    ETag: `W/"${name}"`,
    "Cache-Control": "private, no-cache",
    Vary: `${varies}, Authorization, Accept-Encoding`,
  };
}

/** The same request, going on behind `cursor` (RFC 8288). */
export function linkTo(publicUrl: string, path: string, search: string, cursor: string): string {
  return `<${publicUrl}${addressFrom(path, search, cursor)}>; rel="next"`;
}

function addressFrom(path: string, search: string, cursor: string): string {
  if (search && !search.includes("cursor")) return `${path}${search}&cursor=${encodeURIComponent(cursor)}`;
  const query = new URLSearchParams(search);
  query.set("cursor", cursor);
  return `${path}?${query}`;
}
