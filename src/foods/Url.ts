import { GraphQLScalarType } from "graphql";
import { GraphQLURL } from "graphql-scalars";

/** Addresses of ours are made of parts that need no check; the library's scalar makes a URL of each, and of that a text again. */
export const Url = new GraphQLScalarType({ ...GraphQLURL.toConfig(), serialize: String });
