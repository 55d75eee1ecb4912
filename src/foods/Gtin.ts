import { GraphQLScalarType, Kind } from "graphql";
import { BadInput } from "../errors.js";
import { readGtin } from "./barcode.js";

/** What comes in through it is in the one form that is stored. */
export const Gtin = new GraphQLScalarType({
  name: "GTIN",
  description:
    "A barcode, the Global Trade Item Number of GS1: 8, 12, 13 or 14 digits; blanks and hyphens between them are left out. What is answered has 8, 13 or 14, with a UPC-A of 12 digits as the EAN-13 that it is.",
  specifiedByURL: "https://ref.gs1.org/standards/genspecs/",
  serialize: String,
  parseValue: read,
  parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : null),
});

function read(given: unknown): string {
  const gtin = typeof given === "string" ? readGtin(given) : null;
  if (gtin === null) throw new BadInput("gtin is no barcode; it has 8, 12, 13 or 14 digits.");
  return gtin;
}
