import type { FieldNode, FragmentDefinitionNode, GraphQLResolveInfo, SelectionSetNode } from "graphql";
import type { Part } from "./foodViews.js";

const parts = new Set<string>([
  "nutrition",
  "nutrients",
  "portions",
  "serving",
  "source",
  "ingredients",
  "allergens",
  "diets",
] satisfies Part[]);

type Fragments = Record<string, FragmentDefinitionNode>;

/** A compiled operation runs with the same nodes again and again. */
const known = new WeakMap<object, ReadonlySet<Part>>();

/** The costly parts of a food that the query selects, at whatever depth. */
export function askedParts({ fieldNodes, fragments }: GraphQLResolveInfo): ReadonlySet<Part> {
  const first = fieldNodes[0]!;
  const remembered = fieldNodes.length === 1 ? known.get(first) : undefined;
  if (remembered) return remembered;
  const found = new Set<string>();
  const visited = new Set<SelectionSetNode>();
  for (const { selectionSet } of fieldNodes) collect(selectionSet, fragments, found, visited);
  const asked = found as ReadonlySet<Part>;
  if (fieldNodes.length === 1) known.set(first, asked);
  return asked;
}

const isMeasured = ({ name, arguments: given = [] }: FieldNode) =>
  name.value === "nutrition"
    ? given.length > 0
    : name.value === "nutrients" && given.some((one) => ["amount", "unit"].includes(one.name.value));

function collect(
  set: SelectionSetNode | undefined,
  fragments: Fragments,
  found: Set<string>,
  visited: Set<SelectionSetNode>,
): void {
  if (!set || visited.has(set)) return;
  visited.add(set);
  for (const selection of set.selections) {
    if (selection.kind === "FragmentSpread") {
      collect(fragments[selection.name.value]?.selectionSet, fragments, found, visited);
    } else {
      if (selection.kind === "Field" && parts.has(selection.name.value)) found.add(selection.name.value);
      // An amount of a food is measured by its portions.
      if (selection.kind === "Field" && isMeasured(selection)) found.add("portions" satisfies Part);
      collect(selection.selectionSet, fragments, found, visited);
    }
  }
}
