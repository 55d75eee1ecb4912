import { ArgsType, type ClassType, Field, Int, ObjectType } from "type-graphql";
import { BadInput } from "../errors.js";
import { PageInfo } from "./PageInfo.js";

/** As many as an answer has room for. */
const mostListed = 100;

@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 20, description: `How many, 1 to ${mostListed}.` })
  readonly first!: number;

  @Field(() => String, { nullable: true, description: "Cursor to go on behind." })
  readonly after?: string | null;
}

/** What a field with all below it costs. */
export type Estimate = (field: {
  readonly args: Readonly<Record<string, number>>;
  readonly childComplexity: number;
}) => number;

/** A list costs as much as it may have items. */
export const byFirst: Estimate = ({ args, childComplexity }) =>
  1 + Math.max(1, args.first!) * childComplexity;

/** What the types of a list by pages say of themselves. */
interface Described {
  /** Of the node, with a capital. */
  readonly name: string;
  /** One of the nodes, such as "request". */
  readonly one: string;
  /** What is in the list, such as "Requests, newest first." */
  readonly list: string;
}

export interface Page<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: PageInfo;
}

/** The GraphQL types of a list by pages (Relay's connections). */
export function connectionOf<Node extends object>(
  nodeType: () => ClassType<Node>,
  { name, one, list }: Described,
): ClassType<Page<Node>> {
  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `One ${one} of a list.` })
  class Edge {
    @Field(() => String, { description: "Give it as `after` to go on behind this one." })
    readonly cursor!: string;

    @Field(() => nodeType(), { description: `The ${one}.` })
    readonly node!: Node;
  }

  @ObjectType(`${name}Connection`, { simpleResolvers: true, description: list })
  class Connection implements Page<Node> {
    @Field(() => [Edge], { description: "Those that fit; empty when none does." })
    readonly edges!: readonly Edge[];

    @Field(() => PageInfo, { description: "Where this answer stands in the whole list." })
    readonly pageInfo!: PageInfo;
  }
  return Connection;
}

/** The page of what was found, which is one more than `first` where there is one. */
export function pageOf<Node>(
  found: readonly Node[],
  { first, after }: PageArgs,
  cursorOf: (node: Node) => string,
): Page<Node> {
  const edges = found.slice(0, first).map((node) => ({ cursor: cursorOf(node), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: found.length > first,
      hasPreviousPage: typeof after === "string",
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

export function requireFirst(first: number): void {
  if (first < 1 || first > mostListed)
    throw new BadInput(`first is ${first}; it must be from 1 to ${mostListed}.`);
}

export const badCursor = (): BadInput =>
  new BadInput("The cursor is none of ours. Send the one of the last answer unchanged.");

/** A page of a list in the order of whole numbers: `find` is told how many to read, and behind which number. */
export async function pageByNumber<Node>(
  { first, after }: PageArgs,
  find: (most: number, behind: number | undefined) => Promise<readonly Node[]>,
  numberOf: (node: Node) => number,
): Promise<Page<Node>> {
  requireFirst(first);
  const found = await find(first + 1, readNumber(after));
  return pageOf(found, { first, after }, (node) => writeNumber(numberOf(node)));
}

const writeNumber = (number: number): string => Buffer.from(`#${number}`).toString("base64url");

function readNumber(cursor: string | null | undefined): number | undefined {
  if (typeof cursor !== "string") return undefined;
  const digits = /^#(\d{1,15})$/.exec(Buffer.from(cursor, "base64url").toString())?.[1];
  if (digits) return Number(digits);
  throw badCursor();
}
