import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

/** What a label can judge a food by. */
export interface JudgedFood {
  /** Its id at its source. */
  readonly sourceId: string;
  readonly name: string;
  readonly kind: string;
  readonly gtins: readonly string[];
}

/** A query and what answers it. */
export interface Label {
  readonly query: string;
  /** What is special about the query. */
  readonly group: string;
  /** Weights and word lists are tuned on one half, and only scored on the other. Queries for one food are in one half. */
  readonly half: "tuned" | "held out";
  /** Null where nothing right exists, so that any confident answer is wrong. */
  readonly accepts: ((food: JudgedFood) => boolean) | null;
  readonly wanted: string;
}

/** Lies beside the project, not in it. */
const household = resolve("../shared/data/relevance/household-foods.dev.jsonl");
const own = resolve("bench/labels/everyday.jsonl");

interface HouseholdLine {
  readonly query: string;
  readonly accepted: readonly {
    readonly fdcId: number;
    readonly description: string;
    readonly dataType: string;
  }[];
  readonly in_catalogue: boolean | null;
  readonly all_query_words_in_description?: boolean;
}

/** Household names of recipes with the one food accepted for each; empty where the file is absent. */
export function householdLabels(): Label[] {
  if (!existsSync(household)) return [];
  return lines<HouseholdLine>(household)
    .filter((line) => line.in_catalogue !== false)
    .map(({ query, accepted, all_query_words_in_description: literal }) => {
      const ids = accepted.map(({ fdcId }) => String(fdcId));
      const source = accepted[0]?.dataType;
      return {
        query,
        group: source
          ? `${source}, ${literal ? "all" : "not all"} words in its name`
          : "nothing right exists",
        half: halfOf(ids[0] ?? query),
        accepts: ids.length > 0 ? ({ sourceId }: JudgedFood) => ids.includes(sourceId) : null,
        wanted: accepted[0]?.description ?? "nothing",
      };
    });
}

/** A line of our own set: a food is right if its name matches `name` and not `not`, and it is of the kind, if one is given. */
interface OwnLine {
  readonly query: string;
  readonly class: string;
  /** What it is about; queries for the same food share it. */
  readonly food: string;
  /** Regular expressions, in any case: `name` matches anywhere in the name, `not` where a word begins. */
  readonly name?: string;
  readonly not?: string;
  readonly kind?: string;
  readonly gtin?: string;
}

/** What people type every day, judged by rule. */
export function everydayLabels(): Label[] {
  return lines<OwnLine>(own).map((line) => ({
    query: line.query,
    group: line.class,
    half: halfOf(line.food),
    accepts: line.class === "must-not-match" ? null : (food) => fits(line, food),
    wanted: line.gtin ?? `${line.name}${line.not ? ` but not ${line.not}` : ""}`,
  }));
}

function fits({ name, not, kind, gtin }: OwnLine, food: JudgedFood): boolean {
  if (gtin) return food.gtins.includes(gtin);
  return (
    new RegExp(name!, "i").test(food.name) &&
    !(not && new RegExp(`\\b(${not})`, "i").test(food.name)) &&
    (kind ?? food.kind) === food.kind
  );
}

function lines<T>(path: string): T[] {
  return readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as T);
}

/** FNV-1a: the same half on every machine, whatever the order of the lines. */
function halfOf(food: string): Label["half"] {
  let hash = 2_166_136_261;
  for (const letter of food) hash = Math.imul(hash ^ letter.charCodeAt(0), 16_777_619);
  return hash & 1 ? "held out" : "tuned";
}
