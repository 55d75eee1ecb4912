const longest = 120;

/**
 * A name as it stands in links: "Tofu, raw, firm" → "tofu-raw-firm". Two names may give the same slug; the
 * import then appends the source's id to the second.
 */
export function slugOf(name: string): string {
  const words = name
    .normalize("NFKD")
    .replace(/\p{M}|['’]/gu, "")
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const slug = (words ?? ["food"]).join("-");
  return slug.length <= longest ? slug : slug.slice(0, slug.lastIndexOf("-", longest));
}
