import { GraphQLScalarType } from "graphql";
import { GraphQLURL } from "graphql-scalars";

/** Addresses of ours are made of parts that need no check: to read each again took more than all other fields of a food. */
export const Url = new GraphQLScalarType({ ...GraphQLURL.toConfig(), serialize: String });
