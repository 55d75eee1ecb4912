import { FoodKind } from "../Food.js";
import { remembered } from "../remembered.js";
import type { SourceKey } from "../sources.js";
import { roughly } from "./postings.js";
import { brandWords, type IndexedFood, places } from "./searchIndex.js";
import { type Place, sourcePrior } from "./searchWeights.js";
import { words } from "./words.js";

/** The columns of `foods f` that a second look needs. */
export const lookedColumns = `f.id, f.source, f.source_id as "sourceId", f.kind, f.name, f.synonyms, f.brand,
  f.brand_owner as "brandOwner", (f.search -> 'base')::int as base`;

export interface LookedRow extends IndexedFood {
  readonly id: number;
  readonly sourceId: string;
  /** Its score before any word. */
  readonly base: number;
}

/** Foods share their words: most of what a search spent on them was to fetch each food's own copy from memory. */
const shared = remembered((word) => word);
const sharedWords = (text: string) => words(text).map(shared);

/** A food that the index found, as a second look sees it. Reading names takes longest, so each is read once. */
export class LookedFood implements LookedRow {
  readonly id: number;
  readonly source: SourceKey;
  readonly sourceId: string;
  readonly base: number;
  /** What lists leave out of its base. */
  readonly leftOut: number;
  readonly kind: FoodKind;
  readonly name: string;
  readonly synonyms: readonly string[];
  readonly brand: string | null;
  readonly brandOwner: string | null;
  readonly isProduct: boolean;
  /** What its source gives it before any word. */
  readonly prior: number;
  /** The words of the name, part by part, and in all. */
  readonly parts: readonly (readonly string[])[];
  readonly all: readonly string[];
  readonly brandWords: ReadonlySet<string>;
  /** The same for foods whose names have the same words. */
  readonly sameWords: string;
  #otherNames: readonly (readonly string[])[] | undefined;
  #places: ReadonlyMap<string, Place> | undefined;

  constructor(row: LookedRow) {
    this.id = row.id;
    this.source = row.source;
    this.sourceId = row.sourceId;
    this.base = row.base;
    this.leftOut = row.base - roughly(row.base);
    this.kind = row.kind;
    this.name = row.name;
    this.synonyms = row.synonyms;
    this.brand = row.brand;
    this.brandOwner = row.brandOwner;
    this.isProduct = row.kind === FoodKind.BRANDED;
    this.prior = sourcePrior[row.source];
    this.parts = row.name
      .replace(/\([^)]*\)?/g, " ")
      .split(/[,;]/)
      .map(sharedWords)
      .filter(({ length }) => length > 0);
    this.all = this.parts.flat();
    this.brandWords = brandWords(row);
    this.sameWords = [...new Set(this.all)].sort().join(" ");
  }

  get otherNames(): readonly (readonly string[])[] {
    this.#otherNames ??= this.synonyms.map(sharedWords);
    return this.#otherNames;
  }

  /** Each word at the best place where it stands. */
  get places(): ReadonlyMap<string, Place> {
    this.#places ??= places(this);
    return this.#places;
  }
}
