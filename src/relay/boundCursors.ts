import { createHash } from "node:crypto";
import { BadInput } from "../errors.js";
import { badCursor } from "./connection.js";

/** Cursors carry a print of the list that they are of, for in another list their place means nothing. */
export const bind = (cursor: string, list: object) => `${printOf(list)}.${cursor}`;

/** The cursor as it was before `bind`; refused if it is of another list. */
export function readBound(cursor: string | null, list: object): string | null {
  if (cursor === null) return null;
  const [print, place, ...rest] = cursor.split(".");
  if (!place || rest.length > 0) throw badCursor();
  if (print !== printOf(list))
    throw new BadInput(
      "The cursor is of another list. Send it with the same query, filter and order as the answer that it is from.",
    );
  return place;
}

/** What is left out and what is null are the same. */
const printOf = (list: object) =>
  createHash("sha256")
    .update(JSON.stringify(list, (_, value) => value ?? undefined))
    .digest("base64url")
    .slice(0, 6);
