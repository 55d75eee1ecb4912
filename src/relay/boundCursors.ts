import { hash } from "node:crypto";
import { BadInput } from "../errors.js";
import { badCursor } from "./connection.js";

/** For the cursors of a list: they carry a print of it, for in another list their place means nothing. */
export function binderTo(list: object): (cursor: string) => string {
  const print = printOf(list);
  return (cursor) => `${print}.${cursor}`;
}

/** The cursor as it was before it was bound; refused if it is of another list. */
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
  hash(
    "sha256",
    JSON.stringify(list, (_, value) => value ?? undefined),
    "base64url",
  ).slice(0, 6);
