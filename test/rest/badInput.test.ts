import { expect, test } from "@jest/globals";
import { openDoors } from "../support/doors.js";

const { api } = await openDoors();

const refused: [why: string, search: string, detail: RegExp][] = [
  ["no query", "", /^query is missing\./],
  ["an empty query", "query=", /^query is empty/],
  ["a blank query", "query=%20+", /^query is empty/],
  ["a long query", `query=${"a".repeat(201)}`, /^query has 201 characters; at most 200/],
  ["a control character", "query=to%00fu", /^query holds control characters/],
  ["a line break", "query=to%0Afu", /^query holds control characters/],
  ["a malformed %-sequence", "query=%E0%A4%A", /malformed %-sequence/],
  ["a lone %", "query=100%", /malformed %-sequence/],
  [
    "a number that is none",
    "query=milk&limit=abc",
    /^limit is "abc"; it must be a whole number from 1 to 10/,
  ],
  ["a number too small", "query=milk&limit=0", /^limit is "0"; .* 1 to 10/],
  ["a number too large", "query=milk&limit=11", /^limit is "11"; .* 1 to 10/],
  ["a number with a sign", "query=milk&limit=-1", /^limit is "-1"/],
  ["a number with a fraction", "query=milk&limit=2.0", /^limit is "2.0"/],
  ["a number in hexadecimal", "query=milk&limit=0x3", /^limit is "0x3"/],
  ["a parameter given twice", "query=milk&limit=3&limit=4", /^limit is given twice/],
  [
    "a kind in lower case",
    "query=milk&kind=generic",
    /^kind is "generic"; it must be one of GENERIC, BRANDED/,
  ],
  ["an empty kind", "query=milk&kind=", /^kind is empty/],
  [
    "a parameter that there is not",
    "query=milk&page=2",
    /no parameter "page"\. Allowed: query, limit, kind, brand, category, fields, cursor/,
  ],
  ["a parameter in another case", "Query=milk", /no parameter "Query"/],
  [
    "a field that there is not",
    "query=milk&fields=name,colour",
    /^fields has "colour".*nutrition\.energyKcal/,
  ],
  ["a field below one that has none", "query=milk&fields=name.first", /^fields has "name.first"/],
  ["a field of an object's prototype", "query=milk&fields=constructor", /^fields has "constructor"/],
  ["an empty list of fields", "query=milk&fields=", /^fields is empty/],
  ["an empty field", "query=milk&fields=name,,url", /^fields has ""/],
  ["a cursor of another's", "query=milk&cursor=abc", /cursor is none of ours/],
  [
    "a cursor with large numbers",
    `query=milk&cursor=${Buffer.from("9999999999 1").toString("base64url")}`,
    /cursor is none/,
  ],
];

test.each(refused)("%s is refused by name", async (_why, search, detail) => {
  const { status, type, body } = await api(`/api/foods/search?${search}`);
  expect({ status, type, detail: body.detail }).toEqual({
    status: 400,
    type: "application/problem+json",
    detail: expect.stringMatching(detail),
  });
});

const harmless: [what: string, query: string][] = [
  ["punctuation", "!?&()*:|<->'\"\\"],
  ["emoji", "🥚🥛"],
  ["another script", "豆腐 тофу"],
  ["half a surrogate pair", "%ED%A0%80"],
  ["SQL", "'; drop table foods; --"],
  ["text search operators", "milk & ! (egg | <-> tofu):*"],
  ["many words", "a b c d e f g h i j k l m n o p q r s t u v w x y z ".repeat(3).trim()],
  ["one word many times", "milk ".repeat(40).trim()],
  ["only words that say nothing", "the of with"],
  ["a longest query of one word", "z".repeat(200)],
  ["digits of no barcode", "12345678901234567890"],
];

test.each(harmless)("%s as a query gets an honest answer", async (what, query) => {
  const search = what.startsWith("half") ? query : encodeURIComponent(query);
  const { status } = await api(`/api/foods/search?query=${search}`);
  expect(status).toBe(what.startsWith("half") ? 400 : 200);
});

test("a path that there is not is a problem, not a page", async () => {
  expect(await api("/api/foods")).toMatchObject({ status: 404, type: "application/problem+json" });
});
