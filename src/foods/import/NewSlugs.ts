import type { PoolClient } from "pg";
import { to as copyTo } from "pg-copy-streams";
import { readLines } from "../readLines.js";
import { slugOf } from "../slug.js";
import type { FoodData } from "./FoodData.js";
import { Seen } from "./Seen.js";

const longestSlug = 1000;

/** It could be taken for a slug with the id of its source. */
const endsLikeId = /-\d{6,}$/;

/** Slugs for foods that are all new: the first of a name gets the slug of the name, the others with the source's id behind it. */
export class NewSlugs {
  private readonly taken = new Seen();

  /** Reads the slugs that there are, those of before among them: they must go on leading where they do. */
  static async beside(client: PoolClient): Promise<NewSlugs> {
    const slugs = new NewSlugs();
    const existing = client.query(
      copyTo("copy (select slug from foods union all select slug from old_slugs) to stdout"),
    );
    for await (const lines of readLines(existing, longestSlug))
      for (const line of lines) if ("text" in line) slugs.taken.add(line.text);
    return slugs;
  }

  give({ name, sourceId, sourceKey }: FoodData): string {
    const slug = slugOf(name);
    if (!endsLikeId.test(slug) && this.taken.add(slug)) return slug;
    const long = `${slug}-${sourceId}`;
    return this.taken.add(long) ? long : `${long}-${sourceKey}`;
  }
}
