// type-graphql needs it before the first decorator, and this may be the first type that a program loads.
import "reflect-metadata";
import { GraphQLDateTime } from "graphql-scalars";
import { Field, ObjectType } from "type-graphql";
import { CarbohydrateBasis } from "./CarbohydrateBasis.js";
import { EnergyBasis } from "./EnergyBasis.js";
import { type SourceKey, sources } from "./sources.js";
import { Url } from "./Url.js";

@ObjectType({ simpleResolvers: true, description: "Where the figures of a food come from." })
export class FoodSource {
  @Field(() => String, { description: 'The set of foods, such as "USDA SR Legacy".' })
  readonly name!: string;

  @Field(() => String, { description: "Id of the food in that set." })
  readonly id!: string;

  @Field(() => String, {
    description: 'Date of the release that the figures are from, as the source names it, such as "2018-04".',
  })
  readonly release!: string;

  @Field(() => GraphQLDateTime, { description: "When these figures came into this catalogue." })
  readonly importedAt!: Date;

  @Field(() => Url, {
    nullable: true,
    description: "The food at its source, for people; null for a user's own food.",
  })
  readonly url!: string | null;

  @Field(() => String, { description: "SPDX identifier of the licence of the figures." })
  readonly licence!: string;

  @Field(() => Url, {
    nullable: true,
    description: "The text of the licence; null for a user's own food.",
  })
  readonly licenceUrl!: string | null;

  @Field(() => String, { description: "The text that the source asks to be shown where its data is." })
  readonly attribution!: string;

  @Field(() => EnergyBasis, {
    nullable: true,
    description: "How the source came by the energy; null where that is not known.",
  })
  readonly energyBasis!: EnergyBasis | null;

  @Field(() => CarbohydrateBasis, {
    nullable: true,
    description: "What the carbohydrate counts; null where that is not known.",
  })
  readonly carbohydrateBasis!: CarbohydrateBasis | null;
}

/** What the catalogue keeps of a food's origin. */
export interface Origin {
  readonly source: SourceKey;
  readonly sourceId: string;
  readonly release: string;
  /** ISO 8601. */
  readonly importedAt: string;
  readonly energyBasis: EnergyBasis | null;
  readonly carbohydrateBasis: CarbohydrateBasis | null;
}

export function foodSourceOf({ source, sourceId, importedAt, ...origin }: Origin): FoodSource {
  const { name, licence, licenceUrl, attribution, url } = sources[source];
  const date = new Date(importedAt);
  return {
    ...origin,
    name,
    id: sourceId,
    importedAt: date,
    url: url(sourceId),
    licence,
    licenceUrl,
    attribution,
  };
}
